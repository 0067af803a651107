"""Finds files that are written as text inside a text: uuencoded, and base64 that was pasted.

In base64, a file is told by its first bytes (`JVBERi` begins a PDF), wherever it stands, or by its form:
several lines of one length and a shorter last one. Such lines that hold no known file and no text are a part,
and stay in the text too: they may be a list of keys. Blocks behind `-----BEGIN` are keys and encrypted mail,
which others recognise. Base64 of ASCII text is decoded where values are looked for (`wrapped.py`). Source:
POSIX.1-2017 (uuencode), RFC 4648.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.formats.media_files import media_kind
from leftopen.formats.text_runs import is_binary
from leftopen.model.reader import Part

BLOCKS = 1_000
LEAST = 64
"""Characters of base64 that may be a file."""
WIDEST = 100
"""Characters of a line of several."""
LINES = 3
SHORT = 24
"""A last line without an end mark may be a word of the text: one as short stays in it."""
UU = re.compile(r"^begin(-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
UU_LINE = re.compile(r"([!-M])([ -`]{0,90})\r?\n?")
BLANKS = 8
UU_END = re.compile(r"(?:[ `]\r?\n)?end[ \t]*\r?(?:\n|\Z)")
BASE64_LINES = re.compile(r"(?:[A-Za-z0-9+/]{1,100}={0,2}\r?\n)*+")
BASE64_END = re.compile(r"====[ \t]*\r?(?:\n|\Z)")
MARKS = {
    "JVBERi": b"%PDF-", "UEsDB": b"PK\x03\x04", "0M8R4KGx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "iVBORw0KGg": b"\x89PNG\r\n\x1a\n", "/9j/": b"\xff\xd8\xff", "_9j_": b"\xff\xd8\xff", "R0lGOD": b"GIF8",
    "H4sI": b"\x1f\x8b\x08", "e1xydGY": b"{\\rtf", "QlpoO": b"BZh9", "/Td6WFo": b"\xfd7zXZ\x00",
    "N3q8ryc": b"7z\xbc\xaf\x27\x1c", "UmFyIRo": b"Rar!\x1a", "SUkqA": b"II*\x00", "TU0AK": b"MM\x00*",
    "KLUv/": b"(\xb5/\xfd", "IUJETg": b"!BDN", "eJ8+I": b"\x78\x9f\x3e\x22",
}  # fmt: skip
"""How base64 of a file begins, and the first bytes of the file."""
RUN = re.compile(r"(?:[A-Za-z0-9+/_-]|\\/)+")
CONTINUED = re.compile(r"(?:\\r)?\\n|\r?\n[ \t>]{0,20}| ")
ARMOUR = 400
"""Characters before a block in which it is said to be a key."""
PADDING = re.compile(r"(?:=|\\u003[dD]|%3[dD]){0,2}")
FORM = re.compile(r"\n([A-Za-z0-9+/]{60,100})\r?\n(?=[A-Za-z0-9+/]{60})")
HEXADECIMAL = re.compile("[0-9a-fA-F]*")
STANDARD = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlocks:
    """`text` without what the parts were written as. `beyond`: blocks beyond a limit, left in the text."""

    text: str
    parts: tuple[Part, ...] = ()
    beyond: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`end`: up to where it is taken out of the text."""

    start: int
    end: int
    part: Part


def text_blocks(text: str) -> TextBlocks:
    """Never raises. A part that is `damaged` lacks its end, or holds what is none of its code."""
    found = sorted((*_uuencoded(text), *_marked(text), *_formed(text)), key=lambda one: (one.start, -one.end))
    if not found:
        return TextBlocks(text=text)
    pieces: list[str] = []
    parts: list[Part] = []
    last = beyond = 0
    for one in found:
        if one.start < last:
            continue
        if len(parts) >= BLOCKS:
            beyond += 1
            continue
        pieces.append(text[last : one.start])
        parts.append(one.part)
        last = one.end
    return TextBlocks(text="".join([*pieces, text[last:]]), parts=tuple(parts), beyond=beyond)


# --- uuencode


