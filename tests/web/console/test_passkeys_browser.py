"""Passkeys in a real browser: made, used, and refused where they must be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leftopen.web.console.setup_link import FILE
from tests.durability.runs import MAIN, Folder
from tests.servers.need import ROOT, client_program, missing, node_module, require
from tests.web.served import ended, listening_at

pytestmark = [pytest.mark.real, pytest.mark.slow]
CLICKS = Path(__file__).with_name("passkey_clicks.py")
LONGEST_S = 180


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    playwright, axe = client_program("playwright"), node_module("axe-core")
    require(missing("chromium") or ("" if playwright else "playwright is not in .servers/clients"))
    require("" if axe else "axe-core is not installed")
    folder = Folder(root=tmp_path_factory.mktemp("passkeys"), settings={})
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=folder.environ(),
    )  # fmt: skip
    try:
        url = listening_at(process).replace("127.0.0.1", "localhost")
        link = (folder.data / FILE).read_text().strip().replace("127.0.0.1", "localhost")
        config = folder.root / "clicks.json"
        config.write_text(json.dumps({"url": url, "link": link, "axe": f"{axe}/axe.min.js"}))
        done = subprocess.run(
            [str(Path(playwright).with_name("python")), str(CLICKS), str(config)],
            capture_output=True, text=True, timeout=LONGEST_S, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    finally:
        assert ended(process) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_made_and_signed_in_without_a_report_of_the_policy(report: dict[str, Any]) -> None:
    assert (report["policy"], report["errors"]) == ([], [])


def test_an_answer_that_was_used_is_refused(report: dict[str, Any]) -> None:
    assert report["replayed"] == 400


def test_another_origin_of_the_same_name_is_refused(report: dict[str, Any]) -> None:
    assert report["elsewhere"] == 400


def test_who_is_not_verified_is_told(report: dict[str, Any]) -> None:
    assert report["unverified"].startswith("No passkey received")


def test_a_removed_one_is_refused(report: dict[str, Any]) -> None:
    assert report["removed"].startswith("Passkey rejected")
    assert report["at"].endswith("/sign-in/passkey")


def test_nobody_is_shut_out(report: dict[str, Any]) -> None:
    grave = {
        name: [one for one in found if one[1] in ("serious", "critical")]
        for name, found in report["axe"].items()
    }
    assert {name: found for name, found in grave.items() if found} == {}
    assert len(grave) == 6
