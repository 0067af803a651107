"""Rich Text Format: body, headers, notes, fields, hidden text and properties as text.

Pictures are parts; fonts and styles are left out. `failed` counts embedded objects and pictures that are not
read, and 1 for a file that is truncated or longer than a limit. Source: Rich Text Format 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from leftopen.formats.charset import scrub
from leftopen.formats.long_text import in_pieces
from leftopen.model.reader import Document, Part, Reader

RAW_LIMIT = 32 * 1024 * 1024
DEPTH = 10_000
PICTURES = 1_000
_GROUP = rb"\{[^{}]*+\}"
_GROUPS = rb"\{(?:[^{}]++|\{(?:[^{}]++|" + _GROUP + rb")*+\})*+\}"
PICTURE = re.compile(rb"\\pict(?![a-z])((?:[^{}]++|" + _GROUPS + rb")*+)")
OLDER = re.compile(rb"\\nonshppict\s{0,9}\{\s{0,9}\Z")
CONTROL = re.compile(_GROUPS + rb"|\\[a-z]{1,32}-?\d{0,10}")
HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2})*+")
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
LEFT_OUT = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"pict", b"listtable", b"listoverridetable", b"rsidtbl",
     b"themedata", b"colorschememapping", b"latentstyles", b"datastore", b"objdata", b"xmlnstbl",
     b"generator")
)  # fmt: skip
SHOWN = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"cell": "\t", b"tab": "\t",
    b"nestcell": "\t", b"nestrow": "\n", b"emdash": "\u2014", b"endash": "\u2013", b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"bullet": "\u2022",
}  # fmt: skip
SIGNS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.lstrip()[:5] == b"{\\rtf"


def read(data: bytes) -> Document:
    """Never raises."""
    parser = RtfParser()
    text = scrub("".join(parser.pieces(data[:RAW_LIMIT])))
    over = len(data) > RAW_LIMIT
    parts, unread = _pictures(data[:RAW_LIMIT])
    failed = parser.objects + unread + (over or parser.unfinished)
    return in_pieces(Document(text=text, parts=parts, failed=failed, cut=int(over)))


def _pictures(raw: bytes) -> tuple[tuple[Part, ...], int]:
    """Those that are written as hexadecimal digits, and how many are not read. What `nonshppict` repeats for
    older programs is left out."""
    parts: list[Part] = []
    unread = 0
    for found in PICTURE.finditer(raw) if b"\\pict" in raw else ():
        if OLDER.search(raw, max(0, found.start() - 40), found.start()):
            continue
        digits = CONTROL.sub(b"", found.group(1)).translate(None, b" \t\r\n")
        content = bytes.fromhex(digits.decode()) if HEXADECIMAL.fullmatch(digits) else b""
        if content and len(parts) < PICTURES:
            parts.append(Part(name="", media="", data=content))
        else:
            unread += 1
    return tuple(parts), unread


class RtfParser:
    """The state of groups: what they leave out, and how many bytes stand for a character that follows as a
    number too. Not a record: it never leaves this file."""

    def __init__(self) -> None:
        self.objects = 0
        self.unfinished = False
        self._codec = "cp1252"
        self._groups: list[tuple[bool, int]] = []
        self._out, self._width, self._skip = False, 1, 0

    def pieces(self, raw: bytes) -> Iterator[str]:
        held = bytearray()
        for found in TOKEN.finditer(raw):
            word, number, code, sign, brace, plain = found.groups()
            if (code or plain) and not self._out:
                held += self._bytes(bytes.fromhex(code.decode()) if code else plain)
                continue
            if held:
                yield held.decode(self._codec, "replace")
                held.clear()
            if brace:
                self._brace(brace)
            elif word:
                yield self._word(word, int(number) if number else None)
            elif sign == b"*":
                self._out = self._out or not self._known(raw, found.end())
            elif sign and not self._out:
                yield SIGNS.get(sign, "")
        yield held.decode(self._codec, "replace")
        self.unfinished = bool(self._groups)

    def _bytes(self, data: bytes) -> bytes:
        """Without those that only repeat a character for older programs."""
        left, self._skip = data[self._skip :], max(0, self._skip - len(data))
        return left

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{" and len(self._groups) < DEPTH:
            self._groups.append((self._out, self._width))
        elif brace == b"}" and self._groups:
            self._out, self._width = self._groups.pop()

    def _known(self, raw: bytes, at: int) -> bool:
        """Groups that older programs may leave out, and that hold text."""
        return raw.startswith((b"\\fldinst", b"\\bkmkstart", b"\\atn", b"\\annotation", b"\\footnote",
                               b"\\htmltag", b"\\shpinst", b"\\nonshppict", b"\\userprops", b"\\company",
                               b"\\ffname", b"\\formfield", b"\\ffdeftext"), at)  # fmt: skip

    def _word(self, word: bytes, number: int | None) -> str:
        if word in LEFT_OUT:
            self.objects += word == b"objdata"
            self._out = True
        elif word == b"ansicpg" and number:
            self._codec = _codec(number)
        elif word == b"uc":
            self._width = min(max(number or 0, 0), 10)
        elif word == b"u" and number is not None and not self._out:
            self._skip = self._width
            return chr(number % 65536)
        return "" if self._out else SHOWN.get(word, "")


def _codec(number: int) -> str:
    try:
        return codecs.lookup("utf-8" if number == 65001 else f"cp{number}").name
    except LookupError:
        return "cp1252"


reader = Reader(recognises=recognises, read=read)
