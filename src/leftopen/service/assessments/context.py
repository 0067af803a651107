"""What stands around a hit, masked: read again from the source, shown, and never stored."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.contents.find import normalize
from leftopen.contents.masking import clean
from leftopen.errors import LeftopenError
from leftopen.impact.review.read_place import read_place
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.ocr import ocr_program
from leftopen.service.workspace import Workspace

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
    workspace: Workspace, folder: AssessmentFolder, place: str, label: str, digest: bytes, masked: str
) -> Context:
    """Of the first occurrence of that value in the document at that place."""
    text, why = _read(folder, place)
    if why:
        return Context(why=why)
    contents = workspace.contents()
    for told in dict.fromkeys((text, normalize(text))):
        for hit in contents.finder.find(told, (label,) if label in contents.detectors else ()):
            if of_value(contents.key, label, hit.value).startswith(digest.hex()):
                return _around(contents, told, hit.start, hit.end, masked)
    return Context(why="its place in the text was not found again")


def document(workspace: Workspace, folder: AssessmentFolder, place: str) -> MaskedText:
    """The beginning of the document at that place."""
    text, why = _read(folder, place)
    if why:
        return MaskedText(why=why)
    shown = _masked(workspace.contents(), text[: TEXT + WIDE])
    return MaskedText(text=shown[:TEXT], length=len(text))


def _read(folder: AssessmentFolder, place: str) -> tuple[str, str]:
    found = folder.inventory()
    try:
        ocr = ocr_program(wanted=folder.assessment().ocr)
    except LeftopenError as error:
        return "", str(error)
    read = read_place(place, found.units, dict(enumerate(found.files)), ocr=ocr)
    return read.text, read.why


def _around(contents: Contents, text: str, start: int, end: int, masked: str) -> Context:
    """The whole is masked at once; then the value's mask is looked for where the value stood."""
    first, cut = max(0, start - WIDE), EDGE if start > WIDE else 0
    whole = _masked(contents, text[first : end + WIDE])
    whole = whole[cut : len(whole) - EDGE] if end + WIDE < len(text) else whole[cut:]
    room = max(0, len(_masked(contents, text[first:start])) - cut)
    places = _all(whole, masked) if masked else []
    if not places:
        middle = min(room, len(whole))
        return Context(before=whole[max(0, middle - AROUND) : middle], after=whole[middle : middle + AROUND])
    at = min(places, key=lambda place: abs(place - room))
    last = at + len(masked)
    return Context(before=whole[max(0, at - AROUND) : at], shown=masked, after=whole[last : last + AROUND])


def _masked(contents: Contents, text: str) -> str:
    return contents.mask(clean(contents.mask(text)))


def _all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found
