"""Finds the detectors that could have a hit in a text, with all patterns in one pass (Vectorscan), before the
exact search.

A detector that is not named has no hit; one that is named may have none. One whose pattern occurs everywhere
is named only where what must stand beside it occurs too. `UTF8` makes `[^x]{0,9}` count characters as Python
does; `PREFILTER` lets the engine widen what it can't express, never narrow it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import hyperscan

from leftopen.model.detector import Detector

FLAGS = (
    hyperscan.HS_FLAG_UTF8
    | hyperscan.HS_FLAG_PREFILTER
    | hyperscan.HS_FLAG_SINGLEMATCH
    | hyperscan.HS_FLAG_MULTILINE
    | hyperscan.HS_FLAG_ALLOWEMPTY
)


class Prefilter:
    """Compiled once. Threads take turns, because the engine's scratch space belongs to one scan."""

    def __init__(self, detectors: Mapping[str, Detector]) -> None:
        """Compiled at the first use, because perhaps only the wider patterns are needed."""
        self._detectors = dict(detectors)
        self._names = tuple(detectors)
        self._turn = threading.Lock()
        self._beside: dict[int, int] = {}
        self._database: hyperscan.Database | None = None

    def _compiled(self) -> hyperscan.Database:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        # The pattern that must stand beside it is numbered after the last detector.
        known = self._detectors.values()
        patterns = [(_searched(one), number, one.ignore_case) for number, one in enumerate(known)]
        needed = [(number, one.beside) for number, one in enumerate(known) if one.beside and not one.context]
        self._beside = {number: len(patterns) + number for number, _ in needed}
        patterns += [(beside, self._beside[number], False) for number, beside in needed]
        database.compile(
            expressions=[pattern.encode() for pattern, _, _ in patterns],
            ids=[number for _, number, _ in patterns],
            flags=[FLAGS | (caseless and hyperscan.HS_FLAG_CASELESS) for _, _, caseless in patterns],
        )
        return database

    def candidates(self, text: str) -> tuple[str, ...]:
        """Names of detectors worth an exact search, in their own order. Any text, lone surrogates
        included."""
        hit: set[int] = set()

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            hit.add(number)

        with self._turn:
            if self._database is None:
                self._database = self._compiled()
            self._database.scan(b"\n%b\n" % text.encode("utf-8", "replace"), match_event_handler=heard)
        return tuple(
            name
            for number, name in enumerate(self._names)
            if number in hit and self._beside.get(number, number) in hit
        )


def _searched(detector: Detector) -> str:
    """Where a context word is required, only the word is searched: it is rarer than a number."""
    return detector.beside if detector.context else detector.rough or detector.pattern
