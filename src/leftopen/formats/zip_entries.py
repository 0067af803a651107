"""The entries of a zip archive: by its directory, by the header before each, or by both.

A length or a place that some damage changed costs one entry, not those behind it. Source: PKWARE, APPNOTE.TXT
6.3.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from leftopen.formats.charset import decode

LISTED = 2_000
NAME_LIMIT = 65_535

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
END = b"PK\x05\x06"
DESCRIPTOR = b"PK\x07\x08"
BEHIND = frozenset((LOCAL, CENTRAL, END, DESCRIPTOR, b"PK\x06\x08", b""))
"""What stands behind the content of an entry."""
SIGNATURE = b"PK\x05\x05"
LOCAL_HEAD = struct.Struct("<4s5H3I2H")
CENTRAL_HEAD = struct.Struct("<4s6H3I5H2I")
END_RECORD = struct.Struct("<4s4H2IH")
END_REACH = END_RECORD.size + 65535
STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
SEALED, SIZE_FOLLOWS, NAME_IS_UTF8 = 0x1, 0x8, 0x800
HIDDEN = "(not in the directory)/"
"""What the name of an entry begins with that the directory leaves out."""
NOTHING = 2
"""Bytes that nothing at all is deflated to: some programs write a folder so."""
DESCRIPTOR_SIZE = 24
VERSIONS, METHODS = 100, 100
"""A header with more is none."""
UNKNOWN_SIZE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """`start` and `packed` locate its bytes in the archive; `packed` may be too large, never too small;
    `check` is the CRC-32 of its content, None where it follows the content."""

    name: str
    method: int
    flags: int
    start: int
    packed: int
    check: int | None
    head: int = -1
    """Where the directory says that its header is."""

    @property
    def sealed(self) -> bool:
        return bool(self.flags & SEALED)

    @property
    def folder(self) -> bool:
        """Does it hold nothing? A name with a slash at its end does not tell."""
        most = NOTHING + (DESCRIPTOR_SIZE if self.flags & SIZE_FOLLOWS else 0)
        return self.name.endswith("/") and self.packed <= most

    @property
    def known(self) -> bool:
        """Is it packed in a way that is read here?"""
        return self.method in (STORED, DEFLATED, BZIP2, LZMA)


# --- by the central directory


def by_directory(data: bytes) -> list[ZipEntry] | None:
    """None when there is none, or a broken one, or one that points elsewhere."""
    at = data.rfind(END, max(0, len(data) - END_REACH))
    if at < 0 or at + END_RECORD.size > len(data):
        return None
    _, _, _, _, count, size, offset, _ = END_RECORD.unpack_from(data, at)
    # Data before an archive (a self-extracting program) shifts all offsets, and so do bytes that are missing.
    moved = at - size - offset
    emptied = not count and data.find(LOCAL, 0, at) >= 0
    if UNKNOWN_SIZE in (size, offset) or size > at or emptied:
        return None
    found: list[ZipEntry] = []
    place, headers = at - size, Headers(data)
    for _ in range(count):
        if place + CENTRAL_HEAD.size > at or data[place : place + 4] != CENTRAL:
            return None
        entry, place = _central(data, place, moved, headers)
        found.append(entry)
    # A count that is too small would hide the entries behind it.
    return found if place == at or data[place : place + 4] == SIGNATURE else None


def _central(data: bytes, at: int, moved: int, headers: Headers) -> tuple[ZipEntry, int]:
    head = CENTRAL_HEAD.unpack_from(data, at)
    flags, method, packed = head[3], head[4], head[8]
    name_length, extra, comment, offset = head[10], head[11], head[12], head[16]
    name = data[at + CENTRAL_HEAD.size : at + CENTRAL_HEAD.size + name_length]
    start = content_at(data, offset + moved, name)
    entry = ZipEntry(
        name=_name(name, flags),
        method=method,
        flags=flags & ~SIZE_FOLLOWS,
        start=headers.content_of(name) if start is None else start,
        packed=len(data) if packed == UNKNOWN_SIZE else packed,
        check=head[7],
        head=offset + moved,
    )
    return entry, at + CENTRAL_HEAD.size + name_length + extra + comment


def content_at(data: bytes, at: int, name: bytes) -> int | None:
    """After the header at `at`, of which the mark, the name or its length may be damaged, but not all of
    them; None where there is none."""
    named = at + LOCAL_HEAD.size
    if at < 0 or named > len(data):
        return None
    head = LOCAL_HEAD.unpack_from(data, at)
    same = data[named : named + len(name)] == name
    if not same and (head[0] != LOCAL or head[9] != len(name)):
        return None
    return named + len(name) + int(head[10])


class Headers:
    """The headers before the entries, looked for when the directory points elsewhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts: dict[bytes, int] | None = None

    def content_of(self, name: bytes) -> int:
        """Where it begins; the end of the data where there is no such entry."""
        if self._starts is None:
            self._starts = {raw: entry.start for raw, entry in _headed(self._data, LISTED)}
        return self._starts.get(name, len(self._data))


