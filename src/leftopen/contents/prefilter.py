"""Which detectors could have a hit in a text: all patterns in one pass (Vectorscan), before the exact look.

A detector that is not named here has no hit; one that is named may have none. `UTF8` makes `[^x]{0,9}` count
characters as Python does; `PREFILTER` lets the engine widen what it can't express, never narrow it.
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
        self._names = tuple(detectors)
        self._turn = threading.Lock()
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[detector.pattern.encode() for detector in detectors.values()],
            ids=list(range(len(detectors))),
            flags=[
                FLAGS | (detector.ignore_case and hyperscan.HS_FLAG_CASELESS)
                for detector in detectors.values()
            ],
        )

    def candidates(self, text: str) -> tuple[str, ...]:
        """Names of detectors worth an exact look, in their own order. Any text, lone surrogates included."""
        hit: set[int] = set()

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            hit.add(number)

        with self._turn:
            self._database.scan(text.encode("utf-8", "replace"), match_event_handler=heard)
        return tuple(name for number, name in enumerate(self._names) if number in hit)
