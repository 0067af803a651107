"""One exchange of a text protocol: the fixed bytes that are sent, and the form of the answer.

An answer is the lines that it begins with (`first`), any number of lines of one form (`row`), and the line
that ends it (`last`). Each form is a regular expression for a whole line. Pure, bounded, never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from leftopen.model.channel import Channel
from leftopen.model.read_level import ReadLevel

if TYPE_CHECKING:
    from leftopen.formats.bounded_pattern import BoundedPattern, Groups

LONGEST_LINE = 4096
"""Bytes. A longer line has no form."""
Line = Annotated[str, Meta(max_length=400, pattern=r"^[ -~]*$")]
"""A regular expression, in ASCII, for a whole line without its end."""
Sent = Annotated[str, Meta(max_length=100, pattern="^[\0-\u00ff]*$")]
"""Each character stands for the byte of that number."""
_BEGINNING = re.compile(r"[A-Za-z0-9 #_-]*(?![A-Za-z0-9 #_-]|[*+?{])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """The lines of an answer that has the stated form, without the last one. `whole`: its end was read."""

    first: tuple[bytes, ...]
    rows: tuple[bytes, ...]
    whole: bool


class TextExchange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`send` is empty where the server speaks first. `limit`: the most bytes that are read. `closes`: the end
    of the stream ends the answer too. `partial`: an answer that was cut counts with the rows that came. Each
    of the forms in `holds` is that of some line."""

    send: Sent = ""
    level: ReadLevel = ReadLevel.METADATA
    limit: Annotated[int, Meta(ge=16, le=49152)] = 4096
    first: tuple[Line, ...] = ()
    row: Line | None = None
    last: Line | None = None
    closes: bool = False
    partial: bool = False
    holds: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        if not (self.first or self.row):
            raise ValueError("it must state the lines of the answer: `first`, `row` or both")
        if bool(self.row) != (self.last is not None or self.closes):
            raise ValueError("`row` goes with `last` or `closes`")

    @property
    def begins(self) -> str:
        """The form of the first line."""
        return self.first[0] if self.first else self.row or ""

    def ended(self, raw: bytes) -> bool:
        """Is the answer complete, as long as is read of one, or of another form from its first line on?"""
        line = first_line(raw)
        if line is None or len(raw) >= self.limit:
            return len(raw) >= min(self.limit, LONGEST_LINE)
        begun = [form for form in (self.begins, self.last) if form is not None]
        if not any(matched(form, line) is not None for form in begun):
            return True
        if self.row is None:
            return raw.count(b"\n") >= len(self.first)
        final = raw[raw.rfind(b"\n", 0, -1) + 1 :]
        enough = final.endswith(b"\n") and raw.count(b"\n") > len(self.first)
        return self.last is not None and enough and matched(self.last, _plain(final[:-1])) is not None

    def read(self, raw: bytes) -> TextAnswer | None:
        """None for an answer of another form, and for one that was cut unless `partial`."""
        *lines, rest = raw[: self.limit].split(b"\n")
        plain = [_plain(line) for line in lines]
        head, body = plain[: len(self.first)], plain[len(self.first) :]
        at_end = not rest and self._at_end(body)
        whole = at_end or (self.closes and raw.endswith(b"\n") and len(raw) < self.limit)
        rows = body[:-1] if at_end and self.last is not None else body
        if [form for form, line in zip(self.first, head, strict=False) if matched(form, line) is None]:
            return None
        formed = all(matched(self.row or "", line) is not None for line in rows)
        held = all(any(matched(form, line) is not None for line in plain) for form in self.holds)
        if len(head) < len(self.first) or not (whole or (self.partial and rows)) or not (formed and held):
            return None
        return TextAnswer(first=tuple(head), rows=tuple(rows), whole=whole)

    def _at_end(self, body: Sequence[bytes]) -> bool:
        if self.last is None:
            return not (body or self.row)
        return bool(body) and matched(self.last, body[-1]) is not None

    def split(self, raw: bytes) -> tuple[bytes, bytes]:
        """The answer, and what follows one that is only `first`."""
        lines = raw.split(b"\n", len(self.first)) if self.row is None else [raw]
        rest = lines.pop() if len(lines) > len(self.first) and self.row is None else b""
        return raw[: len(raw) - len(rest)], rest

    async def hear(self, channel: Channel) -> bytes:
        """Sends, and reads the answer. Raises TalkEnded."""
        if self.send:
            await channel.send(self.send.encode("latin-1"), at=self.level)
        heard = b""
        while not self.ended(heard):
            part = await channel.read(self.limit - len(heard), reset_ends=self.closes)
            if not part:
                break
            heard += part
        return heard


async def converse(channel: Channel, exchanges: Iterable[TextExchange]) -> tuple[bytes, ...]:
    """The answers on one connection, up to the first one of another form. Raises TalkEnded."""
    heard: list[bytes] = []
    for exchange in exchanges:
        heard.append(await exchange.hear(channel))
        if exchange.read(heard[-1]) is None:
            break
    return tuple(heard)


def first_line(raw: bytes) -> bytes | None:
    """Without its end; None where the end has not come."""
    end = raw.find(b"\n")
    return None if end < 0 else _plain(raw[:end])


def matched(form: str, line: bytes) -> Groups | None:
    """The whole line and the groups of its form; None for a line of another form."""
    if len(line) > LONGEST_LINE or not line.startswith(_beginning(form)):
        return None
    return _compiled(form).search(line)


def number(digits: bytes) -> int | None:
    """A count of at most 18 digits."""
    return int(digits) if digits.isdigit() and len(digits) < 19 else None


@cache
def _beginning(form: str) -> bytes:
    """With what every line of this form begins: most other lines need no search."""
    found = None if "|" in form else _BEGINNING.match(form)
    return found[0].encode() if found else b""


@cache
def _compiled(form: str) -> BoundedPattern:
    """Most commands read the files and search nothing: the engine is loaded at the first search."""
    from leftopen.formats.bounded_pattern import BoundedPattern

    return BoundedPattern(pattern=rb"\A(?:%s)\z" % form.encode())


def _plain(line: bytes) -> bytes:
    return line.removesuffix(b"\r")
