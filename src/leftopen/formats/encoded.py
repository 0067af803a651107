"""Decodes text that is encoded within a text, with the position of each piece.

    marks   HTML's entities (named, decimal, hexadecimal), percent-encoding (`%40`, `%u0040`), the escapes of
            JSON and C (`\\u0040`, `\\x40`, `\\100`, `\\n`), with up to eight backslashes: JSON in JSON
    mail    quoted-printable (`=40`, soft line breaks) and encoded words (`=?utf-8?b?…?=`)

In quoted-printable, a single code of a letter or a digit is no code: no program encodes one, and
`max-age=31536000` is full of them. An encoded word counts without its end too, which may have been cut off.
Decoding is linear in time, and its output is never longer than its input.

Sources: HTML 13.2.5.72, RFC 3986 (2.1), RFC 8259 (7), RFC 2045 (6.7), RFC 2047.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from leftopen.formats import charset

_PERCENT = r"%(?:u[0-9a-fA-F]{4}|[0-9a-fA-F]{2})"
_ESCAPE = (
    r"\\\\{0,7}(?:[ux]\{[0-9a-fA-F]{1,16}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-3][0-7]{2}"
    r"|[\"'/\\abfnrtv])"
)
_ENTITY = r"&(?:#[0-9]{1,64};?|#[xX][0-9a-fA-F]{1,64};?|[A-Za-z][A-Za-z0-9]{1,31};)"
# Each begins with a character as such, so that the search for it is fast.
_ANY = rf"(?:{_PERCENT}|{_ESCAPE}|{_ENTITY})"
_RUN = re.compile(f"{_ANY}{_ANY}*")
_BY_MARK = {
    "%": re.compile(rf"{_PERCENT}(?:{_PERCENT})*"),
    "\\": re.compile(rf"{_ESCAPE}(?:{_ESCAPE})*"),
    "&": re.compile(rf"{_ENTITY}(?:{_ENTITY})*"),
}
_ONE = re.compile(
    r"(?P<byte>(?:%|\\{1,8}x)[0-9a-fA-F]{2})|\\{1,8}[ux]\{(?P<braced>[0-9a-fA-F]{1,16})\}"
    r"|(?P<number>(?:%u|\\{1,8}u)[0-9a-fA-F]{4}|\\{1,8}U[0-9a-fA-F]{8})|(?P<octal>\\{1,8}[0-3][0-7]{2})"
    r"|(?P<letter>\\{1,8}[\"'/\\abfnrtv])"
    rf"|(?P<entity>{_ENTITY})"
)
_SAID = r"(?:[bB]\?([A-Za-z0-9+/=]+)|[qQ]\?((?:[^?\s=,\]}]|=(?!\?))+))"
_WORD = re.compile(rf"=\?([\w.:*-]{{1,40}})\?{_SAID}", re.ASCII)
_BARE = r"\?[\w.:*-]{1,40}\?(?:[bB]\?[A-Za-z0-9+/=]+|[qQ]\?(?:[^?\s=,\]}]|=(?!\?))+)(?:\?=)?"
_SINGLE = r"(?:0[9aAdD]|2[0-9a-fA-F]|3[a-fA-F]|40|5[b-fB-F]|60|7[b-eB-E])"
# All begin with the same character, so that the search for them is fast.
_MAIL = re.compile(
    rf"=(?=[?\r\n0-9a-fA-F])(?:(?P<words>{_BARE}(?:\s{{0,80}}={_BARE})*)|(?P<soft>\r?\n)"
    rf"|(?P<codes>[0-9a-fA-F]{{2}}(?:=[0-9a-fA-F]{{2}})+|{_SINGLE}))",
    re.ASCII,
)
_WORDS = re.compile(rf"=(?P<words>{_BARE}(?:\s{{0,80}}={_BARE})*)", re.ASCII)
_CODE = re.compile(rb"=([0-9a-fA-F]{2})")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SURROGATE = re.compile("[\ud800-\udfff]")

# In the bytes of a JSON text: matches wherever one of its strings has a code (numeric characters excepted).
IN_JSON = (
    r"%[0-9a-fA-Fu]|&#[0-9xX]|&[A-Za-z][A-Za-z0-9]{1,31};|\\\\|=\?"
    rf"|(?:=[0-9a-fA-F]{{2}}){{2}}|={_SINGLE}|=\\r\\n|=\\n"
)


Shown = Callable[[str], str]
"""What is shown of a decoded piece."""
Decoder = Callable[[str, Shown], Sequence["Decoded"]]
SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`begins`, `ends`: of each code in `text`; `first`, `last`: of the same code in the decoded text."""

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


