"""A cache for results that may be a few seconds old."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from cachetools import LRUCache

T = TypeVar("T")
MOST = 200


@dataclass(slots=True, kw_only=True)
class TtlCache:
    """Thread-safe. Two concurrent callers may both compute a result; the later one stays."""

    monotonic: Callable[[], float]
    _answers: LRUCache[Hashable, tuple[float, object]] = field(default_factory=lambda: LRUCache(MOST))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def found(self, key: Hashable, seconds: float) -> T | None:
        """None when there is no result, or it is too old."""
        with self._guard:
            found = self._answers.get(key)
        if found is None or self.monotonic() - found[0] >= seconds:
            return None
        return cast(T, found[1])

    def get(self, key: Hashable, seconds: float, make: Callable[[], T]) -> T:
        known: T | None = self.found(key, seconds)
        if known is not None:
            return known
        made = make()
        with self._guard:
            self._answers[key] = (self.monotonic(), made)
        return made
