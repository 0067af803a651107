"""The subset of IMAP4rev1 (RFC 3501) for anonymous requests: greeting, capabilities, folders, counters.

Bounded: lines, literals and folders are counted. Nothing here raises on any bytes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.model.channel import Channel

END = b"\r\n"
LARGEST = 65536
LONGEST_LINE = 8192
MOST_LINES = 2000
MOST_FOLDERS = 1000

TRACE = base64.b64encode(b"leftopen@leftopen.invalid")
"""The trace information that RFC 4505 requires of an anonymous client: who it is, and no password."""
ANONYMOUS = "AUTH=ANONYMOUS"

_LITERAL = re.compile(rb"\{(\d{1,9})\+?\}\r?$")
_GREETING = re.compile(rb"\* (OK|PREAUTH|BYE)\b", re.IGNORECASE)
_CAPABILITY = re.compile(rb"(?:\[|^\* )CAPABILITY ([^\]\r\n]{1,4000})", re.IGNORECASE)
_LIST = re.compile(rb"\* LIST \(([^)]{0,300})\) (?:\"\\?[^\"]\"|NIL) ", re.IGNORECASE)
_STATUS = re.compile(rb"\* STATUS .{1,2000}\(([^()]{0,200})\)\s{0,3}$", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(rb'"((?:[^"\\\r\n]|\\["\\]){0,1000})"')
_SENDABLE = re.compile(rb"[\x20-\x7e]{1,500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapFolder:
    """`name` as the server wrote it, without quotes; in memory only."""

    name: bytes
    flags: frozenset[str]

    @property
    def selectable(self) -> bool:
        return not self.flags & {"\\NOSELECT", "\\NONEXISTENT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapStatus:
    """A folder's own counters; `bytes` None where it is not given."""

    messages: int
    bytes: int | None = None


def command(tag: str, words: bytes) -> bytes:
    """One command line."""
    return tag.encode() + b" " + words + END


def status_of(folder: ImapFolder, *, size: bool) -> bytes | None:
    """The command for its counters; None for a name that does not fit into one line."""
    if not _SENDABLE.fullmatch(folder.name):
        return None
    name = folder.name.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'STATUS "' + name + (b'" (MESSAGES SIZE)' if size else b'" (MESSAGES)')


async def read_reply(channel: Channel, tag: str = "", limit: int = LARGEST) -> bytes:
    """Lines up to the one that ends the command `tag`, or the continuation (`+`); without a tag the
    greeting's one.

    Ends before `limit` bytes are exceeded, and at the end of the stream.
    """
    heard = b""
    for _ in range(MOST_LINES):
        line = await _line(channel, limit - len(heard))
        heard += line
        if not line.endswith(b"\n") or not tag or line.startswith((tag.encode() + b" ", b"+")):
            break
        if len(heard) >= limit:
            break
    return heard


async def _line(channel: Channel, limit: int) -> bytes:
    """One line with its literals."""
    line = b""
    while len(line) < limit:
        part = await channel.read_until(b"\n", min(LONGEST_LINE, limit - len(line)))
        line += part
        literal = _LITERAL.search(part[:-1][-16:]) if part.endswith(b"\n") else None
        if literal is None:
            break
        wanted = int(literal[1])
        while wanted > 0 and len(line) < limit:
            part = await channel.read(min(wanted, limit - len(line)))
            if not part:
                return line
            line, wanted = line + part, wanted - len(part)
    return line


def lines(raw: bytes) -> tuple[bytes, ...]:
    """The whole lines without their ends, each with its literals; at most 2000."""
    return tuple(_lines(raw[:LARGEST]))


def _lines(raw: bytes) -> Iterator[bytes]:
    start = at = 0
    for _ in range(MOST_LINES):
        stop = raw.find(b"\n", at)
        if stop < 0:
            return
        literal = _LITERAL.search(raw[max(at, stop - 16) : stop])
        if literal is not None:
            at = stop + 1 + int(literal[1])
            if at > len(raw):
                return
            continue
        yield raw[start:stop].removesuffix(b"\r")
        start = at = stop + 1


def greeting(raw: bytes) -> str:
    """`OK`, `PREAUTH` or `BYE`; '' when it is no IMAP."""
    found = _GREETING.match(raw[:16])
    return found[1].decode().upper() if found else ""


def capabilities(*heard: bytes) -> frozenset[str]:
    """All capabilities in greetings, responses and completions, in capitals; at most 200."""
    words: list[str] = []
    for raw in heard:
        for line in lines(raw):
            found = _CAPABILITY.search(line[:LONGEST_LINE])
            words += found[1].decode("latin-1").upper().split() if found else []
    return frozenset(word[:60] for word in words[:200])


def outcome(raw: bytes, tag: str) -> tuple[str, str]:
    """(`OK`, `NO`, `BAD` or '', its text) of the command with that tag."""
    for line in lines(raw):
        first, _, rest = line.partition(b" ")
        if first == tag.encode():
            word, _, text = rest.partition(b" ")
            known = word.upper() in (b"OK", b"NO", b"BAD")
            return (word.decode().upper() if known else ""), text[:200].decode("utf-8", "replace")
    return "", ""


def folders(raw: bytes) -> tuple[ImapFolder, ...]:
    """The folders of a LIST response, in its order, at most 1000."""
    found: list[ImapFolder] = []
    for line in lines(raw):
        head = _LIST.match(line[:400])
        name = _name(line[head.end() :]) if head else b""
        if head and name and len(found) < MOST_FOLDERS:
            flags = frozenset(head[1].decode("latin-1").upper().split())
            found.append(ImapFolder(name=name, flags=flags))
    return tuple(found)


def status(raw: bytes) -> ImapStatus | None:
    """The counters of a STATUS response."""
    for line in lines(raw):
        found = _STATUS.match(line[-2400:] if line.startswith(b"* ") and len(line) <= 2400 else b"")
        words = found[1].upper().split() if found else []
        values = dict(zip(words[::2], words[1::2], strict=False))
        messages = _number(values.get(b"MESSAGES", b""))
        if messages is not None:
            return ImapStatus(messages=messages, bytes=_number(values.get(b"SIZE", b"")))
    return None


def _name(rest: bytes) -> bytes:
    """An atom, a quoted string or a literal."""
    literal = re.match(rb"\{(\d{1,4})\}\r?\n", rest)
    if literal:
        return rest[literal.end() : literal.end() + int(literal[1])]
    quoted = _QUOTED.match(rest[:1100])
    if quoted:
        return re.sub(rb"\\(.)", rb"\1", quoted[1])
    return rest.partition(b" ")[0][:1000]


def _number(digits: bytes) -> int | None:
    return int(digits) if digits.isdigit() and len(digits) < 19 else None
