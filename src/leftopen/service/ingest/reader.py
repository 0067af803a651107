"""Reads a file, compressed or not, as chunks of whole lines, in bounded memory.

Reading ends at damaged data. What came before is kept, and `ChunkReader.broken` holds the reason.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from leftopen.errors import BadImport
from leftopen.formats.json_values import one_a_line
from leftopen.formats.numbered_lines import GONE, LONGEST
from leftopen.formats.utf8_blocks import as_utf8
from leftopen.model.import_reader import Lines

BLOCK = 256 * 1024
UNIT = 2 * 1024 * 1024
UNIT_LINES = 20_000
HEAD = 64 * 1024
BLANK = b" \t\r\n"
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# The most memory that a frame may require; by default zstd writes frames that need 8 MiB at most.
LARGEST_WINDOW = 32 * 1024 * 1024
# The bytes decompressed at a time. It bounds the output even of a decompression bomb: a block of three bytes
# may give 128 KiB.
SIP = 512
# What a compressed file may become. Scan results shrink to a fiftieth at most, a bomb to a thousandth.
FREE, RATIO = 1024 * 1024 * 1024, 200
SWOLLEN = "the compressed data is more than 200 times as large as the file; the rest is not read"
DAMAGED, CUT = "compressed data is damaged", "compressed data is truncated"
CUT_LINE = "the last line is truncated"
GREW = "the file grew during the import; import it again when it is complete"
CHANGED = "the file changed during the import; import it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """`count` whole lines; the first is record `first` (from 1). `read` bytes of the file were used up to
    here. A line that was too long is replaced by `GONE`."""

    first: int
    count: int
    data: bytes
    read: int


def regular(file: Path) -> None:
    """Raises BadImport for all but a regular file: a pipe would block, and a device may have no end."""
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise BadImport(f"cannot read {file}: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        raise BadImport(f"{file} is a folder; name the files to import")
    if not stat.S_ISREG(mode):
        raise BadImport(f"{file} is not a regular file; save its output to a file first")


class ChunkReader:
    """Reads a file at the size that it had when this was created; later appends are not read. Raises
    BadImport when it can't be opened or read, or is no regular file."""

    def __init__(self, file: Path, *, free: int = FREE) -> None:
        """`free`: bytes that a compressed file may become whatever its size. Where `spread` is set, the file
        is JSON with several lines for a value, or one list, and is read as one value a line."""
        regular(file)
        self.file = file
        self.free = free
        self.read = 0
        self.broken = ""
        self.open_end = False
        self.spread = False
        self._began = file.stat()

    def head(self) -> bytes:
        """The first 64 KiB, decompressed; more where the first line is longer, up to the longest line."""
        found, end, blank = bytearray(), -1, True
        for block in self.blocks():
            if end < 0:
                stripped = block.lstrip(BLANK) if blank else block
                at = stripped.find(b"\n")
                end = len(found) + len(block) - len(stripped) + at if at >= 0 else -1
                blank = blank and not stripped
            found += block
            if len(found) >= HEAD and (end >= 0 or blank or len(found) >= LONGEST):
                break
        line = end if end >= 0 or blank else LONGEST
        return bytes(found[: max(HEAD, line)])

    def blocks(self) -> Iterator[bytes]:
        """The whole file, decompressed, in UTF-8 without the byte order mark, in blocks of at most a few MiB.
        Afterwards `open_end` says whether the last line lacks its newline."""
        self.read, self.broken, self.open_end = 0, "", False
        try:
            with self.file.open("rb") as handle:
                magic = handle.read(4)
                handle.seek(0)
                raw = self._raw(handle, SIP if magic == ZSTD else BLOCK)
                text = as_utf8(self._unpacked(raw, magic))
                for block in one_a_line(text) if self.spread else text:
                    if block:
                        self.open_end = block[-1:] != b"\n"
                        yield block
                self.broken = self._changed(handle) or self.broken
        except OSError as error:
            raise BadImport(f"cannot read {self.file}: {error.strerror}") from None

    def units(self, lines: Lines | None, skip: int = 0) -> Iterator[Chunk]:
        """The chunks from record `skip` + 1 on."""
        if lines is None:
            yield from self._plain(skip)
        else:
            yield from self._numbered(lines(self.blocks()), skip)

    def digest(self) -> str:
        """blake2b-256 of the file as stored, in hex."""
        found = hashlib.blake2b(digest_size=32)
        try:
            with self.file.open("rb") as handle:
                self.read = 0
                for block in self._raw(handle, 4 * BLOCK):
                    found.update(block)
        except OSError as error:
            raise BadImport(f"cannot read {self.file}: {error.strerror}") from None
        return found.hexdigest()

    @property
    def size(self) -> int:
        """The size of the file as stored, in bytes."""
        return self._began.st_size

    @property
    def modified(self) -> float:
        """When the file was last changed, in seconds since 1970."""
        return self._began.st_mtime

    def _raw(self, handle: BinaryIO, size: int) -> Iterator[bytes]:
        while block := handle.read(min(size, self.size - self.read)):
            self.read += len(block)
            yield block

    def _changed(self, handle: BinaryIO) -> str:
        now = os.fstat(handle.fileno())
        if (now.st_ino, now.st_size, now.st_mtime_ns) == (
            self._began.st_ino,
            self._began.st_size,
            self._began.st_mtime_ns,
        ):
            return ""
        return GREW if now.st_ino == self._began.st_ino and now.st_size > self.size else CHANGED

    def _unpacked(self, raw: Iterator[bytes], magic: bytes) -> Iterator[bytes]:
        if magic[:2] == GZIP:
            return self._bounded(self._gunzip(raw))
        return self._bounded(self._unzstd(raw)) if magic == ZSTD else raw

    def _bounded(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        room = max(self.free, RATIO * self.size)
        for block in blocks:
            room -= len(block)
            if room < 0:
                self.broken = SWOLLEN
                return
            yield block

    def _gunzip(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        stream = zlib.decompressobj(31)
        for block in raw:
            rest = block
            while rest:
                if stream.eof:
                    rest = rest.lstrip(b"\0")
                    stream = zlib.decompressobj(31) if rest else stream
                    if not rest:
                        break
                before = stream.copy()
                try:
                    yield stream.decompress(rest, 4 * BLOCK)
                except zlib.error:
                    self.broken = DAMAGED
                    yield from _until_damaged(before, rest)
                    return
                rest = stream.unused_data if stream.eof else stream.unconsumed_tail
        self.broken = "" if stream.eof else CUT

    def _unzstd(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        made = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        stream = made.decompressobj()
        for block in raw:
            rest = block
            while rest:
                if stream.eof:
                    stream = made.decompressobj()
                try:
                    found = stream.decompress(rest)
                except zstandard.ZstdError:
                    self.broken = DAMAGED
                    return
                for at in range(0, len(found), 4 * BLOCK):
                    yield found[at : at + 4 * BLOCK]
                rest = stream.unused_data if stream.eof else b""
        self.broken = "" if stream.eof else CUT

    def _plain(self, skip: int) -> Iterator[Chunk]:
        """Lines unchanged; line ends are counted in bulk."""
        number, held, size, over = 1, [b""], 0, False
        for block in self.blocks():
            end = 0
            if over:
                end = block.find(b"\n")
                if end < 0:
                    continue
                held, over = [GONE], False
            held.append(block[end:])
            size += len(block) - end
            if size < UNIT:
                continue
            data = b"".join(held)
            whole = data.rfind(b"\n") + 1
            if whole:
                count = data.count(b"\n", 0, whole)
                yield from self._from(number, count, data[:whole], skip)
                number += count
            over = len(data) - whole > LONGEST
            held = [b"" if over else data[whole:]]
            size = len(held[0])
        data = GONE if over else b"".join(held)
        if data:
            yield from self._from(number, data.count(b"\n") + (not data.endswith(b"\n")), data, skip)

    def _from(self, number: int, count: int, data: bytes, skip: int) -> Iterator[Chunk]:
        """Skips the records that are already imported."""
        done = min(max(skip - number + 1, 0), count)
        if done < count:
            yield Chunk(first=number + done, count=count - done, data=_after(data, done), read=self.read)

    def _numbered(self, lines: Iterator[bytes], skip: int) -> Iterator[Chunk]:
        """The lines of a document carry their own numbers."""
        some: list[bytes] = []
        size = number = 0
        for number, line in enumerate(lines, 1):
            if number <= skip:
                continue
            some.append(line)
            size += len(line)
            if size >= UNIT or len(some) >= UNIT_LINES:
                yield Chunk(
                    first=number - len(some) + 1, count=len(some), data=b"\n".join(some), read=self.read
                )
                some, size = [], 0
        if some:
            yield Chunk(first=number - len(some) + 1, count=len(some), data=b"\n".join(some), read=self.read)


def _until_damaged(stream: zlib._Decompress, rest: bytes) -> Iterator[bytes]:
    """Recovers what it can of `rest`, byte by byte, because an error discards the whole output of a call."""
    found = bytearray()
    with contextlib.suppress(zlib.error):
        for at in range(len(rest)):
            found += stream.decompress(rest[at : at + 1])
            if len(found) >= 4 * BLOCK:
                yield bytes(found)
                found.clear()
    yield bytes(found)


def _after(data: bytes, count: int) -> bytes:
    at = 0
    for _ in range(count):
        at = data.find(b"\n", at) + 1
    return data[at:]
