"""Compiled sets of patterns (Vectorscan): each is compiled or read once in a process. To compile a large one
takes seconds, so that it is kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version

import hyperscan

from leftopen.contents import pattern_cache

KEPT = 32
LARGE = 20
"""So many patterns take longer to compile than to read."""
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


def compile_database(patterns: Patterns) -> PatternDatabase:
    """Always the same one for the same patterns."""
    with _COMPILING:
        return _compiled(patterns)


@lru_cache(KEPT)
def _compiled(patterns: Patterns) -> PatternDatabase:
    large = len(patterns.expressions) >= LARGE
    name = _name(patterns) if large else ""
    kept = pattern_cache.load(name) if large else None
    database = _read(kept) if kept is not None else None
    if database is None:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=list(patterns.expressions), ids=list(patterns.numbers), flags=list(patterns.flags)
        )
        if large:
            pattern_cache.store(name, hyperscan.dumpb(database))
    return PatternDatabase(database)


def _name(patterns: Patterns) -> str:
    """Another library, processor or set of patterns is another name."""
    content = repr(
        (version("hyperscan"), platform.machine(), patterns.expressions, patterns.numbers, patterns.flags)
    )
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _read(kept: bytes) -> hyperscan.Database | None:
    """None for bytes that are damaged, or were compiled for a processor with other instructions."""
    try:
        database = hyperscan.loadb(kept, mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database
