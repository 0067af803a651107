"""A page of runs of models that learn: two projects of a hospital, with who runs them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

TABLES = """
CREATE TABLE configs (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, config TEXT, created_at TEXT);
CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, step INTEGER, timestamp TEXT,
  metrics TEXT);
CREATE TABLE system_metrics (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, timestamp TEXT,
  metrics TEXT);
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("store")
    for project in ("relapse-within-a-year", "ward-nine-length-of-stay"):
        with sqlite3.connect(folder / f"{project}.db") as base:
            base.executescript(TABLES)
            for n in range(6):
                run, day = f"run-{n}", f"2026-11-1{n}T08:00:00+00:00"
                config = {"data": "patients-2026.parquet", "by": "m.duvalle@quay-example.org", "seed": n}
                made = (run, f"nurse-model-{n}", json.dumps(config), day)
                base.execute("INSERT INTO configs VALUES (NULL, ?, ?, ?, ?)", made)
                for step in range(20):
                    row = (run, made[1], step, day, json.dumps({"train/loss": 1 / (step + 1)}))
                    base.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    words = [*installed.script("log-ui"), "--dir", str(folder), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, words)]