# --- by the header before each entry


def by_headers(data: bytes, most: int) -> Iterator[ZipEntry]:
    """At most one more than `most`."""
    return (entry for _, entry in _headed(data, most))


def _headed(data: bytes, most: int) -> Iterator[tuple[bytes, ZipEntry]]:
    """Each with its name as it is written."""
    directory = data.rfind(CENTRAL)
    at = data.find(LOCAL)
    for _ in range(most + 1):
        if at < 0 or at + LOCAL_HEAD.size > len(data):
            return
        name, entry = _headed_at(data, at, directory)
        yield name, entry
        at = data.find(LOCAL, entry.start + entry.packed)


def _headed_at(data: bytes, at: int, directory: int) -> tuple[bytes, ZipEntry]:
    """By the header at `at`, with its name as it is written. `directory`: where the last mark of one is."""
    head = LOCAL_HEAD.unpack_from(data, at)
    flags, method, packed, name_length = head[2], head[3], head[7], head[9]
    named = at + LOCAL_HEAD.size
    start = named + name_length + head[10]
    end = start + packed
    follows = packed == UNKNOWN_SIZE or (flags & SIZE_FOLLOWS and not packed)
    # Of an archive that is cut, the last entry ends behind it; what it stores may be an archive too.
    last = end > len(data) and method == STORED and directory < at
    if follows or not (last or (end <= len(data) and data[end : end + 4] in BEHIND)):
        end = _next(data, named)
        start = min(start, end)
    name = data[named : min(named + name_length, end)]
    entry = ZipEntry(
        name=_name(name, flags),
        method=method,
        flags=flags,
        start=start,
        packed=end - start,
        check=None if flags & SIZE_FOLLOWS else head[6],
    )
    return name, entry


def unlisted_entries(data: bytes, listed: Collection[ZipEntry]) -> Iterator[ZipEntry | None]:
    """Entries that the directory leaves out; None for what begins like one and is none. `listed`: the others,
    as they are in the directory."""
    ends = {entry.start: entry.start + entry.packed for entry in listed}
    starts, heads = sorted(ends), {entry.head for entry in listed}
    directory, at = data.rfind(CENTRAL), data.find(LOCAL)
    while 0 <= at <= len(data) - LOCAL_HEAD.size:
        head = LOCAL_HEAD.unpack_from(data, at)
        start = at + LOCAL_HEAD.size + head[9] + head[10]
        before = starts[bisect_right(starts, at) - 1] if starts and starts[0] <= at else at
        if start in ends:
            # A length in the directory that is too large would hide what lies behind it.
            stated_size = head[7] if head[7] not in (0, UNKNOWN_SIZE) and not head[2] & SIZE_FOLLOWS else None
            ends[start] = end = (
                min(ends[start], start + stated_size) if stated_size is not None else ends[start]
            )
        elif before <= at < ends.get(before, at):
            end = ends[before]
        elif at in heads:
            # Of one that is damaged, and is counted as that.
            end = at
        elif head[1] & 0xFF > VERSIONS or head[3] > METHODS or start > len(data) or not head[9]:
            yield None
            end = at + len(LOCAL)
        else:
            _, entry = _headed_at(data, at, directory)
            yield replace(entry, name=HIDDEN + entry.name)
            end = entry.start + entry.packed
        at = data.find(LOCAL, max(end, at + len(LOCAL)))


def _next(data: bytes, start: int) -> int:
    """Where the next entry or the directory begins, if any."""
    local = data.find(LOCAL, start)
    end = local if local >= 0 else max(start, len(data))
    # No further than that: with many entries the directory is far from most of them.
    central = data.find(CENTRAL, start, end)
    return central if central >= 0 else end


def _name(raw: bytes, flags: int) -> str:
    return decode(raw[:NAME_LIMIT], "utf-8" if flags & NAME_IS_UTF8 or _is_utf8(raw) else "cp437")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
