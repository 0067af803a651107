"""PouchDB Server, an npm package that speaks like CouchDB.

`members`: an administrator, and databases that only their members may read; the names stay readable.
`closed`: it can't refuse the list of names itself, so nginx stands before it and asks for a password.
"""

from __future__ import annotations

import json
import os
import time

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.front import password_front
from tests.servers.need import missing, node_module, program
from tests.servers.real import EMPTY, METADATA, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

DATABASES = ("made_up_people", "made_up_letters")
DOCUMENTS = 30
AT_ONCE = 2000
USER = "custodian"


def lacking() -> str:
    return missing("node", "nginx") or (
        "" if node_module("pouchdb-server") else "npm package pouchdb-server not installed"
    )


def start(spot: Spot, mode: str, documents: int = DOCUMENTS) -> Running:
    """The first port is the one to look at; in the closed mode nginx has it, and the second is PouchDB's."""
    folder = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(folder.iterdir())
    port = spot.ports[1] if mode == "closed" else spot.port
    config = spot.private(f"{mode}.json", _config(spot, mode))
    script = f"{node_module('pouchdb-server')}/bin/pouchdb-server"
    words = [
        "--host",
        LOOPBACK,
        "--port",
        str(port),
        "-d",
        str(folder),
        "-c",
        str(config),
        "-n",
        "--no-color",
    ]
    server = ServerProgram(
        [program("node"), script, *words],
        ports=(port,),
        log=spot.folder / "pouchdb.log",
        env=os.environ | {"HOME": str(spot.folder)},
    )
    server.start()
    programs = [server]
    client = Client(port=port, user=USER if mode == "members" else "", password=spot.password)
    try:
        _await(client)
        if fresh and mode != "empty":
            _fill(client, documents)
        if mode == "closed":
            programs.append(password_front(spot, spot.ports[1], USER))
            programs[-1].start()
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=tuple(programs), digest=lambda: _digest(client))


def _config(spot: Spot, mode: str) -> str:
    answer: dict[str, object] = {"log": {"file": str(spot.folder / "couch.log"), "level": "none"}}
    if mode == "members":
        answer["admins"] = {USER: spot.password}
    return json.dumps(answer)


def _await(client: Client) -> None:
    """It listens before its own databases are there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if "_users" in _names(client) and "_replicator" in _names(client):
            return
        time.sleep(0.1)
    raise ProgramFailed("pouchdb-server does not make its own databases")


def _names(client: Client) -> list[str]:
    names: list[str] = json.loads(client.ask("GET", "/_all_dbs")[0])
    return names


def _fill(client: Client, documents: int) -> None:
    """All documents but one in the first database; only its members may read either."""
    members = {"admins": {"names": [], "roles": []}, "members": {"names": [USER], "roles": []}}
    for name, count in zip(DATABASES, (documents - 1, 1), strict=True):
        client.ask("PUT", f"/{name}")
        for begin in range(0, count, AT_ONCE):
            made = [
                {"_id": f"{number:06d}", "note": f"made-up {number}"}
                for number in range(begin, min(begin + AT_ONCE, count))
            ]
            client.ask("POST", f"/{name}/_bulk_docs", json.dumps({"docs": made}).encode())
        client.ask("PUT", f"/{name}/_security", json.dumps(members).encode())


def _digest(client: Client) -> str:
    """Every change of every database has a number; who is an administrator lies outside them."""
    infos = [json.loads(client.ask("GET", f"/{name}")[0]) for name in sorted(_names(client))]
    return " ".join(f"{info['db_name']} {info['doc_count']} {info['update_seq']}" for info in infos)


server = RealServer(
    name="pouchdb",
    module="couchdb",
    product="PouchDB Server",
    check="couchdb_open",
    modes={"open": OPEN, "members": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=DOCUMENTS,
    ports=2,
    hides=("closed",),
)
