"""What stands around a hit, masked: read again from the source, shown, and never stored."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.contents.find import normalize
from leftopen.contents.masking import clean
from leftopen.service.assessments.sources import ReadAgain
from leftopen.service.workspace.workspace import Workspace

AROUND = 240
"""Masked characters on each side that are shown."""
WIDE = 2_000
"""Characters on each side that are masked together, so that no value is cut where it must be hidden."""
EDGE = 100
"""Masked characters that are dropped where the text was cut: a part of a value may stand there."""
TEXT = 20_000
"""Masked characters of a document that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`before`, `shown` and `after` stand side by side, all masked. `why` it is empty."""

    before: str = ""
    shown: str = ""
    after: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """The beginning of a document's text; `length` of the whole, in characters. `why` it is empty."""

    text: str = ""
    length: int = 0
    why: str = ""


def context(
    workspace: Workspace, read: ReadAgain, place: str, label: str, digest: bytes, masked: str
) -> Context:
    """Of the first occurrence of that value in the document at that place. `read`: of `sources.reopen`."""
    found = read(place)
    if found.why:
        return Context(why=found.why)
    text, contents = found.text, workspace.contents()
    for variant in dict.fromkeys((text, normalize(text))):
        for hit in contents.finder.find(variant, (label,) if label in contents.detectors else ()):
            orders = (of_value(contents.key, label, hit.value, day_first=first) for first in (False, True))
            if any(one.startswith(digest.hex()) for one in orders):
                return _around(contents, variant, hit.start, hit.end, masked)
    return Context(why="the hit was not found in the text")


def document(workspace: Workspace, read: ReadAgain, place: str) -> MaskedText:
    """The beginning of the document at that place. `read`: of `sources.reopen`."""
    found = read(place)
    if found.why:
        return MaskedText(why=found.why)
    shown = _masked(workspace.contents(), found.text[: TEXT + WIDE])
    return MaskedText(text=shown[:TEXT], length=len(found.text))


def _around(contents: Contents, text: str, start: int, end: int, masked: str) -> Context:
    """The whole is masked at once; then the value's mask is looked for where the value stood."""
    first, cut = max(0, start - WIDE), EDGE if start > WIDE else 0
    if head := contents.masker.heading_above(text, start):
        # Whole rows, so that each cell stands in its column.
        first = max(text.rfind("\n", 0, first) + 1, first - WIDE)
    whole = _masked(contents, text[first : end + WIDE], head)
    whole = whole[cut : len(whole) - EDGE] if end + WIDE < len(text) else whole[cut:]
    room = max(0, len(_masked(contents, text[first:start], head)) - cut)
    places = _all(whole, masked) if masked else []
    if not places:
        middle = min(room, len(whole))
        return Context(before=whole[max(0, middle - AROUND) : middle], after=whole[middle : middle + AROUND])
    at = min(places, key=lambda place: abs(place - room))
    last = at + len(masked)
    return Context(before=whole[max(0, at - AROUND) : at], shown=masked, after=whole[last : last + AROUND])


def _masked(contents: Contents, text: str, head: str = "") -> str:
    """`head`: the line of headings that the text stands below, which is not part of the result."""
    if not head:
        return contents.mask(clean(contents.mask(text)))
    variant = _masked(contents, f"{head}\n{text}")
    shown = f"{_masked(contents, head)}\n"
    return variant.removeprefix(shown) if variant.startswith(shown) else _masked(contents, text)


def _all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found
