"""`leftopen serve` or `leftopen worker`, the real commands, on a simulated machine.

    year_child.py MACHINE VERSION OLDER WORDS...

Clocks and free space come from the file MACHINE; the program says that it is VERSION; with OLDER it knows
the records up to that version alone. Its worker does not look for work by itself: a line on standard input
lets it do what is due, and a line on standard output says when nothing is due any more.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

sys.path.insert(0, str(Path(__file__).parents[2]))

import leftopen
from tests.simulation.year_clock import SimMachine

if TYPE_CHECKING:
    from leftopen.jobs.worker import Worker
    from leftopen.model.health import Room

WORK, LOOK, READY, DONE = b"work", b"look", b"ready\n", b"done\n"


@dataclass(frozen=True, slots=True)
class SimTime:
    """What the account of the clock asks of the module `time`."""

    machine: SimMachine
    CLOCK_MONOTONIC: int = time.CLOCK_MONOTONIC

    def clock_gettime(self, which: int) -> float:
        return self.machine.uptime()


def main() -> None:
    machine, version, older, *words = sys.argv[1:]
    # Before any module takes it from there.
    leftopen.__version__ = version
    simulated(SimMachine.mapped(Path(machine)), older)
    from leftopen.cli import main as command

    sys.argv[1:] = words
    command()


def simulated(machine: SimMachine, older: str) -> None:
    """Puts the machine in the place of this one. The defaults of functions are changed, so that the commands
    open the data folder as they always do."""
    from leftopen.jobs import worker
    from leftopen.service.operations import health_facts
    from leftopen.service.workspace import clock_trust, disk_space, workspace
    from leftopen.store.records import schema
    from leftopen.web import app

    opened, made = cast(Any, workspace.open_workspace).__wrapped__, cast(Any, workspace.Workspace.__init__)
    opened.__kwdefaults__["clock"] = machine.wall
    made.__kwdefaults__["monotonic"] = machine.uptime
    room = health_facts.free_space

    def simulated_room(*folders: Path) -> Room:
        return replace(room(*folders), bytes=machine.free_bytes(folders[0]))

    for module, name, instead in (
        (clock_trust, "time", SimTime(machine)),
        (disk_space, "free_bytes", machine.free_bytes),
        (health_facts, "room", simulated_room),
        (app, "keep_working", stepped),
        (worker, "keep_working", stepped),
    ):  # fmt: skip
        setattr(module, name, instead)
    schema.HEAD = older or schema.HEAD


async def stepped(worker: Worker, stop: asyncio.Event) -> None:
    """In the place of `keep_working`."""
    from leftopen.service.workspace import clock_trust

    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    stopped = asyncio.create_task(stop.wait())
    os.write(1, READY)
    while not stop.is_set():
        line = asyncio.create_task(lines.readline())
        await asyncio.wait({line, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not line.done() or not line.result():
            line.cancel()
            break
        if line.result().strip() == LOOK:
            await asyncio.to_thread(clock_trust.observe, worker.workspace)
        else:
            await worker.run(stop, until_idle=True)
        os.write(1, DONE)
    pipe.close()
    stopped.cancel()


if __name__ == "__main__":
    main()
