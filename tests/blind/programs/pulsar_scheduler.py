"""A scheduler of scripts with its page: three jobs of a warehouse, their words with a password."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot

JOBS = ("count-pallets", "send-invoices", "copy-payroll")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    script = spot.private("job.py", "print('done')\n")
    words = [
        *installed.script("pulsar-scheduler", "pulsar"),
        "--db",
        str(spot.folder / "jobs.duckdb"),
        "serve",
    ]
    server = served(spot, [*words, "--host", LOOPBACK, "--port", str(spot.port)])
    for name in JOBS:
        arguments = "--host db.depot-example.org --password autumn-gate-4"
        post(
            spot,
            "/api/jobs",
            {"name": name, "script_path": str(script), "cron_expression": "0 3 * * *", "args": arguments},
        )
    return [server]
