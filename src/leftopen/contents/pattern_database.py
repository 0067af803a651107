"""Compiled sets of patterns (Vectorscan), each compiled once in a process, which takes up to a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import hyperscan

KEPT = 32
_COMPILING = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """`expressions`, `numbers` and `flags` have the same length."""

    expressions: tuple[bytes, ...]
    numbers: tuple[int, ...]
    flags: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PatternDatabase:
    """Threads take turns, because the engine's scratch space belongs to one scan."""

    _database: hyperscan.Database
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def scan(self, text: bytes, heard: Callable[[int, int, int, int, object], bool | None]) -> None:
        """Calls `heard` with the number of each pattern that matches, its start, its end, and what else the
        engine gives. Raises hyperscan.ScanTerminated when that returns something true."""
        with self._turn:
            self._database.scan(text, match_event_handler=heard)


def compiled(patterns: Patterns) -> PatternDatabase:
    """Always the same one for the same patterns."""
    with _COMPILING:
        return _compiled(patterns)


@lru_cache(KEPT)
def _compiled(patterns: Patterns) -> PatternDatabase:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(patterns.expressions), ids=list(patterns.numbers), flags=list(patterns.flags)
    )
    return PatternDatabase(database)
