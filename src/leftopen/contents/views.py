"""A text in every form in which somebody may read it: as it stands, plain, and with what is encoded undone.

A code may hold codes, so each form is looked at again, to a bounded depth. Text without `& % \\ =` and without
a character beyond ASCII has one form, and costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.contents.find import plain
from leftopen.wire.encoded import DECODERS, Decoded

DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`steps`: how it was decoded, the first step first; None where its places can't be told in the text."""

    text: str
    steps: tuple[Decoded, ...] | None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where that piece stood in the text; a code counts as a whole."""
        for step in reversed(self.steps or ()):
            start, end = step.source(start, end)
        return start, end


def views(text: str) -> Iterator[View]:
    """Each other form of it once; first those of which the places are known."""
    seen = {text}
    decoded = list(_decoded([View(text=text, steps=())], seen))
    yield from decoded
    if all(form.isascii() and form.isprintable() for form in (text, *(view.text for view in decoded))):
        return
    shown = []
    for form in (text, *(view.text for view in decoded)):
        other = plain(form)
        if other not in seen:
            seen.add(other)
            shown.append(View(text=other, steps=None))
    yield from shown
    yield from _decoded(shown, seen)


def forms(text: str) -> list[str]:
    """The text itself, and each other form of it."""
    return [text, *(view.text for view in views(text))]


def _decoded(level: list[View], seen: set[str]) -> Iterator[View]:
    for _ in range(DEPTH):
        below: list[View] = []
        for view in level:
            for decode in DECODERS:
                found = decode(view.text)
                if found is None or found.text in seen:
                    continue
                seen.add(found.text)
                steps = None if view.steps is None else (*view.steps, found)
                below.append(View(text=found.text, steps=steps))
        yield from below
        level = below
