"""A page of test runs: eight on a bank's doors, with who ran each."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.prepared import prepare
from tests.servers.real import Spot

RUNS = """
import asyncio, pathlib, sys
from testrift_server.database import TestCaseData, TestResultsDatabase, TestRunData

async def fill(folder):
    base = TestResultsDatabase(str(folder / "test_results.db"))
    await base.initialize()
    for n in range(8):
        times, run = (f"2026-11-1{n}T09:00:00Z", f"2026-11-1{n}T09:07:00Z"), f"door-run-{n}"
        (folder / run).mkdir()
        data = TestRunData(run, "finished", *times, None, False, f"vault-door-{n}", f"Vault door {n}")
        who = {"value": "a.kowalska@quay-example.org", "url": None}
        assert await base.insert_test_run(data, {"Tester": who})
        for name in ("door.opens_without_code", "door.alarm_is_silent", "door.master_code_4711"):
            case = TestCaseData(0, run, name, f"{n}-{name[-3:]}", ("passed", "failed")[n % 2], *times)
            assert await base.insert_test_case(case)

asyncio.run(fill(pathlib.Path(sys.argv[1])))
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("doors")
    prepare("testrift-server", spot, RUNS, str(folder))
    config = f"server:\n  port: {spot.port}\n  localhost_only: true\ndata:\n  directory: {folder}\n"
    file = {"TESTRIFT_SERVER_YAML": str(spot.private("server.yaml", config))}
    return [served(spot, installed.script("testrift-server"), env=file)]
