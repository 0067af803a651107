"""Reads compound files (OLE2, CFB) in memory: storages and the streams in them, bounded, also of a damaged or
cut file. Names are never used as paths. Source: MS-CFB.

No stream is larger than the file, no chain of sectors longer than the file has sectors, each entry of the
directory is listed once, and all streams together give at most `ROOM` bytes: any number of them may mean the
same sectors.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leftopen.formats.charset import scrub

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = struct.Struct("<8s16s5H6x9I")
PLACES = 109
"""Sectors of the table that the head lists itself."""
ENTRY = struct.Struct("<64sHBBIII36sIQ")
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
LAST = 0xFFFFFFFA
"""The largest number that a sector may have."""
STORAGE, STREAM, ROOT = 1, 2, 5
SMALL = 64
ENTRIES = 50_000
DEPTH = 150
ROOM = 128 * 1024 * 1024

Path = tuple[str, ...]


class NotCompound(ValueError):
    """No compound file, or not even its directory can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`left`, `right` and `child` are numbers of other entries. A stream's `start` is its first sector."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """`lost` counts entries that lie in no storage or beyond a limit, and 1 where the table of sectors or the
    directory is not whole. Not a record: it counts what was read."""

    def __init__(self, data: bytes, room: int = ROOM) -> None:
        """Raises NotCompound."""
        if not data.startswith(MARK) or len(data) < 512:
            raise NotCompound("no compound file")
        self._data = data
        self._room = room
        self.lost = 0
        head = HEAD.unpack_from(data)
        self._shift = 12 if head[5] == 12 else 9
        self._cutoff, self._small_start = head[11], head[12]
        self._fat = self._table(head[8], head[14])
        entries = self._directory(head[9])
        self._root = entries[0]
        self._streams: dict[Path, Entry] = {}
        self._below: dict[Path, list[str]] = {(): []}
        self._list(entries)
        self._small: tuple[array[int], bytes] | None = None

    def __contains__(self, path: Path) -> bool:
        return path in self._streams or path in self._below

    @property
    def streams(self) -> Sequence[Path]:
        return list(self._streams)

    @property
    def storages(self) -> Sequence[Path]:
        """The root is `()`."""
        return list(self._below)

    def below(self, storage: Path) -> Sequence[str]:
        """The names right in that storage."""
        return self._below.get(storage, ())

    def read(self, path: Path) -> tuple[bytes, bool]:
        """What can be read of a stream, and whether that is all of it. Counts against the room."""
        entry = self._streams.get(path)
        if entry is None:
            return b"", False
        size = min(entry.size, len(self._data))
        if size > self._room:
            return b"", False
        self._room -= size
        if entry.size >= self._cutoff:
            content, whole = self._chained(entry.start, size)
        else:
            content, whole = self._from_small(entry.start, size)
        return content, whole and size == entry.size

    # --- sectors

    def _table(self, count: int, start: int) -> array[int]:
        """Which sector follows which. What is missing of it leads nowhere."""
        per = 1 << self._shift - 2
        sectors = (len(self._data) >> self._shift) + 1
        most = min(count, sectors // per + 1)
        places = [at for at in struct.unpack_from(f"<{PLACES}I", self._data, HEAD.size) if at <= LAST]
        met = set[int]()
        while start <= LAST and start not in met and len(places) < most:
            met.add(start)
            listed = _numbers(self._sector(start).ljust(per * 4, b"\xff"))
            places += [at for at in listed[:-1] if at <= LAST]
            start = listed[-1]
        table = array("I")
        for place in places[:most]:
            sector = self._sector(place)
            self.lost |= len(sector) < per * 4
            table.extend(_numbers(sector.ljust(per * 4, b"\xff")))
        self.lost |= len(places) < count
        return table

    def _sector(self, at: int) -> bytes:
        start = at + 1 << self._shift
        return self._data[start : start + (1 << self._shift)]

    def _chained(self, start: int, size: int) -> tuple[bytes, bool]:
        """`size` bytes of a chain."""
        found, whole = _runs(start, self._fat, -(-size >> self._shift))
        pieces = (self._data[one + 1 << self._shift : end + 1 << self._shift] for one, end in found)
        content = b"".join(pieces)[:size]
        return content, whole and len(content) == size

    def _from_small(self, start: int, size: int) -> tuple[bytes, bool]:
        """Streams below the cutoff lie in small sectors, and these in a stream of their own."""
        if size == 0:
            return b"", True
        if self._small is None:
            listed, _ = self._unsized(self._small_start)
            held, _ = self._chained(self._root.start, min(self._root.size, len(self._data)))
            self._small = _numbers(listed), held
        table, held = self._small
        found, whole = _runs(start, table, -(-size // SMALL))
        content = b"".join(held[one * SMALL : end * SMALL] for one, end in found)[:size]
        return content, whole and len(content) == size

    def _unsized(self, start: int) -> tuple[bytes, bool]:
        """A chain to its end."""
        found, _ = _runs(start, self._fat, len(self._fat))
        whole = start > LAST or (bool(found) and self._fat[found[-1][1] - 1] == END)
        pieces = (self._data[one + 1 << self._shift : end + 1 << self._shift] for one, end in found)
        content = b"".join(pieces)
        expected = sum(end - one for one, end in found) << self._shift
        return content, whole and len(content) == expected

    # --- the directory

    def _directory(self, start: int) -> list[Entry]:
        content, whole = self._unsized(start)
        self.lost |= not whole
        entries = [_entry(content, at, self._shift) for at in range(0, len(content) - 127, 128)][:ENTRIES]
        if not entries or entries[0].kind != ROOT:
            raise NotCompound("a compound file without a directory")
        return entries

    def _list(self, entries: Sequence[Entry]) -> None:
        """The entries of a storage are a tree of their own, in whatever order: hostile ones are deep."""
        waiting: list[tuple[Path, int]] = [((), entries[0].child)]
        met = {0}
        while waiting:
            storage, at = waiting.pop()
            if at >= len(entries) or at in met:
                self.lost += at in met or at < FREE
                continue
            met.add(at)
            entry = entries[at]
            waiting += [(storage, entry.right), (storage, entry.left)]
            path = (*storage, entry.name)
            if path in self or entry.kind not in (STORAGE, STREAM) or len(path) > DEPTH:
                self.lost += 1
            elif entry.kind == STREAM:
                self._streams[path] = entry
                self._below[storage].append(entry.name)
            else:
                self._below[storage].append(entry.name)
                self._below[path] = []
                waiting.append((path, entry.child))
        kinds = (entry.kind for at, entry in enumerate(entries) if at not in met)
        self.lost += sum(kind in (STORAGE, STREAM) for kind in kinds)


def _entry(content: bytes, at: int, shift: int) -> Entry:
    name, length, kind, _, left, right, child, _, start, size = ENTRY.unpack_from(content, at)
    return Entry(
        name=scrub(name[: max(0, min(length, 64) - 2) & ~1].decode("utf-16-le", "replace")),
        kind=kind,
        left=left,
        right=right,
        child=child,
        start=start,
        # The upper half is not used, nor always zero, in files of small sectors.
        size=size & 0xFFFFFFFF if shift == 9 else size,
    )


def _numbers(data: bytes) -> array[int]:
    found = array("I", data[: len(data) & ~3])
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _runs(start: int, table: Sequence[int], most: int) -> tuple[list[tuple[int, int]], bool]:
    """A chain as ranges of neighbouring sectors, and whether it has `most` of them."""
    found: list[tuple[int, int]] = []
    for at in _chain(start, table, most):
        if found and found[-1][1] == at:
            found[-1] = found[-1][0], at + 1
        else:
            found.append((at, at + 1))
    return found, sum(end - one for one, end in found) == most


def _chain(start: int, table: Sequence[int], most: int) -> Iterator[int]:
    for _ in range(most):
        if start >= len(table):
            return
        yield start
        start = table[start]
