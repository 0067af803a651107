"""Gives a text in every form in which it may be read: as it stands, plain, and decoded.

A code may hold codes, so that each form is decoded again, to a bounded depth and number. Text without
`& % \\ =`, base64 of text, tags inside a word and characters beyond ASCII has one form, and costs next to
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import hyperscan

from leftopen.contents.find import normalize
from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.formats import wrapped
from leftopen.formats.encoded import Decoded, Decoder, Shown, has_codes, mail, marks, single

DEPTH = 6
SINGLE_DEPTH = 2
MOST = 64
"""Forms of one text, the least encoded first: a page with every kind of code has so many."""
FLAGS = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8
OVER = re.compile("\\A[\u0300-\u036f\u20d0-\u20f0]+")


class TooManyForms(Exception):
    """A text is encoded so often, one code in another, that not every form of it was looked at."""


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
    in all of them. Raises TooManyForms while they are given."""
    if other == text and not has_codes(text) and not _wrapped(text):
        return ()
    return _views(text, other, depth)


def _wrapped(text: str) -> set[int]:
    """The decoders of `wrapped` that could find something: one pass, because there no mark tells."""
    found: set[int] = set()

    def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
        found.add(number)

    _patterns().scan(text.encode("utf-8", "replace"), heard)
    return found


@cache
def _patterns() -> PatternDatabase:
    patterns = tuple(pattern.encode() for pattern in wrapped.PATTERNS)
    numbers = tuple(range(len(patterns)))
    return compile_database(Patterns(expressions=patterns, numbers=numbers, flags=(FLAGS,) * len(patterns)))


def _unwrapped(text: str, shown: Shown) -> list[Decoded]:
    return [found for number in sorted(_wrapped(text)) for found in wrapped.DECODERS[number](text, shown)]


DECODERS: tuple[Decoder, ...] = (marks, mail, wrapped.decode_repeated, _unwrapped)


def _views(text: str, other: str, depth: int) -> Iterator[View]:
    seen = {text}
    yield from _decoded(View(text=text, steps=()), seen, depth)
    if other not in seen:
        seen.add(other)
        yield View(text=other, steps=None)
        yield from _decoded(View(text=other, steps=None), seen, depth)


def forms(text: str) -> list[str]:
    """The text itself, and each other form of it. Raises TooManyForms."""
    return [text, *(view.text for view in views(text, normalize(text)))]


def _decoded(first: View, seen: set[str], depth: int) -> Iterator[View]:
    level = [first]
    for _ in range(depth):
        level = list(_new(level, DECODERS, seen))
        if not level:
            break
        yield from level
    else:
        if any(True for _ in _new(level, DECODERS, seen)):
            raise TooManyForms
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
                    if len(seen) >= MOST:
                        return
                    seen.add(found.text)
                    steps = None if view.steps is None else (*view.steps, found)
                    yield View(text=found.text, steps=steps)


def _shown(piece: str) -> str:
    """Leaves out a mark over the digit before it, as `plain` does."""
    return piece if piece.isascii() and piece.isprintable() else OVER.sub("", normalize(piece))
