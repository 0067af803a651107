"""Calendars and address cards are made of lines `NAME;PARAMETER=x:value`, folded after some length. Sources:
RFC 5545 3.1 (iCalendar), RFC 6350 3.2 (vCard 4), vCard 2.1 (quoted-printable, base64 over several lines).
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from leftopen.formats.charset import decode

LINES = 200_000
VALUE = 64 * 1024
FOLD = re.compile(r"\r?\n[ \t]")
HEAD = 1_000
LINE = re.compile(
    r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})"
    r"((?:;[^:;\"\r\n]{0,500}(?:\"[^\"\r\n]{0,500}\")?){0,20}):(.*)"
)
ESCAPED = re.compile(r"\\([nN,;:\\])")
CHARSET = re.compile(r"CHARSET=([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
DATA_URI = re.compile(r"data:([a-z0-9.+/-]{1,80})?;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLine:
    """`data` where the value is a file in base64; `media` as it names it."""

    name: str
    value: str
    data: bytes = b""
    media: str = ""


def content_lines(raw: bytes) -> Iterator[ContentLine]:
    """Never raises. What is no such line has the name ''."""
    for line in islice(_unbroken(FOLD.sub("", decode(raw)).splitlines()), LINES):
        found = LINE.fullmatch(line)
        if found is None:
            yield ContentLine(name="", value=line[:VALUE])
        else:
            yield _line(found.group(1).upper(), found.group(2).upper(), found.group(3))


def _unbroken(lines: Iterable[str]) -> Iterator[str]:
    """In quoted-printable a line that ends in `=` goes on in the next. In base64 it does not."""
    held: list[str] = []
    for line in lines:
        quoted = held or "QUOTED-PRINTABLE" in line[:HEAD].upper()
        if quoted and line.endswith("="):
            held.append(line[:-1])
        else:
            yield "".join([*held, line])
            held = []
    if held:
        yield "".join(held)


def _line(name: str, parameters: str, value: str) -> ContentLine:
    if inline := DATA_URI.match(value):
        data = _file(value[inline.end() :])
        return ContentLine(name=name, value="", data=data, media=(inline.group(1) or "").lower())
    if "ENCODING=B" in parameters and "ENCODING=8" not in parameters:
        return ContentLine(name=name, value="", data=_file(value))
    if "QUOTED-PRINTABLE" in parameters:
        declared = CHARSET.search(parameters)
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        value = decode(raw, declared.group(1) if declared else "")
    shown = ESCAPED.sub(lambda one: "\n" if one.group(1) in "nN" else one.group(1), value)
    return ContentLine(name=name, value=shown[:VALUE])


def _file(value: str) -> bytes:
    """As much as is base64, with or without its padding."""
    clean = re.sub(r"[^A-Za-z0-9+/]", "", value)
    try:
        return binascii.a2b_base64(clean[: len(clean) - (len(clean) % 4 == 1)] + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return b""
