"""Connections that are wrong below everything that is said over them."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

import pytest

from tests.durability.runs import MAIN, Folder
from tests.hostile import raw_tcp
from tests.hostile.test_tarpits import alone
from tests.servers.need import program

pytestmark = [pytest.mark.netns, pytest.mark.hostile("H31")]
DEADLINE = 2.0
PORT = 7100
WAYS = {
    "window": "127.70.0.1",
    "half": "127.70.0.2",
    "crumbs": "127.70.0.3",
    "fin": "127.70.0.4",
    "reset": "127.70.0.5",
}
Line = dict[str, Any]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Line]]:
    """What one scan of all of them says, by way."""
    folder = Folder(root=tmp_path_factory.mktemp("tcp"), settings={"deadline": DEADLINE, "banner_wait": 0.1})
    with alone() as inside, ExitStack() as stack:
        # Nobody listens there as far as the kernel knows: it must not say so.
        ours = f"ip saddr 127.70.0.0/24 tcp sport {PORT} ip ttl != {raw_tcp.HOPS}"
        for rule in (
            "add table ip quiet",
            "add chain ip quiet out { type filter hook output priority 0 ; }",
            f"add rule ip quiet out {ours} tcp flags & rst == rst drop",
        ):
            subprocess.run([*inside, program("nft"), rule], check=True)
        for way, host in WAYS.items():
            server = subprocess.Popen(
                [*inside, sys.executable, raw_tcp.__file__, host, str(PORT), way], stdout=subprocess.PIPE
            )
            stack.callback(server.communicate)
            stack.callback(server.kill)
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
        ran = subprocess.run(
            [*inside, sys.executable, "-c", MAIN, "scan", *WAYS.values(), "--ports", str(PORT), "--json",
             "--data", str(folder.data)],
            env=folder.environ(), capture_output=True, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr.decode()
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return {way: [line for line in lines if line.get("ip_str") == host] for way, host in WAYS.items()}


def the(kind: str, lines: list[Line]) -> Line:
    (found,) = [line for line in lines if line["type"] == kind]
    return found


@pytest.mark.parametrize("way", ["window", "half"])
def test_who_takes_nothing_is_left_at_the_deadline(seen: dict[str, list[Line]], way: str) -> None:
    line = the("observation", seen[way])
    assert line["_shodan"]["module"] == "unknown"
    assert "(timeout, phase ask)" in line["info"]


@pytest.mark.parametrize("way", ["crumbs", "fin"])
def test_who_answers_in_crumbs_or_with_its_goodbye_is_understood(
    seen: dict[str, list[Line]], way: str
) -> None:
    line = the("observation", seen[way])
    assert line["_shodan"]["module"] == "http", line["info"]
    assert line["http"]["title"] == "crumbs"
    assert [one for one in seen[way] if one["type"] == "finding"] == []


def test_who_resets_in_the_middle_is_recorded_with_what_was_said(seen: dict[str, list[Line]]) -> None:
    line = the("observation", seen["reset"])
    assert line["_shodan"]["module"] == "http"
    assert line["http"]["server"] == "Sendria/2.2.2"
    verdicts = [one for one in seen["reset"] if one["type"] == "verdict"]
    assert verdicts
    assert {one["verdict"] for one in verdicts} == {"unknown"}
