"""A crew over servers of loopback, on as many addresses as one likes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Sequence

from leftopen.model.address import Address
from leftopen.service.crew import Crew, crew_of
from leftopen.service.desk import Desk
from leftopen.service.ledger import Entry
from leftopen.service.messages import Task
from leftopen.service.permits import FreshPermits
from leftopen.sweep.found import Found


def task_of(desk: Desk) -> Task:
    return Task(data=str(desk.data), config=str(desk.config), settings=desk.settings, pinned={}, scan="gang")


def crew(desk: Desk, *, most: int = 2, worth: int = 0, main: str = "") -> Crew:
    """Its workers start with the first port of a second address."""
    permits = FreshPermits(records=desk.store.records, pinned={}, monotonic=desk.monotonic)
    made = crew_of(desk, permits, "gang", checks=True, live=frozenset())
    made.most, made.worth, made.main = most, worth, main or made.main
    return made


def found(*ports: tuple[str, int]) -> list[Found]:
    return [Found(address=Address.parse(host), port=port, index=at) for at, (host, port) in enumerate(ports)]


async def all_at_work(crew: Crew, first: Sequence[Found]) -> list[Entry | None]:
    """Talks of these, until the workers are there."""
    entries = await asyncio.gather(*(crew.talk(one) for one in first))
    end = time.monotonic() + 60
    while not (crew.workers and all(one.started for one in crew.workers)):
        assert time.monotonic() < end, "no worker came up"
        await asyncio.sleep(0.02)
    # What began here ends here.
    await asyncio.sleep(0.3)
    return entries


def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Not even a zombie counts."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
