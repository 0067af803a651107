"""Gives a text in every form in which it may be read: as it stands, plain, and decoded.

A code may hold codes, so that each form is decoded again, to a bounded depth. Text without `& % \\ =` and
without a character beyond ASCII has one form, and costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leftopen.contents.find import normalize
from leftopen.formats.encoded import DECODERS, Decoded, Decoder, has_codes, single

DEPTH = 3
SINGLE_DEPTH = 2
OVER = re.compile("\\A[\u0300-\u036f\u20d0-\u20f0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`steps`: how it was decoded, the first step first; None where positions in the text are unknown."""

    text: str
    steps: tuple[Decoded, ...] | None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where that piece stood in the text; a code counts as a whole."""
        for step in reversed(self.steps or ()):
            start, end = step.source(start, end)
        return start, end


def views(text: str, other: str, depth: int = DEPTH) -> Iterable[View]:
    """Each other form once, first those with known positions; `other`: `plain(text)`. Decoded text is plain
    in all of them."""
    if other == text and not has_codes(text):
        return ()
    return _views(text, other, depth)


def _views(text: str, other: str, depth: int) -> Iterator[View]:
    seen = {text}
    yield from _decoded(View(text=text, steps=()), seen, depth)
    if other not in seen:
        seen.add(other)
        yield View(text=other, steps=None)
        yield from _decoded(View(text=other, steps=None), seen, depth)


def forms(text: str) -> list[str]:
    """The text itself, and each other form of it."""
    return [text, *(view.text for view in views(text, normalize(text)))]


def _decoded(first: View, seen: set[str], depth: int) -> Iterator[View]:
    level = [first]
    for _ in range(depth):
        level = list(_new(level, DECODERS, seen))
        if not level:
            break
        yield from level
    level = [first] if len(seen) > 1 else []
    for _ in range(SINGLE_DEPTH):
        level = list(_new(level, (single,), seen))
        yield from level


def _new(level: list[View], decoders: Iterable[Decoder], seen: set[str]) -> Iterator[View]:
    """The new forms that each decoder makes of each of these forms."""
    for view in level:
        for decode in decoders:
            for found in decode(view.text, _shown):
                if found.text not in seen:
                    seen.add(found.text)
                    steps = None if view.steps is None else (*view.steps, found)
                    yield View(text=found.text, steps=steps)


def _shown(piece: str) -> str:
    """Leaves out a mark over the digit before it, as `plain` does."""
    return piece if piece.isascii() and piece.isprintable() else OVER.sub("", normalize(piece))
