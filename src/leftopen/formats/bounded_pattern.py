"""A regular expression from a user's file, over bytes that a stranger sent: bounded whatever both are.

Chimera (Vectorscan with PCRE) reads it, because such files are written for PCRE and need its groups. Its PCRE
is built with a limit of steps and one of recursion: a search that reaches either ends, and is no match. The
input is at most 4 KiB. So the worst search takes a fraction of a second, and none exhausts the stack.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

import hyperscan

LONGEST = 4096
LONGEST_PATTERN = 4000
# Each takes 16 KiB; the patterns of a file that are ever searched are few of many.
KEPT = 2000

Groups = tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedPattern:
    """Compiled at the first search, and kept as long as it is among the last 2,000."""

    pattern: bytes
    ignore_case: bool = False
    dot_all: bool = False
    lines: bool = False

    @property
    def usable(self) -> bool:
        return self._compiled() is not None

    def search(self, data: bytes) -> Groups | None:
        """The whole match and its groups (b'' for one that takes no part); None without a match in the first
        4 KiB, and for a pattern that can't be compiled."""
        compiled = self._compiled()
        return compiled.search(data[:LONGEST]) if compiled is not None else None

    def _compiled(self) -> _Compiled | None:
        flags = hyperscan.CH_FLAG_SINGLEMATCH
        flags |= hyperscan.CH_FLAG_CASELESS if self.ignore_case else 0
        flags |= hyperscan.CH_FLAG_DOTALL if self.dot_all else 0
        flags |= hyperscan.CH_FLAG_MULTILINE if self.lines else 0
        return _compile(self.pattern, flags)


class _Compiled:
    """Threads take turns, because the engine's scratch space belongs to one scan."""

    def __init__(self, database: hyperscan.Database) -> None:
        self._database = database
        self._turn = threading.Lock()

    def search(self, data: bytes) -> Groups | None:
        found: list[Groups] = []

        def heard(number: int, start: int, end: int, flags: int, *more: object) -> None:
            """Chimera passes the groups too, which the type of the handler does not say."""
            spans = more[0] if isinstance(more[0], list) else []
            found.append(tuple(data[begin:stop] if taken else b"" for taken, begin, stop in spans))

        with self._turn:
            self._database.scan(data, match_event_handler=heard)
        return found[0] if found else None


@lru_cache(maxsize=KEPT)
def _compile(pattern: bytes, flags: int) -> _Compiled | None:
    if len(pattern) > LONGEST_PATTERN or b"\0" in pattern:
        return None
    database = hyperscan.Database(mode=hyperscan.CH_MODE_GROUPS, chimera=True)
    try:
        database.compile(expressions=[pattern], ids=[0], flags=[flags])
    except hyperscan.HyperscanError:
        return None
    return _Compiled(database)
