"""Room for pages that ask the engine, which may take long or never answer: threads of their own, so that the
way in, the audit and all that only needs the records go on beside them."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from leftopen.errors import StoreFailed

T = TypeVar("T")
THREADS = 16
# Half of them wait. Half of what the guard lets in at once, so that the other half is left for other pages.
MOST = 32
MOST_OF_ONE = 12
CROWDED = "too many pages wait for the engine: try again in a moment"


@dataclass(slots=True)
class Room:
    """`_inside` has for each person how many pages wait, or are being made."""

    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "engine"))
    _inside: Counter[str] = field(default_factory=Counter)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    async def work(self, person: str, make: Callable[[], T]) -> T:
        """Raises StoreFailed where there is no room, and what `make` raises. Its place is free when its
        thread is, also when nobody waits for it any more."""
        self._enter(person)
        future = self._threads.submit(contextvars.copy_context().run, make)
        future.add_done_callback(lambda _: self._leave(person))
        return await asyncio.wrap_future(future)

    def _enter(self, person: str) -> None:
        with self._guard:
            if self._inside.total() >= MOST or self._inside[person] >= MOST_OF_ONE:
                raise StoreFailed(CROWDED)
            self._inside[person] += 1

    def _leave(self, person: str) -> None:
        with self._guard:
            self._inside[person] -= 1
            if not self._inside[person]:
                del self._inside[person]
