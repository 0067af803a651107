"""The directory of a 7z archive: its files, and how the streams that hold them are packed. Source:
7zFormat.txt of the LZMA SDK.

Every number is checked against the bytes that are there before anything is made of it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from leftopen.formats.charset import scrub

MARK = b"7z\xbc\xaf\x27\x1c"
HEAD = struct.Struct("<6sBBIQQI")
END, DIRECTORY, ARCHIVE_PROPERTIES, MORE_STREAMS, STREAMS, FILES = range(6)
PACKED, FOLDERS, SUBSTREAMS, SIZE, DIGEST, FOLDER, UNPACKED, COUNTS = range(6, 14)
EMPTY_STREAM, EMPTY_FILE, NAMES, ENCODED = 0x0E, 0x0F, 0x11, 0x17
CODERS = 8
COUNT = 500_000
NAME = 255


class DamagedSevenZip(ValueError):
    """The directory is not there, or says what can't be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    method: bytes
    properties: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Several files behind each other, packed as one. `coders` in the order in which they unpack; empty for
    one with more than one way in. `sizes` and `checks` are those of the files."""

    start: int
    packed: int
    coders: tuple[Coder, ...]
    size: int
    methods: frozenset[bytes]
    sizes: Sequence[int] = ()
    checks: Sequence[int | None] = ()


@dataclass(slots=True, kw_only=True)
class Streams:
    """While a list of streams is read."""

    start: int = 0
    packed: list[int] = field(default_factory=list)
    folders: list[tuple[tuple[Coder, ...], frozenset[bytes], int, int]] = field(default_factory=list)
    """The coders in order, all methods, streams that come in, streams inside."""
    sizes: list[int] = field(default_factory=list)
    checks: list[int | None] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    files: list[list[int]] = field(default_factory=list)
    file_checks: list[list[int | None]] = field(default_factory=list)


def directory_at(data: bytes) -> tuple[int, int]:
    """Where the directory is, and its length. Raises DamagedSevenZip."""
    if len(data) < HEAD.size:
        raise DamagedSevenZip("cut in its head")
    _, _, _, _, offset, size, check = HEAD.unpack_from(data)
    start = HEAD.size + offset
    if start + size > len(data) or zlib.crc32(data[start : start + size]) != check:
        raise DamagedSevenZip("its directory is cut or damaged")
    return start, size


class DirectoryReader:
    """Reads one directory from its first byte on. Not a record."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) < size:
            raise DamagedSevenZip("its directory ends too early")
        self._at += size
        return found

    def number(self) -> int:
        """The ones at the top of the first byte say how many bytes follow."""
        first, mask, value = self.byte(), 0x80, 0
        for at in range(8):
            if not first & mask:
                return value | (first & mask - 1) << 8 * at
            value |= self.byte() << 8 * at
            mask >>= 1
        return value

    def count(self) -> int:
        """Of things that need at least a bit each."""
        value = self.number()
        if value > min(COUNT, 8 * len(self._data)):
            raise DamagedSevenZip("more things than its directory has room for")
        return value

    def streams(self) -> list[Stream]:
        """Raises DamagedSevenZip."""
        found = Streams()
        while (kind := self.number()) != END:
            if kind == PACKED:
                self._packed(found)
            elif kind == FOLDERS:
                self._folders(found)
            elif kind == SUBSTREAMS:
                self._substreams(found)
            else:
                raise DamagedSevenZip("something of no kind known")
        return list(_streams(found))

    def _packed(self, found: Streams) -> None:
        found.start, count = self.number(), self.count()
        while (kind := self.number()) != END:
            if kind == SIZE:
                found.packed = [self.number() for _ in range(count)]
            elif kind == DIGEST:
                self._digests(count)
            else:
                raise DamagedSevenZip("something of no kind known")

    def _folders(self, found: Streams) -> None:
        if self.number() != FOLDER:
            raise DamagedSevenZip("no list of folders")
        count = self.count()
        if self.byte():
            raise DamagedSevenZip("its folders are elsewhere")
        outs = []
        for _ in range(count):
            coders, methods, ways_in, out, main = self._folder()
            found.folders.append((coders, methods, ways_in, out))
            outs.append(main)
        if self.number() != UNPACKED:
            raise DamagedSevenZip("no list of sizes")
        for (_, _, _, out), main in zip(found.folders, outs, strict=True):
            sizes = [self.number() for _ in range(out)]
            found.sizes.append(sizes[main])
        found.checks = [None] * count
        while (kind := self.number()) != END:
            if kind != DIGEST:
                raise DamagedSevenZip("something of no kind known")
            found.checks = self._digests(count)

    def _folder(self) -> tuple[tuple[Coder, ...], frozenset[bytes], int, int, int]:
        """Coders in order, methods, streams that come in, streams inside, and which of them is the result."""
        coders, ways_in, ways_out = [], 0, 0
        for _ in range(self._few()):
            flags = self.byte()
            method = self.take(flags & 15)
            more = (self._few(), self._few()) if flags & 0x10 else (1, 1)
            coders.append(Coder(method=method, properties=self.take(self.number()) if flags & 0x20 else b""))
            ways_in, ways_out = ways_in + more[0], ways_out + more[1]
        if not coders or not 0 < ways_out <= 2 * CODERS:
            raise DamagedSevenZip("a folder without a coder")
        pairs = {self.number(): self.number() for _ in range(ways_out - 1)}
        packed = ways_in - len(pairs)
        first = [self.number() for _ in range(packed)] if packed > 1 else []
        if not first:
            first = [at for at in range(ways_in) if at not in pairs][:1]
        main = next((at for at in range(ways_out) if at not in pairs.values()), 0)
        methods = frozenset(coder.method for coder in coders)
        return _in_order(coders, pairs, first), methods, packed, ways_out, main

    def _few(self) -> int:
        value = self.number()
        if value > CODERS:
            raise DamagedSevenZip("a folder with too many coders")
        return value

    def _substreams(self, found: Streams) -> None:
        found.counts = [1] * len(found.folders)
        kind = self.number()
        if kind == COUNTS:
            found.counts = [self.count() for _ in found.folders]
            kind = self.number()
        if sum(found.counts) > COUNT or (kind != SIZE and max(found.counts, default=0) > 1):
            raise DamagedSevenZip("more files than it has sizes for")
        for count, size in zip(found.counts, found.sizes, strict=True):
            known = [self.number() for _ in range(count - 1)] if kind == SIZE else []
            last = [size - sum(known)] if count else []
            found.files.append([*known, *last])
        if kind == SIZE:
            kind = self.number()
        # What is alone in its folder has the check of the folder.
        own = [count == 1 and found.checks[at] is not None for at, count in enumerate(found.counts)]
        wanted = sum(count for at, count in enumerate(found.counts) if not own[at])
        checks: list[int | None] = [None] * wanted
        if kind == DIGEST:
            checks = self._digests(wanted)
            kind = self.number()
        if kind != END:
            raise DamagedSevenZip("something of no kind known")
        rest = iter(checks)
        for at, count in enumerate(found.counts):
            found.file_checks.append([found.checks[at]] if own[at] else [next(rest) for _ in range(count)])

    def _digests(self, count: int) -> list[int | None]:
        there = [True] * count if self.byte() else self.bits(count)
        return [int.from_bytes(self.take(4), "little") if one else None for one in there]

    def bits(self, count: int) -> list[bool]:
        raw = self.take(-(-count // 8))
        return [bool(raw[at >> 3] & 0x80 >> (at & 7)) for at in range(count)]

    def names(self) -> list[tuple[str, bool]]:
        """Of each file, and whether it has a stream. Raises DamagedSevenZip."""
        count = self.count()
        names, empty = [""] * count, [False] * count
        while (kind := self.number()) != END:
            inner = DirectoryReader(self.take(self.number()))
            if kind == EMPTY_STREAM:
                empty = inner.bits(count)
            elif kind == NAMES and not inner.byte():
                found = _names(inner.take(len(inner._data) - 1))
                names = [*found[:count], *names[len(found) :]]
        return [(name, not none) for name, none in zip(names, empty, strict=True)]


def _names(raw: bytes) -> list[str]:
    text = scrub(raw[: len(raw) & ~1].decode("utf-16-le", "replace"))
    return [name[:NAME] for name in text.split("\0")[:-1]]


def _in_order(coders: Sequence[Coder], pairs: dict[int, int], first: Sequence[int]) -> tuple[Coder, ...]:
    """From the packed bytes to the files; none where a coder has more than one way in."""
    if len(first) != 1:
        return ()
    after = {out: way_in for way_in, out in pairs.items()}
    found: list[Coder] = []
    at: int | None = first[0]
    while at is not None and at < len(coders) and len(found) < len(coders):
        found.append(coders[at])
        at = after.get(at)
    return tuple(found) if len(found) == len(coders) else ()


def _streams(found: Streams) -> list[Stream]:
    made: list[Stream] = []
    start, number = HEAD.size + found.start, 0
    for at, (coders, methods, ways_in, _) in enumerate(found.folders):
        packed = found.packed[number : number + ways_in]
        if len(packed) < ways_in:
            raise DamagedSevenZip("a folder without its packed bytes")
        number += ways_in
        made.append(
            Stream(
                start=start,
                packed=sum(packed),
                coders=coders,
                size=found.sizes[at],
                methods=methods,
                sizes=found.files[at] if found.files else [found.sizes[at]],
                checks=found.file_checks[at] if found.file_checks else [found.checks[at]],
            )
        )
        start += sum(packed)
    return made
