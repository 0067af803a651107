"""Finds the detectors that could have a hit in a text, with all patterns in one pass (Vectorscan), before the
exact search.

A detector that is not named has no hit; one that is named may have none. One whose pattern occurs everywhere
is named only where what must stand beside it occurs too. `UTF8` makes `[^x]{0,9}` count characters as Python
does; `PREFILTER` lets the engine widen what it can't express, never narrow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import hyperscan

from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.model.detector import Detector

FLAGS = (
    hyperscan.HS_FLAG_UTF8
    | hyperscan.HS_FLAG_PREFILTER
    | hyperscan.HS_FLAG_SINGLEMATCH
    | hyperscan.HS_FLAG_MULTILINE
    | hyperscan.HS_FLAG_ALLOWEMPTY
)


class Prefilter:
    """Thread-safe."""

    def __init__(self, detectors: Mapping[str, Detector]) -> None:
        """Compiled at the first use, because perhaps only the wider patterns are needed."""
        self._names = tuple(detectors)
        known = tuple(detectors.values())
        patterns = [(_searched(one), number, one.ignore_case) for number, one in enumerate(known)]
        # The pattern that must stand beside it is numbered after the last detector.
        needed = [(number, one.beside) for number, one in enumerate(known) if one.beside and not one.context]
        self._beside = {number: len(patterns) + number for number, _ in needed}
        every = (*patterns, *((beside, self._beside[number], False) for number, beside in needed))
        self._patterns = Patterns(
            expressions=tuple(pattern.encode() for pattern, _, _ in every),
            numbers=tuple(number for _, number, _ in every),
            flags=tuple(FLAGS | (caseless and hyperscan.HS_FLAG_CASELESS) for _, _, caseless in every),
        )

    def candidates(self, text: str) -> tuple[str, ...]:
        """Names of detectors worth an exact search, in their own order. Any text, lone surrogates
        included."""
        hit: set[int] = set()

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            hit.add(number)

        self._database.scan(b"\n%b\n" % text.encode("utf-8", "replace"), heard)
        return tuple(
            self._names[number]
            for number in sorted(hit)
            if number < len(self._names) and self._beside.get(number, number) in hit
        )

    @cached_property
    def _database(self) -> PatternDatabase:
        return compile_database(self._patterns)


def _searched(detector: Detector) -> str:
    """Where a context word is required, only the word is searched: it is rarer than a number."""
    return detector.beside if detector.context else detector.rough or detector.pattern