def _uuencoded(text: str) -> Iterator[Block]:
    at = 0
    while (begin := UU.search(text, at) if "begin" in text else None) is not None:
        packed = bool(begin.group(1))
        data, end, whole = _base64_lines(text, begin.end()) if packed else _uu_lines(text, begin.end())
        at = max(end, begin.end())
        if data or whole:
            part = Part(name=begin.group(2).strip(), media="", data=data, damaged=not whole)
            yield Block(start=begin.end(), end=at, part=part)


def _uu_lines(text: str, at: int) -> tuple[bytes, int, bool]:
    """The bytes, where they end, and whether that is their end."""
    data = bytearray()
    while (end := UU_END.match(text, at)) is None:
        line = UU_LINE.match(text, at)
        if line is None:
            return bytes(data), at, False
        size = (ord(line.group(1)) - 32 + 2) // 3 * 4
        # Some programs leave out blanks at the end of a line, others add a sum.
        if not -BLANKS <= len(line.group(2)) - size <= 1:
            return bytes(data), at, False
        try:
            data += binascii.a2b_uu(line.group(1) + line.group(2)[:size].ljust(size))
        except binascii.Error:
            return bytes(data), at, False
        at = line.end()
    return bytes(data), end.end(), True


def _base64_lines(text: str, at: int) -> tuple[bytes, int, bool]:
    lines = BASE64_LINES.match(text, at)
    end = lines.end() if lines else at
    last = BASE64_END.match(text, end)
    return _decoded(text[at:end]), last.end() if last else end, last is not None


# --- base64


def _marked(text: str) -> Iterator[Block]:
    """Files that their first bytes tell."""
    for mark, first in MARKS.items():
        at = text.find(mark)
        while at >= 0:
            run = RUN.match(text, at)
            end = run.end() if run else at + len(mark)
            begins = RUN.match(text, at - 1, at) is None or text[at - 2 : at] in ("\\n", "\\r", "\\t")
            if begins and end - at >= LEAST // 2:
                end, coded = _run(text, at)
                data = _decoded(coded) if len(coded) >= LEAST else b""
                if data.startswith(first[:3]) and (media_kind(data) or data.startswith(first[:5])):
                    yield Block(start=at, end=end, part=Part(name="", media="", data=data))
            at = text.find(mark, end)


def _run(text: str, at: int) -> tuple[int, str]:
    """Up to where base64 that begins there is taken out, and its characters. It goes on in another line as
    long as lines are as long as the first."""
    runs: list[str] = []
    start = at
    while (run := RUN.match(text, at)) is not None and (not runs or len(run.group()) <= len(runs[0])):
        runs.append(run.group())
        start, at = at, run.end()
        size = len(runs[0])
        after = CONTINUED.match(text, at)
        if after is None or len(run.group()) < size or not LEAST // 2 <= size <= WIDEST:
            break
        if RUN.match(text, after.end()) is None:
            break
        at = after.end()
    padding = PADDING.match(text, at)
    end = padding.end() if padding else at
    word = len(runs) > 1 and end == at and at - start <= SHORT
    return (start if word else end), "".join(runs)


def _formed(text: str) -> Iterator[Block]:
    """Files that several lines of one length tell."""
    text, at = "\n" + text, 0
    while (first := FORM.search(text, at)) is not None:
        start, size = first.start(1), len(first.group(1))
        end, coded = _run(text, start)
        at = max(end, start + size)
        lines = text[start:end].count("\n") + 1
        shorter = len(coded) % size or text[end - 1] == "="
        before = text[max(0, start - ARMOUR) : start]
        if lines < LINES or not shorter or "-----BEGIN" in before or HEXADECIMAL.fullmatch(coded):
            continue
        if data := _decoded(coded):
            known = media_kind(data) or data.startswith(tuple(MARKS.values())) or not is_binary(data)
            part = Part(name="", media="" if is_binary(data) else "text/plain", data=data)
            yield Block(start=start - 1, end=(end if known else start) - 1, part=part)


def _decoded(coded: str) -> bytes:
    """As much of it as is whole; b'' for what is none."""
    bare = "".join(coded.split()).replace("\\/", "/").rstrip("=").translate(STANDARD)
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return binascii.a2b_base64(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""