def has_codes(text: str) -> bool:
    """Could anything in it be decoded? Almost no text has a code."""
    if "=" in text and _MAIL.search(text) is not None:
        return True
    return ("%" in text or "&" in text or "\\" in text) and _RUN.search(text) is not None


def marks(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes entities, percent codes and escapes; empty where there are none."""
    if "%" not in text and "&" not in text and "\\" not in text:
        return ()
    return replace_pieces(
        text, shown, [(run.start(), run.end(), _run(run.group())) for run in _RUN.finditer(text)]
    )


def single(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes each kind of code by itself, in a text with several: a `%` before `89&#45;` is no code."""
    kinds = [pattern for mark, pattern in _BY_MARK.items() if mark in text]
    some = [found for pattern in kinds if (found := list(pattern.finditer(text)))] if len(kinds) > 1 else []
    done: list[Decoded] = []
    for found in some if len(some) > 1 else ():
        done += replace_pieces(text, shown, [(run.start(), run.end(), _run(run.group())) for run in found])
    if "=?" in text:
        words = [(found.start(), found.end(), _read(found)) for found in _WORDS.finditer(text)]
        done += replace_pieces(text, shown, words)
    return done


def mail(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes quoted-printable and encoded words; empty where there are none."""
    if "=" not in text:
        return ()
    return replace_pieces(
        text, shown, [(found.start(), found.end(), _read(found)) for found in _MAIL.finditer(text)]
    )


def replace_pieces(text: str, shown: Shown, runs: list[tuple[int, int, str]]) -> Sequence[Decoded]:
    """The text with these pieces (start, end, what is read there) decoded; empty where there are none."""
    if not runs:
        return ()
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at, length = 0, 0
    for first, last, raw in runs:
        decoded = shown(raw)
        pieces += (text[at:first], decoded)
        begins.append(length + first - at)
        length = begins[-1] + len(decoded)
        ends.append(length)
        at = last
    pieces.append(text[at:])
    whole = Decoded(
        text="".join(pieces),
        begins=begins,
        ends=ends,
        first=[first for first, _, _ in runs],
        last=[last for _, last, _ in runs],
    )
    return (whole,)


def _run(codes: str) -> str:
    """Decodes adjacent codes together. The same few short ones occur everywhere; no value is as short."""
    return _short(codes) if len(codes) <= SHORT else _said(codes)


def _said(codes: str) -> str:
    """Adjacent bytes make a character together, as surrogate pairs do."""
    decoded: list[str] = []
    raw = bytearray()
    for found in _ONE.finditer(codes):
        kind = found.lastgroup or ""
        value = found.group(kind)
        if kind == "byte":
            raw.append(int(value[-2:], 16))
            continue
        if raw:
            decoded.append(charset.decode(bytes(raw), "utf-8"))
            raw.clear()
        decoded.append(_character(kind, value))
    if raw:
        decoded.append(charset.decode(bytes(raw), "utf-8"))
    text = "".join(decoded)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


_short = lru_cache(1024)(_said)


def _character(kind: str, value: str) -> str:
    if kind == "entity":
        return html.unescape(value)
    if kind == "letter":
        return _LETTERS.get(value[-1], value[-1])
    if kind == "octal":
        return chr(int(value[-3:], 8))
    number = int(value if kind == "braced" else value.lstrip("%\\uU"), 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _read(found: re.Match[str]) -> str:
    kind, value = found.lastgroup, found.group()
    if kind == "soft":
        return ""
    if kind == "codes":
        return charset.decode(bytes.fromhex(value.replace("=", "")), "utf-8")
    return "".join(_word(*word.groups("")) for word in _WORD.finditer(value))


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
