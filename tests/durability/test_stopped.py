"""Ctrl-C and SIGTERM end a scan soon, say how to go on, lose nothing, and the same command goes on."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from leftopen.sweep.permutation import Permutation
from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import Folder, Run
from tests.durability.stored import assert_nothing_lost, kept

HOST = "127.31.4.5"
LOW, HIGH = 11_000, 13_999
SCAN = ("scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json")
SERVERS = 32
# Whoever hears nothing waits: every talk has a wait in it that a stop must cut short.
SETTINGS: Mapping[str, object] = {"workers": 8, "banner_wait": 0.5}
SOON_S = 2.0


@pytest.mark.hostile("S6")
@pytest.mark.slow
@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.full), signal.SIGTERM])
def test_a_signal_ends_a_scan_which_then_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, random.Random(24)), slow=0.1) as crowd:
        run = Run(folder, *SCAN)
        run.until("observation")
        sent = time.monotonic()
        run.process.send_signal(number)
        code = run.wait(10)
        took = time.monotonic() - sent
        assert (code, took < SOON_S) == (130, True), f"exit {code} after {took:.2f} s: {run.said()}"
        assert "run the same command to resume" in run.said()
        assert crowd.last() < sent + 1.0, "something was sent more than a second after the stop"
        summary = run.lines()[-1]
        assert (summary["type"], summary["state"]) == ("summary", "stopped")
        stopped = kept(folder)
        assert_nothing_lost(stopped, run.lines())
        visits = crowd.visits()

        rest = Run(folder, *SCAN)
        assert rest.wait() == 0, rest.said()
        printed = [*run.lines(), *rest.lines()]
        again = {port for port, count in crowd.visits().items() if count > visits[port]}
    scan = stopped.scans[0]
    before = {LOW + port for port in Permutation(HIGH - LOW + 1, scan.seed)[: scan.cursor]}
    assert scan.cursor > 0
    assert again == set(crowd.ports) - before
    now = kept(folder)
    assert_nothing_lost(now, printed)
    assert [(one.id, one.state) for one in now.scans] == [(scan.id, "finished")]
    assert {line["port"] for line in printed if line["type"] == "observation"} == set(crowd.ports)


def test_a_second_signal_does_not_lose_what_the_first_one_kept(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, random.Random(25)), slow=0.1):
        run = Run(folder, *SCAN)
        run.until("observation")
        for _ in range(3):
            run.process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert run.wait(10) == 130, run.said()
    now = kept(folder)
    assert_nothing_lost(now, run.lines())
    assert now.scans[0].state == "stopped"
