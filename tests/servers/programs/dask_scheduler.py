"""Dask's scheduler with its dashboard, and no worker: `closed` is nginx before it, for it has no login.

The open one holds made-up tasks that wait for a worker. They are sent by Dask's own client, as the tests'
other clients do it, and stay until that client leaves.
"""

from __future__ import annotations

import json
import time

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.front import fronted
from tests.servers.need import missing, missing_venv, venv_program
from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.web import get

TASKS = 5
COUNTERS = "/json/counts.json"
CLIENT = """
import sys, time
from distributed import Client
client = Client(sys.argv[1])
held = client.map(abs, range(int(sys.argv[2])), workers=["made-up"])
while True:
    time.sleep(1)
"""


def start(spot: Spot, mode: str, tasks: int = TASKS) -> Running:
    """The last port is the scheduler's own."""
    scheduler = f"{LOOPBACK}:{spot.ports[2]}"

    def build(port: int) -> ServerProgram:
        words = [
            "--host",
            LOOPBACK,
            "--port",
            str(spot.ports[2]),
            "--dashboard-address",
            f"{LOOPBACK}:{port}",
        ]
        command = [venv_program("dask"), "scheduler", *words]
        return ServerProgram(command, ports=(port, spot.ports[2]), log=spot.folder / "dask.log")

    port, programs = fronted(spot, mode, build)
    if mode == "open":
        words = [venv_program("python"), "-c", CLIENT, f"tcp://{scheduler}", str(tasks)]
        client = ServerProgram(words, ports=(), log=spot.folder / "client.log")
        client.start()
        programs = (*programs, client)
        _await(port, tasks, programs)
    return Running(port=spot.port, programs=programs, digest=lambda: _digest(port))


def _await(port: int, tasks: int, programs: tuple[ServerProgram, ...]) -> None:
    until = time.monotonic() + 60
    while json.loads(get(port, COUNTERS)[1])["tasks"] < tasks:
        if time.monotonic() > until:
            for program in reversed(programs):
                program.stop()
            raise ProgramFailed("the scheduler was not sent its tasks")
        time.sleep(0.05)


def _digest(port: int) -> str:
    answer = json.loads(get(port, COUNTERS)[1])
    return f"{answer['tasks']} tasks, {answer['workers']} workers, {answer['clients']} clients"


server = RealServer(
    name="dask_scheduler",
    module="http",
    product="Dask scheduler",
    check="dask_dashboard_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("nginx") or missing_venv("dask"),
    start=start,
    records=TASKS,
    ports=3,
    hides=("closed",),
    keeps=False,
    heavy=True,
)
