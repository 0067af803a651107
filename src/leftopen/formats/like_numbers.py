"""Judges a number by the similar ones near it: a real column is nearly all valid, while a column of order
numbers passes a checksum one time in ten.

A list of thousands asks for the same neighbours over and over. What was found in a text is kept, so that each
part of it is searched once, until another text is asked for. Of the text itself only its hash is kept.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Callable

REACH = 400
PEERS = 12
"""How far neighbours are looked for, and how many of them count: the first ones."""
BLOCK = 512
"""Each block of so many characters is searched by itself, so that the answer depends on the text alone, and
not on what was asked before."""
OVER = 64
"""A number that begins in a block may go on so far behind it."""
KEPT = 4096
"""With more numbers, those before the place that is asked for are forgotten: hits come in their order."""


class _Found:
    """In one text, up to the place `after`. `wrong`: how many numbers before each start are invalid, and
    behind the last one how many there are in all."""

    __slots__ = ("after", "first", "length", "starts", "text", "wrong")

    def __init__(self, text: int, length: int, first: int) -> None:
        self.text, self.length = text, length
        self.first = self.after = first
        self.starts: list[int] = []
        self.wrong = [0]


class _OfThread(threading.local):
    found: _Found | None = None


class LikeNumbers:
    """Thread-safe. `like`: finds the similar numbers, each at most `OVER` characters long; `valid` judges
    one."""

    def __init__(self, like: re.Pattern[str], valid: Callable[[str], bool]) -> None:
        self._like, self._valid = like, valid
        self._mine = _OfThread()

    def peers(self, text: str, start: int, end: int) -> tuple[int, int]:
        """(valid, invalid) among those near this one, without itself."""
        low = start - REACH if start > REACH else 0
        high = end + REACH
        found = self._searched(text, low, high)
        starts, wrong = found.starts, found.wrong
        first = bisect_left(starts, low)
        last = bisect_left(starts, high, first, min(first + PEERS, len(starts)))
        own = bisect_left(starts, start, first, last)
        behind = bisect_left(starts, end, own, last)
        invalid = wrong[last] - wrong[behind] + wrong[own] - wrong[first]
        return last - behind + own - first - invalid, invalid

    def refuted(self, text: str, start: int, end: int) -> bool:
        """Is one of them invalid?"""
        found = self._searched(text, start - REACH if start > REACH else 0, end + REACH)
        # Of none that was seen at all: as in any real list.
        return found.wrong[-1] != found.wrong[0] and self.peers(text, start, end)[1] > 0

    def _searched(self, text: str, low: int, high: int) -> _Found:
        """What was found, at least from `low` to `high`."""
        found, least = self._mine.found, high if high < len(text) else len(text)
        if (
            found is None
            or found.text != hash(text)
            or found.length != len(text)
            or not found.first <= low <= found.after
        ):
            found = self._mine.found = _Found(hash(text), len(text), low // BLOCK * BLOCK)
        if found.after < least:
            _forget(found, low)
        while found.after < least:
            self._search(text, found)
        return found

    def _search(self, text: str, found: _Found) -> None:
        """The next block."""
        begin, found.after = found.after, found.after + BLOCK
        for one in self._like.finditer(text, begin, found.after + OVER):
            if one.start() >= found.after:
                break
            found.starts.append(one.start())
            found.wrong.append(found.wrong[-1] + (not self._valid(one.group())))


def _forget(found: _Found, low: int) -> None:
    if len(found.starts) > KEPT:
        gone = bisect_left(found.starts, low)
        found.first = low
        del found.starts[:gone], found.wrong[:gone]
