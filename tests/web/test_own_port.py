"""leftopen looks at the port that it serves itself: there is nothing to find, before set-up and after it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from leftopen.wire.products.leftopen import COMPLETE, COUNT, HELP, SEARCH
from tests.cli.program import Ran, ran
from tests.durability.runs import MAIN, Folder
from tests.web.served import ended

GOOD = "eleven herons at dawn"


@contextmanager
def served(folder: Folder) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=folder.environ(),
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        assert ended(process) == 0
        process.stdout.close()


def scanned(folder: Folder, url: str) -> Ran:
    run = ran(folder, "scan", "127.0.0.1", "--ports", url.rpartition(":")[2], "--json", "--fail-on", "open")
    assert run.code == 0, (run.code, run.err, run.out)
    return run


def kind(run: Ran, name: str) -> list[dict[str, object]]:
    return [line for line in run.lines if line["type"] == name]


@pytest.mark.full
def test_a_scan_of_its_own_address_finds_a_leftopen_that_asks_to_sign_in(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={"banner_wait": 0.1})
    allowed = ran(
        folder, "scope", "add", "127.0.0.1/32", "--authorised-by", "the tests", "--until", "2099-01-01",
        "--read", "sample", "--anonymous",
    )  # fmt: skip
    assert allowed.code == 0, allowed.err
    with served(folder) as url:
        assert_closed(scanned(folder, url))
        link = (folder.data / "setup-link").read_text().strip()
        fields = {"name": "maria", "password": GOOD, "again": GOOD}
        made = httpx2.post(link, data=fields, headers={"origin": url, "sec-fetch-site": "same-origin"})
        assert made.status_code == 303
        assert_closed(scanned(folder, url))
        for path in (SEARCH, COMPLETE, HELP, COUNT, "/127.0.0.1"):
            assert httpx2.get(url + path, timeout=60).status_code == 401


def test_the_file_of_the_first_link_goes_with_the_server_that_made_it(tmp_path: Path) -> None:
    """The next start makes its link void; another server's file stays."""
    folder = Folder(root=tmp_path, settings={"banner_wait": 0.1})
    file = folder.data / "setup-link"
    with served(folder):
        link = file.read_text().strip()
        with served(folder) as url:
            assert httpx2.get(link.replace(link.partition("/set-up/")[0], url), timeout=60).status_code == 404
            assert file.read_text().startswith(f"{url}/set-up/")
        assert not file.exists()
        file.write_text("somebody else's\n")
    assert file.read_text() == "somebody else's\n"


def assert_closed(run: Ran) -> None:
    """Recognised, asked by the check that is for it, and by none found open."""
    (seen,) = kind(run, "observation")
    assert seen["product"] == "leftopen"
    assert kind(run, "finding") == []
    answer = {line["check"]: (line["verdict"], line["reason"]) for line in kind(run, "verdict")}
    assert answer["leftopen_open"] == ("closed", "password_asked")
