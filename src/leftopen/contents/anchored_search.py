"""The matches of a slow pattern in a long text, searched only near the places where its anchor ends.

Python's engine tries a pattern at every character; Vectorscan finds a few places in the same text several
hundred times as fast. The matches are exactly those that a search of the whole text gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import hyperscan

from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.model.detector import Detector

SHORT = 600
"""A shorter text is searched whole: that is as quick."""
DENSE = 12
"""With an anchor at every so many characters the text is searched whole too."""
FLAGS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE
_FOUND = "anchored_match"


class AnchoredSearch:
    """Thread-safe. `pattern`: the detector's, compiled. `named`: it has a group `value`."""

    def __init__(self, detector: Detector, pattern: re.Pattern[str]) -> None:
        self._anchor = detector.anchor
        self._caseless = detector.ignore_case
        self._lead = detector.lead + 1
        self._leading = detector.leading
        self._pattern = pattern
        self.named = "value" in pattern.groupindex

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        ends = self._ends(text) if self._anchor and len(text) >= SHORT else None
        return self._pattern.finditer(text) if ends is None else self._near(text, ends)

    def _near(self, text: str, ends: list[int]) -> Iterator[re.Match[str]]:
        """A match begins in the `lead` before an end, or at it: a line end that the prefilter puts around the
        text counts as a character of the anchor."""
        at, lead, leading, begins = 0, self._lead, self._leading, self._pattern.match
        for end in ends:
            at = max(at, end - lead)
            if leading:
                at += len(text[at:end].rstrip(leading))
            while at <= end:
                # With `leading` nearly every match begins just there.
                found = (begins(text, at) if leading else None) or self._first(text, at)
                if found is None:
                    # It was tried up to here.
                    at += self._lead + 1
                    break
                yield found
                at = max(found.end(), found.start() + 1)

    def _first(self, text: str, start: int) -> re.Match[str] | None:
        """The first match that begins at most so many characters behind `start`."""
        near = self._from.match(text, start)
        return self._pattern.match(text, near.start(_FOUND)) if near else None

    @cached_property
    def _from(self) -> re.Pattern[str]:
        """Matches where the pattern does within so many characters, the first of its matches."""
        skipped = rf"[\s\S]{{0,{self._lead}}}?(?P<{_FOUND}>{self._pattern.pattern})"
        return re.compile(skipped, self._pattern.flags)

    @cached_property
    def _database(self) -> PatternDatabase:
        flags = FLAGS | (hyperscan.HS_FLAG_CASELESS if self._caseless else 0)
        return compile_database(Patterns(expressions=(self._anchor.encode(),), numbers=(0,), flags=(flags,)))

    def _ends(self, text: str) -> list[int] | None:
        """Where anchors end, in order, in characters of the text; None where there are too many."""
        raw = b"\n%b\n" % text.encode("utf-8", "replace")
        most = len(text) // DENSE
        ends: list[int] = []
        add = ends.append

        def heard(number: int, start: int, end: int, flags: int, context: object) -> bool:
            add(end)
            return len(ends) > most

        try:
            self._database.scan(raw, heard)
        except hyperscan.ScanTerminated:
            return None
        return [end - 1 for end in sorted(set(ends))] if text.isascii() else characters(raw, ends)


def characters(raw: bytes, ends: list[int]) -> list[int]:
    """Positions in the bytes as positions in the text behind the first byte."""
    found, done, count = [], 1, 0
    for end in sorted(set(ends)):
        count += len(raw[done:end].decode("utf-8", "ignore"))
        done = end
        found.append(count)
    return found
