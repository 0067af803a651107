"""Results that a page does not wait for: the page is shown without them, and a later request finds them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from leftopen.web.console.limits.ttl_cache import TtlCache

T = TypeVar("T")
MOST = 4
# A waiting caller occupies a thread of the shared pool.
MOST_PATIENT, PATIENT_S = 2, 10.0


@dataclass(slots=True, kw_only=True)
class BackgroundCache:
    """Thread-safe. One result is computed at a time, so that counting millions of rows blocks no page.
    When more than `MOST` wait, the oldest is cancelled."""

    ttl_cache: TtlCache
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "later"))
    _under_way: OrderedDict[Hashable, Future[Any]] = field(default_factory=OrderedDict)
    # A cancelled future calls its callback at once, in the same thread.
    _guard: threading.RLock = field(default_factory=threading.RLock)
    _patient: int = 0

    def patient(self, key: Hashable, seconds: float, make: Callable[[], T], wait: float) -> T | None:
        """Like `get`, for callers that prefer a long wait to a retry. `wait` applies when `MOST_PATIENT`
        others are waiting already."""
        with self._guard:
            free = self._patient < MOST_PATIENT
            self._patient += free
        try:
            return self.get(key, seconds, make, PATIENT_S if free else wait)
        finally:
            with self._guard:
                self._patient -= free

    def get(self, key: Hashable, seconds: float, make: Callable[[], T], wait: float) -> T | None:
        """Like `TtlCache.get`; None when the result is not ready after `wait` seconds, or was cancelled.
        Raises what `make` raises."""
        with self._guard:
            future = self._under_way.get(key)
            if future is None:
                known: T | None = self.ttl_cache.found(key, seconds)
                if known is not None:
                    return known
                future = self._begun(key, seconds, make)
        try:
            made: T = future.result(wait)
        except (TimeoutError, CancelledError):
            return None
        return made

    def _begun(self, key: Hashable, seconds: float, make: Callable[[], T]) -> Future[T]:
        waiting = [one for one in self._under_way.values() if not one.running() and not one.done()]
        for one in waiting[: max(0, len(waiting) - MOST + 1)]:
            one.cancel()
        future = self._worker.submit(self.ttl_cache.get, key, seconds, make)
        self._under_way[key] = future
        future.add_done_callback(lambda _: self._over(key))
        return future

    def _over(self, key: Hashable) -> None:
        with self._guard:
            self._under_way.pop(key, None)
