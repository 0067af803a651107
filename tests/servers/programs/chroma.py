"""Chroma's own server out of its wheel: `closed` is nginx before it, for since 1.0 it has no login.

It has one collection of a few made-up records, without an embedding function and so without a model.
"""

from __future__ import annotations

import json
import os
import sys

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.front import fronted
from tests.servers.need import missing, unpacked
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

RECORDS = 42
BINDINGS = "chromadb_rust_bindings"
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
SCRIPT = f"""
import sys
sys.path.insert(0, sys.argv.pop(1))
import {BINDINGS}
{BINDINGS}.cli(["chroma", *sys.argv[1:]])
"""


def lacking() -> str:
    return missing("nginx") or ("" if unpacked(BINDINGS) else "chromadb not in .servers/unpacked")


def start(spot: Spot, mode: str, records: int = RECORDS) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(folder.iterdir())
    found = unpacked(BINDINGS)
    assert found is not None

    def build(port: int) -> ServerProgram:
        words = ["run", "--path", str(folder), "--host", LOOPBACK, "--port", str(port)]
        command = [sys.executable, "-c", SCRIPT, str(found.parent), *words]
        env = os.environ | {"HOME": str(spot.inside("home")), "ANONYMIZED_TELEMETRY": "False"}
        return ServerProgram(command, ports=(port,), log=spot.folder / "chroma.log", env=env)

    port, programs = fronted(spot, mode, build)
    client = Client(port=port)
    try:
        if fresh and mode != "empty":
            _fill(client, records)
    except BaseException:
        for program in reversed(programs):
            program.stop()
        raise
    return Running(port=spot.port, programs=programs, digest=lambda: _digest(client))


def _fill(client: Client, records: int) -> None:
    made = json.loads(client.ask("POST", COLLECTIONS, b'{"name":"made-up"}')[0])
    answer = {
        "ids": [f"made-up-{number}" for number in range(records)],
        "embeddings": [[float(number), 1.0, 2.0] for number in range(records)],
        "documents": ["made up"] * records,
    }
    client.ask("POST", f"{COLLECTIONS}/{made['id']}/add", json.dumps(answer).encode())


def _digest(client: Client) -> str:
    """Every collection and how many records it has."""
    listed = json.loads(client.ask("GET", COLLECTIONS)[0])
    counts = (client.ask("GET", f"{COLLECTIONS}/{one['id']}/count")[0].decode() for one in listed)
    return f"{[one['id'] for one in listed]} {list(counts)}"


server = RealServer(
    name="chroma",
    module="http",
    product="Chroma",
    check="chroma_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=RECORDS,
    ports=2,
    hides=("closed",),
)
