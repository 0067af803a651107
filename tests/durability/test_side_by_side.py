"""Several commands on one data folder at the same time: each ends well, and says what is true."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import Folder, Line, Run, done
from tests.durability.stored import assert_nothing_lost, kept

HOST, OTHER = "127.31.4.3", "127.31.4.4"
LOW, HIGH = 11_000, 12_999
PORTS = f"{LOW}-{HIGH}"
SERVERS = 24
SETTINGS: Mapping[str, object] = {"workers": 6, "banner_wait": 0.15}


def scan_of(host: str) -> tuple[str, ...]:
    return ("scan", host, "--ports", PORTS, "--json", "--quiet")


def ports(lines: list[Line], kind: str = "observation") -> list[int]:
    return sorted(line["port"] for line in lines if line["type"] == kind)


def searched_while(folder: Folder, runs: list[Run], *words: str) -> list[list[Line]]:
    """The answers of one search after another, for as long as any of these runs."""
    answers = [done(folder, "search", *words, "--json")]
    while any(run.running for run in runs):
        answers.append(done(folder, "search", *words, "--json"))
    return answers


@pytest.mark.slow
def test_two_scans_a_search_and_a_verify_share_a_folder(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    chance = random.Random(22)
    with (
        Crowd(HOST, some_ports(LOW, HIGH, SERVERS, chance), slow=0.02) as here,
        Crowd(OTHER, some_ports(LOW, HIGH, SERVERS, chance), slow=0.02) as there,
    ):
        first = done(folder, *scan_of(HOST))
        case = next(line["id"] for line in first if line["type"] == "case")
        runs = [Run(folder, *scan_of(HOST)), Run(folder, *scan_of(OTHER))]
        looks = Run(folder, "verify", case, "--json")
        answers = searched_while(folder, runs, f"net:{HOST}", "--limit", "100")
        codes = [run.wait() for run in (*runs, looks)]
        assert codes == [0, 0, 0], [run.said() for run in (*runs, looks)]
        again, other = (run.lines() for run in runs)
        assert ports(first) == ports(again) == sorted(here.ports)
        assert ports(other) == sorted(there.ports)
        assert [line["verdict"] for line in looks.lines() if line["type"] == "verdict"] == ["open"]
        assert len(answers) >= 2
        assert all(ports(answer) == sorted(here.ports) for answer in answers)
    now = kept(folder)
    assert_nothing_lost(now, [*first, *again, *other, *looks.lines()])
    assert {case.port for case in now.cases if case.address == OTHER} == set(
        there.of_kind("redis open", "listing")
    )


def test_two_scans_of_the_same_targets_open_each_case_once(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings=SETTINGS)
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, random.Random(23)), slow=0.02) as crowd:
        runs = [Run(folder, *scan_of(HOST)) for _ in range(2)]
        codes = [run.wait() for run in runs]
        assert codes == [0, 0], [run.said() for run in runs]
        for run in runs:
            assert ports(run.lines()) == sorted(crowd.ports)
            assert ports(run.lines(), "finding") == sorted(crowd.of_kind("redis open", "listing"))
    now = kept(folder)
    assert_nothing_lost(now, [line for run in runs for line in run.lines()])
    assert {scan.state for scan in now.scans} == {"finished"}
    assert len(now.scans) == 2
