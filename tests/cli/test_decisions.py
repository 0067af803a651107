"""A user's decision is obeyed by the next scan: its line, its summary, its exit code."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis


def test_an_accepted_risk_and_a_false_positive_do_not_fail_a_scan(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    with Loopback() as loopback:
        scan = ("scan", "127.0.0.1", "--ports", str(loopback.serve(Redis())), "--fail-on", "open")
        assert ran(folder, *scan).code == 3
        [case] = ran(folder, "cases", "list", "--json").lines
        accepted = ran(folder, "cases", "accept", case["id"], "--until", "2999-01-01", "--reason", "a test")
        assert accepted.code == 0, accepted.err

        answer = ran(folder, *scan)
        assert answer.code == 0, answer.out
        assert "  OPEN (accepted until 2999-01-01)  " in answer.out
        assert "1 open (1 of them decided)" in answer.out
        assert ran(folder, *scan, "--all").code == 3
        assert ran(folder, "verify", case["id"], "--fail-on", "open").code == 0

        assert ran(folder, "cases", "false-positive", case["id"], "--reason", "a test").code == 0
        found = next(line for line in ran(folder, *scan, "--json").lines if line["type"] == "finding")
        assert (found["decision"], found["until"]) == ("false_positive", None)

        assert ran(folder, "cases", "reopen", case["id"], "--reason", "a test").code == 0
        again = ran(folder, *scan)
        assert (again.code, "  OPEN  " in again.out) == (3, True)
