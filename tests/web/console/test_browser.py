"""The whole console in a real browser: set-up to keys, hostile texts, three widths, light and dark, two
languages.

The screenshots are kept in the folder that `LEFTOPEN_SHOTS` names, where it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.permission import Role
from leftopen.model.user import User
from leftopen.web.console.pages import installed
from leftopen.web.console.setup_link import FILE
from tests.durability.runs import MAIN, Folder
from tests.servers.need import ROOT, client_program, missing, node_module, require
from tests.service.office import office
from tests.tier import tier
from tests.web.console.assessed import assessed
from tests.web.console.furnished import furnish
from tests.web.console.poison import pages, poison
from tests.web.console.views import DAILY, VIEWS, looked_at_in
from tests.web.served import ended, listening_at

pytestmark = [pytest.mark.real, pytest.mark.slow]
CLICKS = Path(__file__).with_name("clicks.py")
LONGEST_S = tier(560, 3600)
PAGES, MOST_KEYS = 36, 12
LOOKS = sum(PAGES if looked_at_in(width, "") else len(DAILY) for width, _, _ in VIEWS)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    axe = node_module("axe-core")
    require(missing("chromium") or _no_playwright())
    require("" if axe else "axe-core is not installed")
    assert axe is not None
    root = tmp_path_factory.mktemp("browser")
    folder = Folder(root=root, settings={"banner_wait": 0.1})
    with office(root) as workspace:
        cases = furnish(workspace)
        nobody = User(id="nobody", name="nobody", role=Role.VIEWER, made=workspace.clock())
        assessment = assessed(workspace, root)
        hostile = pages(workspace, poison(workspace, nobody))
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=folder.environ(),
        )
        try:
            url = listening_at(process)
            link = (folder.data / FILE).read_text().strip()
            assert (folder.data / FILE).stat().st_mode & 0o777 == 0o600
            request = {
                "url": url,
                "link": link,
                "pages": {name: page.routes[0].path for name, page in installed().pages.items() if page.link},
                "cases": [case.id for case in cases],
                "assessment": assessment,
                "axe": str(axe / "axe.min.js"),
                "out": str(_out(root)),
                "hostile": hostile[:: tier(2, 1)],
            }
            return _clicked(root, request)
        finally:
            code = ended(process)
            assert process.stdout is not None
            process.stdout.close()
            assert code == 0


def _no_playwright() -> str:
    return "" if client_program("playwright") else "playwright is not in .servers/clients"


def _out(root: Path) -> Path:
    out = Path(os.environ.get("LEFTOPEN_SHOTS") or root / "shots")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return out


def _clicked(root: Path, request: dict[str, Any]) -> dict[str, Any]:
    config = root / "clicks.json"
    config.write_text(json.dumps(request))
    python = str(Path(client_program("playwright")).with_name("python"))
    clicking = subprocess.Popen(
        [python, str(CLICKS), str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        out, err = clicking.communicate(timeout=LONGEST_S)
    finally:
        # The browser too: it would go on asking the port, which another server may have by then.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(clicking.pid, signal.SIGKILL)
        clicking.wait()
    assert clicking.returncode == 0, err[:2_500] + err[-2_500:]
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_the_main_flow_from_the_first_link_to_a_key(report: dict[str, Any]) -> None:
    assert len(report["steps"]) == 17


def test_counts_that_are_not_there_yet_are_asked_for_again_and_not_for_ever(report: dict[str, Any]) -> None:
    assert "asked again for the counts, and drawn with them" in report["steps"]
    assert "asked seven times, and left the link" in report["steps"]
    assert "said why there are no counts" in report["steps"]


def test_no_dialog_no_report_of_the_policy_no_error_no_other_server(report: dict[str, Any]) -> None:
    found = [f"{key}: {one}" for key in ("dialogs", "policy", "errors", "elsewhere") for one in report[key]]
    assert not found, "\n".join(found)
    assert report["hostile"] > tier(30, 60)


def test_nobody_is_shut_out(report: dict[str, Any]) -> None:
    grave = {
        name: [one for one in violations if one[1] in ("serious", "critical")]
        for name, violations in report["axe"].items()
    }
    assert {name: found for name, found in grave.items() if found} == {}
    assert len(report["axe"]) == LOOKS


def test_nothing_is_cut_off_at_any_width_in_either_language(report: dict[str, Any]) -> None:
    assert report["cut_off"] == []


def test_there_is_a_picture_of_every_page_at_every_width_in_both_lights(report: dict[str, Any]) -> None:
    assert len(report["shots"]) == 1 + LOOKS
    for width, scheme, language in VIEWS:
        assert {f"{name}-{width}-{scheme}-{language}.png" for name in DAILY} <= set(report["shots"])


def test_from_the_sign_in_to_a_decided_case_in_few_keys(report: dict[str, Any]) -> None:
    """Beside what is typed: name, password, code."""
    assert 0 < report["keys"] <= MOST_KEYS
