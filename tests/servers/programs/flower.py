"""Flower over Debian's Redis, with a worker of Celery that has done a few made-up tasks.

`page`: as it starts by itself, its page open and its API not. `closed`: a password. `empty`: no worker.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.need import missing, missing_venv, program, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

TASKS = 4
USER = "custodian"
APPLICATION = """
import sys
from celery import Celery

app = Celery("made_up", broker="{broker}")
app.conf.worker_send_task_events = True


@app.task(name="made_up.note", ignore_result=True)
def note(number):
    return number


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        note.delay(number)
"""


def lacking() -> str:
    return missing("redis-server") or missing_venv("celery", "python")


def start(spot: Spot, mode: str, tasks: int = TASKS) -> Running:
    """The second port is the broker's. Flower is up before the tasks are done, since it sees only what
    happens while it watches."""
    (spot.folder / "made_up.py").write_text(APPLICATION.format(broker=_broker(spot)))
    programs = [_redis(spot), _flower(spot, mode)]
    if mode != "empty":
        programs.append(_celery(spot, "worker", "-P", "solo", "-E", "--without-mingle", "-n", "made-up@here"))
    started: list[ServerProgram] = []
    try:
        for each in programs:
            started.append(each)
            each.start()
        if mode != "empty":
            _work(spot, mode, tasks)
    except BaseException:
        for each in reversed(started):
            each.stop()
        raise
    return Running(port=spot.port, programs=tuple(programs), digest=lambda: _digest(spot, mode))


def _broker(spot: Spot) -> str:
    return f"redis://{LOOPBACK}:{spot.ports[1]}/0"


def _redis(spot: Spot) -> ServerProgram:
    words = ["--port", str(spot.ports[1]), "--bind", LOOPBACK, "--save", "", "--dir", str(spot.folder)]
    return ServerProgram(
        [program("redis-server"), *words], ports=(spot.ports[1],), log=spot.folder / "redis.log"
    )


def _flower(spot: Spot, mode: str) -> ServerProgram:
    words = ["flower", f"--address={LOOPBACK}", f"--port={spot.port}"]
    words += [f"--basic-auth={USER}:{spot.password}"] if mode == "closed" else []
    return _celery(spot, *words, ports=(spot.port,), open_api=mode in ("open", "empty"))


def _celery(spot: Spot, *words: str, ports: tuple[int, ...] = (), open_api: bool = False) -> ServerProgram:
    environ = os.environ | {"HOME": str(spot.folder), "PYTHONPATH": str(spot.folder)}
    environ |= {"FLOWER_UNAUTHENTICATED_API": "1"} if open_api else {}
    command = [venv_program("celery"), "-A", "made_up", *words]
    return ServerProgram(command, ports=ports, log=spot.folder / f"{words[0]}.log", env=environ)


def _work(spot: Spot, mode: str, tasks: int) -> None:
    """Has the worker do them, and waits until Flower has seen it."""
    script: Path = spot.folder / "made_up.py"
    sender = ServerProgram(
        [venv_program("python"), str(script), str(tasks)], ports=(), log=spot.folder / "sender.log"
    )
    sender.start()
    until = time.monotonic() + 150
    try:
        while time.monotonic() < until:
            if _seen(spot, mode) == tasks:
                return
            time.sleep(0.2)
    finally:
        sender.stop()
    raise ProgramFailed(f"flower has not seen all tasks: {sender.said()}")


def _seen(spot: Spot, mode: str) -> int:
    """Tasks that are done, by the counters of the page."""
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    answer = client.ask("GET", "/metrics")[0].decode()
    return sum(
        int(float(line.rpartition(" ")[2]))
        for line in answer.splitlines()
        if line.startswith("flower_events_total{") and 'type="task-succeeded"' in line
    )


def _digest(spot: Spot, mode: str) -> str:
    return f"{_seen(spot, mode)} tasks done"


server = RealServer(
    name="flower",
    module="http",
    product="Flower",
    check="flower_open",
    modes={"open": OPEN, "page": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=TASKS,
    ports=2,
    keeps=False,
    heavy=True,
)
