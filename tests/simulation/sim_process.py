"""A process that dies as by kill -9: at any write of its records, before or after the commit.

In one thread, so that the same seed does the same.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection

from leftopen.jobs.worker import Timing, Worker, job_kinds
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.database import Database

NEVER = Timing(renew=1e6, look=0.0, dead=1e6)


class Died(BaseException):
    """The process is gone."""


@dataclass(slots=True, kw_only=True)
class Mortal:
    """`left`: how many more writes the process lives, None: it is not killed. `accepted`: the message to
    which the other side has just said yes, until the next write, which must be the note of it; `gap`: how
    often each message lost its sender between the two."""

    random: Random
    left: int | None = None
    dead: bool = False
    deaths: int = 0
    accepted: str | None = None
    gap: Counter[str] = field(default_factory=Counter)

    def die(self) -> None:
        if not self.dead:
            self.dead, self.deaths = True, self.deaths + 1
            if self.accepted is not None:
                self.gap[self.accepted] += 1
        raise Died

    def alive(self) -> None:
        """Nothing happens any more in a process that died."""
        if self.dead:
            raise Died

    def reborn(self) -> None:
        self.dead, self.left, self.accepted = False, None, None

    def counted(self) -> bool:
        """Is this the write at which it dies?"""
        self.alive()
        if self.left is None:
            return False
        self.left -= 1
        return self.left < 0


Write = Callable[[Database], Any]


def mortal_writes(mortal: Mortal, patch: pytest.MonkeyPatch) -> None:
    """Every write of the records asks `mortal` first."""
    original = Database.write

    @contextmanager
    def write(self: Database) -> Iterator[Connection]:
        last = mortal.counted()
        if last and mortal.random.random() < 0.5:
            mortal.die()
        with original(self) as connection:
            yield connection
        mortal.accepted = None
        if last:
            mortal.die()

    patch.setattr(Database, "write", write)


def one_reader(database: Database, patch: pytest.MonkeyPatch) -> Connection:
    """Every read has the same connection, outside a transaction: with one thread, nobody writes meanwhile.
    Opening one for each read is a quarter of the time of a life. To be closed."""
    connection = database._engine.execution_options(begin="").connect()

    @contextmanager
    def read(self: Database) -> Iterator[Connection]:
        yield connection

    patch.setattr(Database, "read", read)
    return connection


def one_thread(patch: pytest.MonkeyPatch) -> None:
    """What runs beside runs at once: the order is the same each time."""

    async def inline(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return function(*given, **named)

    patch.setattr(asyncio, "to_thread", inline)


@dataclass(slots=True, kw_only=True)
class SimProcess:
    """The worker of `leftopen watch run`, from its start to its end by a restart or a death."""

    workspace: Workspace
    mortal: Mortal
    kinds: tuple[str, ...] = ("deliver", "escalate", "recheck")
    worker: Worker | None = None

    def restart(self) -> None:
        self.worker = None
        self.mortal.reborn()

    async def work(self) -> None:
        """Everything that is due now. A process that dies is started again and goes on."""
        while True:
            worker = self.worker = self.worker or self._started()
            try:
                await worker.run(asyncio.Event(), until_idle=True)
            except Died:
                self.restart()
                continue
            if not self.mortal.dead:
                return
            self.restart()

    def _started(self) -> Worker:
        kinds = {name: kind for name, kind in job_kinds().items() if name in self.kinds}
        return Worker(workspace=self.workspace, kinds=kinds, at_once=1, timing=NEVER)
