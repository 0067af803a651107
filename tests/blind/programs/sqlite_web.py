"""A browser of an SQLite database: forty patients and their appointments; its own password closes it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

TABLES = """CREATE TABLE patients (
  id INTEGER PRIMARY KEY, name TEXT, email TEXT, phone TEXT, city TEXT, born TEXT);
CREATE TABLE appointments (id INTEGER PRIMARY KEY, patient INTEGER, day TEXT, reason TEXT);"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    file = spot.folder / "practice.db"
    with contextlib.closing(sqlite3.connect(file)) as base, base:
        base.executescript(TABLES)
        patients = [(n + 1, *PEOPLE[n % 4], f"{1950 + n}-03-{n % 28 + 1:02}") for n in range(40)]
        base.executemany("INSERT INTO patients VALUES (?, ?, ?, ?, ?, ?)", patients)
        days = [(n + 1, n % 40 + 1, f"2026-12-{n % 28 + 1:02}", "blood pressure") for n in range(60)]
        base.executemany("INSERT INTO appointments VALUES (?, ?, ?, ?)", days)
    words = [*installed.script("sqlite-web", "sqlite_web"), "-H", LOOPBACK, "-p", str(spot.port)]
    password = ["-P"] if closed else []
    return [served(spot, [*words, *password, str(file)], env={"SQLITE_WEB_PASSWORD": spot.password})]
