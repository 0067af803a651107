"""Sendria, the mailbox of the demonstration: `--http-auth` closes it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from leftopen.demo import servers
from leftopen.demo.stage import await_stored, deliver
from tests.servers.mailbag import COUNT, mails
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    database = servers.database(folder)
    fresh = not database.exists()
    web, smtp = spot.ports
    program = servers.sendria(folder, web, smtp, spot.password if mode == "closed" else None)
    program.start()
    if fresh and mode != "empty":
        deliver(mails()[0], ("127.0.0.1", smtp))
        await_stored(database, COUNT)
    return Running(port=web, programs=(program,), digest=lambda: _digest(database))


def _digest(database: Path) -> str:
    """Every column of every mail; Sendria keeps no read flags."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as connection:
        rows = connection.execute("SELECT * FROM message ORDER BY id").fetchall()
        parts = connection.execute("SELECT * FROM message_part ORDER BY id").fetchall()
    return f"{len(rows)} {len(parts)} {hashlib.sha256(repr((rows, parts)).encode()).hexdigest()}"


server = RealServer(
    name="sendria",
    module="http",
    product="Sendria",
    check="mailbox_web_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "" if find_spec("sendria") else "sendria not installed (extra: demo)",
    start=start,
    records=COUNT,
    ports=2,
)
