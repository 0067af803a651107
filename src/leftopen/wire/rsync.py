"""The rsync daemon's protocol up to a list: handshake, modules, and a file list of protocol 27.

27 is the last version with a plain list (no incremental recursion, no variable-length numbers); rsync 3.5
still supports it. Source: the bytes of rsync 3.5 against its own daemon, and its documentation (rsync(1),
rsyncd.conf(5)). Bounded, never raises. Text is latin-1, so that a name is sent back as the bytes in which it
came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from leftopen.formats.byte_cursor import ByteCursor, Short
from leftopen.formats.mail_files import LARGEST

GREETING = b"@RSYNCD: "
VERSION = b"@RSYNCD: 27\n"
LIST = VERSION + b"#list\n"
OK = b"@RSYNCD: OK"
EXIT = b"@RSYNCD: EXIT"
AUTH = b"@RSYNCD: AUTHREQD"
ERROR = b"@ERROR"
_ANSWERS = (OK, EXIT, AUTH, ERROR)
DEEPEST = 6
LONGEST_LINE = 1024
MOST_MODULES = 200
MOST = 20_000

_GREETING = re.compile(rb"@RSYNCD: (\d{1,3}(?:\.\d{1,3})?)(?: ([a-z0-9 ]{1,200}))?\r?\n")
_NAME = re.compile(r"[!-\x7e][ -\x7e]{0,99}")
_TOP, _SAME_MODE, _SAME_NAME, _LONG_NAME, _SAME_TIME = 0x01, 0x02, 0x20, 0x40, 0x80
_MODE_KIND, _FILE, _FOLDER = 0o170000, 0o100000, 0o040000


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """`protocol` such as `32.0`; `digests` for its passwords."""

    protocol: str
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RsyncEntry:
    """`path` below the module, without a leading slash; links and devices are `other`."""

    path: str
    folder: bool = False
    other: bool = False
    size: int = 0
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`whole`: the list's end was seen. `error`: the server reported an error."""

    entries: tuple[RsyncEntry, ...] = ()
    whole: bool = False
    error: str = ""


def greeting(raw: bytes) -> Greeting | None:
    """The first line, or None when it is no rsync daemon."""
    fits = _GREETING.match(raw[:LONGEST_LINE])
    if fits is None:
        return None
    return Greeting(protocol=fits[1].decode(), digests=tuple((fits[2] or b"").decode().split()))


def modules(raw: bytes) -> dict[str, str]:
    """The response to `#list`, greeting included: name to comment. A message of the day precedes them, so
    that lines without a tab are left out. At most 200."""
    found: dict[str, str] = {}
    for line in raw.split(b"\n")[1:]:
        name, tab, comment = line.rstrip(b"\r").decode("latin-1").partition("\t")
        if tab and is_name(name.rstrip()) and len(found) < MOST_MODULES:
            found.setdefault(name.rstrip(), comment.strip()[:200])
    return found


def is_name(name: str) -> bool:
    """Can it be requested? One line of print, no option, no path."""
    return bool(_NAME.fullmatch(name)) and name[0] not in "#@-" and "/" not in name


def enter(module: str) -> bytes:
    """Handshake and module in one; `module` as `modules` gives it."""
    return VERSION + module.encode("latin-1") + b"\n"


def dry_list(module: str) -> bytes:
    """What rsync's own `--list-only -r` sends then, and one rule that excludes what is deeper than `DEEPEST`
    steps: nothing is transferred."""
    rule = b"- " + b"/*" * (DEEPEST + 1)
    words = (b"--server", b"--sender", b"-r", b"--list-only", b".", module.encode("latin-1") + b"/", b"")
    return b"".join(word + b"\n" for word in words) + _number(len(rule)) + rule + _number(0)


def listed(raw: bytes) -> Listed:
    """What follows `@RSYNCD: OK`: a seed of four bytes, then the list in packets."""
    data, error = _unpacked(raw[4:])
    found: list[RsyncEntry] = []
    reader = _Reader(data)
    try:
        for entry in reader.entries():
            found.append(entry)
            if len(found) >= MOST:
                return Listed(entries=tuple(found), error=error)
    except Short:
        return Listed(entries=tuple(found), error=error)
    return Listed(entries=tuple(found), whole=True, error=error)


def is_complete(raw: bytes) -> bool:
    """Is the list complete, or has the server reported that there is none? Cheap in other cases: a list ends
    with zeros, an error with a line end."""
    if raw[-1:] not in (b"\0", b"\n"):
        return False
    content = listed(raw)
    return content.whole or bool(content.error and not content.entries)


def answer(reply: bytes) -> bytes:
    """The line that responds to a module's name, after the greeting and a message of the day; b'' when it has
    not come."""
    lines = reply.split(b"\n")[1:-1]
    return next((line.rstrip(b"\r") for line in lines if line.startswith(_ANSWERS)), b"")


def _unpacked(raw: bytes) -> tuple[bytes, str]:
    """The data packets' bytes and the first error's text. A packet: three bytes of length, then its kind + 7,
    then as many bytes."""
    data, error, at = bytearray(), "", 0
    # Bytes of an incomplete packet count too: an entry that is complete in them was listed.
    while at + 4 <= len(raw):
        length, kind = int.from_bytes(raw[at : at + 3], "little"), raw[at + 3] - 7
        piece = raw[at + 4 : at + 4 + length]
        if kind == 0:
            data += piece
        elif kind in (1, 3) and not error:
            error = piece[:200].decode("latin-1").strip()
        elif kind < 0:
            break
        at += 4 + length
    return bytes(data), error


class _Reader(ByteCursor):
    """Reads one list; what an entry shares with the one before is not sent again."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._path = b""
        self._mode = 0
        self._time = 0

    def entries(self) -> Iterator[RsyncEntry]:
        """Until the end's zero byte. Raises Short."""
        while flags := self.take(1)[0]:
            kept = self._path[: self.take(1)[0]] if flags & _SAME_NAME else b""
            fresh = self._integer() if flags & _LONG_NAME else self.take(1)[0]
            self._path = kept + self.take(fresh)
            size = self._integer()
            if size == 0xFFFFFFFF:
                size = int.from_bytes(self.take(8), "little")
            if not flags & _SAME_TIME:
                self._time = self._integer()
            if not flags & _SAME_MODE:
                self._mode = self._integer()
            if self._path != b".":
                yield self._entry(size)

    def _entry(self, size: int) -> RsyncEntry:
        kind = self._mode & _MODE_KIND
        return RsyncEntry(
            path=self._path[:4096].decode("latin-1"),
            folder=kind == _FOLDER,
            other=kind not in (_FILE, _FOLDER),
            size=size if kind == _FILE and size <= LARGEST else 0,
            modified=_moment(self._time),
        )

    def _integer(self) -> int:
        return int.from_bytes(self.take(4), "little")


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**31 else None


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")
