"""Exclusions on the command line: what they hide, and that every list says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

UNTIL = ["--until", "2999-12-31", "--reason", "a test server"]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path, settings={"banner_wait": 0.05, "connect_timeout": 0.5})


def test_from_add_to_remove(folder: Folder) -> None:
    hides = "1 exclusion hides 1 service (leftopen exclusion list)"
    with Loopback() as servers:
        port = str(servers.serve(Redis()))
        scanned = ran(folder, "scan", "127.0.0.1", "-p", port, "--json")
        [case] = [line["id"] for line in scanned.lines if line["type"] == "case"]
        added, listed, cases, exported, answer = all_ran(
            folder,
            [
                ["exclusion", "add", "127.0.0.1", "--kind", "not-reported", "--port", port, *UNTIL, "--json"],
                ["exclusion", "list", "--json"],
                ["cases", "list"],
                ["export", "--cases", "all.csv"],
                ["notify", case, "--dry-run"],
            ],
        )
        [line] = added.lines
        removed, again = all_ran(folder, [["exclusion", "remove", line["id"][:10]], ["cases", "list"]])
    assert [(one["kind"], one["cases"]) for one in listed.lines] == [("not-reported", 1)]
    assert (cases.out, hides in cases.err) == ("", True)
    assert hides in exported.err
    assert (answer.code != 0, "not-reported" in answer.err) == (True, True)
    assert removed.code == 0
    assert port in again.out
    assert hides not in again.err


def test_a_port_that_is_not_scanned_gets_nothing(folder: Folder) -> None:
    hidden, shown = Redis(), Redis()
    with Loopback() as servers:
        ports = [str(servers.serve(one)) for one in (hidden, shown)]
        added, scanned = all_ran(
            folder,
            [
                ["exclusion", "add", "127.0.0.1", "--kind", "not-scanned", "--port", ports[0], *UNTIL],
                ["scan", "127.0.0.1", "-p", ",".join(ports), "--json"],
            ],
        )
    assert added.code == 0
    assert hidden.asked == []
    assert shown.asked != []
    summary = scanned.lines[-1]
    assert (summary["found"], summary["refused"]) == (1, 1)


def test_wrong_words_are_told(folder: Folder) -> None:
    words = [
        (["exclusion", "add", "127.0.0.1", "--kind", "often", *UNTIL], "not-reported"),
        (["exclusion", "add", "nowhere", "--kind", "not-told", *UNTIL], "nowhere"),
        (["exclusion", "remove", "3fa9"], "leftopen exclusion list"),
    ]
    for words_, answer in words:
        assert answer in ran(folder, *words_).err
