"""MLflow over SQLite: `closed` by nginx with a password before it, since its own needs another package.

It is told not to report its use to anyone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.front import password_front
from tests.servers.need import missing, missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

EXPERIMENTS = 5
USER = "custodian"
SLOW_START = 150.0
QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
INSERT = (
    "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time,"
    " last_update_time) VALUES (?, ?, 'mlflow-artifacts:/made-up', 'active', 1, 1)"
)


def lacking() -> str:
    return missing("nginx") or missing_venv("mlflow")


def start(spot: Spot, mode: str, experiments: int = EXPERIMENTS) -> Running:
    """The first port is the one to look at; in the closed mode nginx has it, and the second is MLflow's."""
    folder = spot.inside("empty" if mode == "empty" else "full")
    database = folder / "mlflow.db"
    fresh = not database.exists()
    port = spot.ports[1] if mode == "closed" else spot.port
    server = ServerProgram(
        [venv_program("mlflow"), *_words(folder, port)],
        ports=(port,),
        log=spot.folder / "mlflow.log",
        env=os.environ | QUIET | {"HOME": str(spot.inside("home"))},
    )
    programs = [server]
    server.start(SLOW_START)
    try:
        if fresh and mode != "empty":
            fill(Client(port=port), database, experiments)
        if mode == "closed":
            programs.append(password_front(spot, port, USER))
            programs[-1].start()
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=tuple(programs), digest=lambda: _digest(database))


def _words(folder: Path, port: int) -> list[str]:
    words = ["server", "--host", LOOPBACK, "--port", str(port), "--workers", "1"]
    return [
        *words,
        "--backend-store-uri",
        f"sqlite:///{folder}/mlflow.db",
        "--artifacts-destination",
        str(folder / "artifacts"),
    ]


def fill(client: Client, database: Path, experiments: int) -> None:
    """The first by MLflow itself, the others into its table: to make each would take minutes."""
    client.ask("POST", "/api/2.0/mlflow/experiments/create", json.dumps({"name": "made-up-0"}).encode())
    add(database, 100, experiments - 1)


def add(database: Path, first: int, count: int) -> None:
    """Experiments with ids from `first` on."""
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        rows = ((number, f"made-up-{number}") for number in range(first, first + count))
        connection.executemany(INSERT, rows)


def _digest(database: Path) -> str:
    """Every experiment with its state and dates, and how many runs there are."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as connection:
        rows = connection.execute("SELECT * FROM experiments ORDER BY experiment_id").fetchall()
        runs = connection.execute("SELECT count(*) FROM runs").fetchone()
    return f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()} {runs}"


server = RealServer(
    name="mlflow",
    module="http",
    product="MLflow",
    check="mlflow_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=EXPERIMENTS,
    ports=2,
    hides=("closed",),
    slow=True,
    heavy=True,
)
