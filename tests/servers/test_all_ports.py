"""`leftopen scan 127.0.0.1 --ports all --json`: every real server on its odd port, and no phantom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.servers.every import SERVERS
from tests.servers.need import require
from tests.servers.real import RealServer, Spot, running

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.full]
Place = Callable[[RealServer], Spot]
LISTEN = "0A"


def listening() -> set[int]:
    """Every TCP port that some program of this machine listens on, by the kernel's own table."""
    ports = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for row in table.read_text().splitlines()[1:] if table.exists() else []:
            fields = row.split()
            if fields[3] == LISTEN:
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports


@contextmanager
def watching() -> Iterator[set[int]]:
    """Every port that anybody listened on meanwhile: other programs of this machine come and go."""
    ports, done = listening(), threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            ports.update(listening())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield ports
    finally:
        done.set()
        thread.join()


def leftopen(folder: Path, *words: str) -> str:
    """What the program prints, with its data and its keys in that folder."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from leftopen.cli import main; main()",
            *words,
            "--data",
            str(folder / "data"),
        ],
        env=os.environ | {"LEFTOPEN_CONFIG": str(folder / "config")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _open_at(lines: list[dict[str, Any]], port: int) -> set[str]:
    """The checks that say open of that port."""
    found = [line for line in lines if line["type"] == "finding" and line["port"] == port]
    assert all(line["verdict"] == "open" for line in found)
    return {line["check"] for line in found}


def test_every_real_server_is_found_and_judged_and_no_port_is_made_up(place: Place, tmp_path: Path) -> None:
    for server in SERVERS:
        require(server.missing())
    with ExitStack() as stack:
        ports = {}
        for server in SERVERS:
            spot = place(server)
            stack.enter_context(running(server, spot, "open"))
            ports[spot.port] = server
        watched = stack.enter_context(watching())
        until = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
        leftopen(
            tmp_path,
            "scope",
            "add",
            "127.0.0.1",
            "--authorised-by",
            "the tests",
            "--until",
            until,
            "--anonymous",
            "--read",
            "sample",
        )
        began = time.monotonic()
        printed = leftopen(tmp_path, "scan", "127.0.0.1", "--ports", "all", "--json", "--quiet")
        seconds = time.monotonic() - began
    lines = [json.loads(line) for line in printed.splitlines()]
    found = {line["port"]: line for line in lines if line["type"] == "observation"}
    assert set(found) <= watched, "a phantom port"
    assert set(ports) <= set(found)
    answer = {port: (line["_shodan"]["module"], line["product"] or "") for port, line in found.items()}
    assert [
        (one.name, answer[port]) for port, one in ports.items() if answer[port] != (one.module, one.product)
    ] == []
    opened = {port: _open_at(lines, port) for port in ports}
    meant = {port: {one.check} - {""} for port, one in ports.items()}
    missed = [(one.name, opened[port]) for port, one in ports.items() if not meant[port] <= opened[port]]
    assert missed == []
    more = [
        (one.name, opened[port]) for port, one in ports.items() if opened[port] - meant[port] - set(one.also)
    ]
    assert more == []
    assert seconds < 300
    print(f"{len(SERVERS)} servers found among 65,535 ports in {seconds:.1f} s")
