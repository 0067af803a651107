"""A thread pool for queries to the engine, which may take long or never return: signing in, the audit log and
everything that needs only the records continue beside it.

It is shared fairly among the users of the console and the holders of API keys: many requests of one wait
behind few of another.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from leftopen.errors import StoreFailed
from leftopen.web.limits.fair_share import FairShare

T = TypeVar("T")
THREADS = 16
# One holder alone has a quarter: fewer than the guard admits for one, so that some are left for other pages.
MOST = 48
MOST_OF_ONE = MOST // 4
RUN_OF_ONE = THREADS // 4
CROWDED = "too many pages wait for the engine: try again in a moment"


class EnginePoolFull(StoreFailed):
    """The holder already has as many requests in the pool as allowed."""


@dataclass(frozen=True, slots=True)
class _Job:
    future: Future[Any]
    make: Callable[[], Any]


@dataclass(slots=True)
class EnginePool:
    """Thread-safe. `_inside` counts the waiting and running jobs of each holder, `_running` the running ones;
    `_waiting` holds the waiting jobs, by holder."""

    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "engine"))
    _inside: FairShare = field(default_factory=lambda: FairShare(MOST))
    _running: FairShare = field(default_factory=lambda: FairShare(THREADS))
    _waiting: dict[str, deque[_Job]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    async def work(self, who: str, make: Callable[[], T]) -> T:
        """Runs `make` in the pool. Raises EnginePoolFull where there is no room, and what `make` raises. A
        slot is free when its thread is, also after the caller has stopped waiting."""
        context = contextvars.copy_context()
        job = _Job(Future(), lambda: context.run(make))
        with self._guard:
            if not self._inside.take(who):
                raise EnginePoolFull(CROWDED)
            self._waiting.setdefault(who, deque()).append(job)
            self._start()
        made: T = await asyncio.wrap_future(job.future)
        return made

    def _start(self) -> None:
        """Starts the next jobs: first of the holder with the fewest running, then in order of arrival."""
        while able := [who for who in self._waiting if self._running.may(who)]:
            who = min(able, key=lambda one: self._running.held.get(one, 0))
            job = self._waiting[who].popleft()
            if not self._waiting[who]:
                del self._waiting[who]
            self._running.take(who)
            self._threads.submit(self._run, who, job)

    def _run(self, who: str, job: _Job) -> None:
        try:
            if job.future.set_running_or_notify_cancel():
                _settle(job)
        finally:
            with self._guard:
                self._running.leave(who)
                self._inside.leave(who)
                self._start()


def _settle(job: _Job) -> None:
    try:
        made = job.make()
    except BaseException as error:  # noqa: BLE001 - raised to whoever waits
        job.future.set_exception(error)
    else:
        job.future.set_result(made)
