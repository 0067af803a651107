"""Room for what asks the engine, which may take long or never answer: threads of its own, so that the way
in, the audit and all that only needs the records go on beside it.

It is shared out fairly among the people of the console and the holders of API keys: who asks much waits
behind who asks little.
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
# One alone has a quarter: less than the guard lets in of one, so that some is left for their other pages.
MOST = 48
MOST_OF_ONE = MOST // 4
RUN_OF_ONE = THREADS // 4
CROWDED = "too many pages wait for the engine: try again in a moment"


class EnginePoolFull(StoreFailed):
    """Whoever asks has as much under way as they may."""


@dataclass(frozen=True, slots=True)
class _Job:
    future: Future[Any]
    make: Callable[[], Any]


@dataclass(slots=True)
class EnginePool:
    """From any thread. `_inside` has for each holder how many wait or run, `_running` how many run;
    `_waiting` the others, by holder."""

    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "engine"))
    _inside: FairShare = field(default_factory=lambda: FairShare(MOST))
    _running: FairShare = field(default_factory=lambda: FairShare(THREADS))
    _waiting: dict[str, deque[_Job]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    async def work(self, who: str, make: Callable[[], T]) -> T:
        """Raises Crowded where there is no room, and what `make` raises. A place is free when its thread is,
        also when nobody waits for it any more."""
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
        """Whoever has fewest running comes first; of those who came first."""
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
