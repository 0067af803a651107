"""Text that stands encoded in a text, as somebody reads it, and where each piece of it stood.

    marks   HTML's entities (named, decimal, hexadecimal), percent-encoding (`%40`, `%u0040`), the escapes of
            JSON and C (`\\u0040`, `\\x40`, `\\100`, `\\n`), with up to eight backslashes: JSON in JSON in JSON
    mail    quoted-printable (`=40`, soft line breaks) and encoded words (`=?utf-8?b?…?=`)

Of quoted-printable, a single code that says a letter or a digit is no code: nobody encodes one, and
`max-age=31536000` is full of them. An encoded word counts without its end too, which may have been cut off.
Each look is linear, and what comes out is never longer than what went in.

Sources: HTML 13.2.5.72, RFC 3986 (2.1), RFC 8259 (7), RFC 2045 (6.7), RFC 2047.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.wire import charset

MARK = re.compile(
    r"%u(?P<wide>[0-9a-fA-F]{4})|%(?P<percent>[0-9a-fA-F]{2})"
    r"|\\{1,8}(?:u\{(?P<braced>[0-9a-fA-F]{1,6})\}|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})"
    r"|x(?P<byte>[0-9a-fA-F]{2})|(?P<octal>[0-3][0-7]{2})|(?P<letter>[\"'/\\abfnrtv]))"
    r"|(?P<entity>&(?:#[0-9]{1,16};?|#[xX][0-9a-fA-F]{1,16};?|[A-Za-z][A-Za-z0-9]{1,31};))"
)
_WORD = r"=\?[\w.:*-]{1,40}\?(?:[bB]\?[A-Za-z0-9+/=]+|[qQ]\?(?:[^?\s=,\]}]|=(?!\?))+)(?:\?=)?"
_SINGLE = r"=(?:2[0-9a-fA-F]|3[a-fA-F]|40|5[b-fB-F]|60|7[b-eB-E])"
_MAIL = re.compile(
    rf"(?P<words>{_WORD}(?:\s{{0,80}}{_WORD})*)|(?P<soft>=\r?\n)|(?P<codes>(?:=[0-9a-fA-F]{{2}}){{2,}}|{_SINGLE})",
    re.ASCII,
)
_ONE_WORD = re.compile(
    r"=\?([\w.:*-]{1,40})\?(?:[bB]\?([A-Za-z0-9+/=]+)|[qQ]\?((?:[^?\s=,\]}]|=(?!\?))+))", re.ASCII
)
_CODE = re.compile(rb"=([0-9a-fA-F]{2})")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SURROGATE = re.compile("[\ud800-\udfff]")

# In the bytes of a JSON text: wherever one of its strings has a code, or a character by its number.
IN_JSON = (
    r"%[0-9a-fA-Fu]|&#[0-9xX]|&[A-Za-z][A-Za-z0-9]{1,31};|\\\\|\\u|=\?"
    rf"|(?:=[0-9a-fA-F]{{2}}){{2}}|{_SINGLE}|=\\r\\n|=\\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`begins`, `ends`: of each code in `text`; `first`, `last`: of the same code in what was decoded."""

    text: str
    begins: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    first: list[int] = field(repr=False)
    last: list[int] = field(repr=False)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where that piece of the text stood; a code counts as a whole."""
        return self._at(start, whole=self.first), self._at(end - 1, whole=self.last, more=1)

    def _at(self, place: int, *, whole: list[int], more: int = 0) -> int:
        code = bisect_right(self.begins, place) - 1
        if code < 0:
            return place + more
        return whole[code] if place < self.ends[code] else place - self.ends[code] + self.last[code] + more


def marks(text: str) -> Decoded | None:
    """Entities, percent codes and escapes undone; None where there are none."""
    if "%" not in text and "&" not in text and "\\" not in text:
        return None
    runs: list[tuple[int, int, list[re.Match[str]]]] = []
    for found in MARK.finditer(text):
        if runs and runs[-1][1] == found.start():
            first, _, codes = runs[-1]
            codes.append(found)
            runs[-1] = (first, found.end(), codes)
        else:
            runs.append((found.start(), found.end(), [found]))
    return _decoded(text, [(first, last, _said(codes)) for first, last, codes in runs])


def mail(text: str) -> Decoded | None:
    """Quoted-printable and encoded words undone; None where there are none."""
    if "=" not in text:
        return None
    return _decoded(text, [(found.start(), found.end(), _read(found)) for found in _MAIL.finditer(text)])


DECODERS: tuple[Callable[[str], Decoded | None], ...] = (marks, mail)


def _decoded(text: str, runs: list[tuple[int, int, str]]) -> Decoded | None:
    if not runs:
        return None
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at, length = 0, 0
    for first, last, said in runs:
        pieces += (text[at:first], said)
        begins.append(length + first - at)
        length = begins[-1] + len(said)
        ends.append(length)
        at = last
    pieces.append(text[at:])
    return Decoded(
        text="".join(pieces), begins=begins, ends=ends,
        first=[first for first, _, _ in runs], last=[last for _, last, _ in runs],
    )  # fmt: skip


def _said(codes: list[re.Match[str]]) -> str:
    """A run of codes; bytes beside each other make a character together, as halves of a pair do."""
    said: list[str] = []
    raw = bytearray()
    for found in codes:
        kind, value = found.lastgroup, found.group(found.lastgroup or 0)
        if kind in ("percent", "byte"):
            raw.append(int(value, 16))
            continue
        if raw:
            said.append(charset.decode(bytes(raw), "utf-8"))
            raw.clear()
        said.append(_character(kind or "", value))
    if raw:
        said.append(charset.decode(bytes(raw), "utf-8"))
    text = "".join(said)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _character(kind: str, value: str) -> str:
    if kind == "entity":
        return html.unescape(value)
    if kind == "letter":
        return _LETTERS.get(value, value)
    number = int(value, 8 if kind == "octal" else 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _read(found: re.Match[str]) -> str:
    kind, value = found.lastgroup, found.group()
    if kind == "soft":
        return ""
    if kind == "codes":
        return charset.decode(bytes.fromhex(value.replace("=", "")), "utf-8")
    return "".join(_word(*word.groups("")) for word in _ONE_WORD.finditer(value))


def _word(declared: str, packed: str, quoted: str) -> str:
    return charset.decode(_unpacked(packed) if packed else _unquoted(quoted), declared.partition("*")[0])


def _unpacked(value: str) -> bytes:
    """Base64, as much of it as is whole."""
    bare = value.partition("=")[0]
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""


def _unquoted(value: str) -> bytes:
    plain = value.replace("_", " ").encode("utf-8", "replace")
    return _CODE.sub(lambda found: bytes([int(found[1], 16)]), plain)
