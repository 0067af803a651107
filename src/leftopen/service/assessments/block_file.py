"""A file of many records in blocks, so that a page of them is read without the others.

    block 0, block 1, … , index, its length in eight bytes

Each block and the index are MessagePack, compressed with Zstandard.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import msgspec
import zstandard

from leftopen.errors import StoreFailed

T = TypeVar("T")
FOOT = struct.Struct("<Q")
LARGEST = 256 * 1024 * 1024
"""Bytes of one unpacked block."""


class BlockIndex(msgspec.Struct, frozen=True):
    """`of`: which results it was made of; `lengths` of the blocks in bytes; `head`: what is told of all."""

    of: str
    lengths: tuple[int, ...]
    head: bytes


def packed(of: str, blocks: Iterable[object], head: Callable[[], object]) -> Iterator[bytes]:
    """The bytes of such a file. `head` is asked for when the blocks are through."""
    lengths = []
    for block in blocks:
        made = zstandard.compress(msgspec.msgpack.encode(block), 1)
        lengths.append(len(made))
        yield made
    index = BlockIndex(of=of, lengths=tuple(lengths), head=msgspec.msgpack.encode(head()))
    last = zstandard.compress(msgspec.msgpack.encode(index), 1)
    yield last
    yield FOOT.pack(len(last))


@dataclass(frozen=True, slots=True)
class BlockFile:
    """As it was when it was opened: what replaces it later makes no difference."""

    file: Path
    _raw: mmap.mmap
    _index: BlockIndex
    _starts: tuple[int, ...]

    @classmethod
    def open(cls, file: Path) -> BlockFile | None:
        """None where there is none. Raises StoreFailed."""
        try:
            with file.open("rb") as opened:
                raw = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            end = len(raw) - FOOT.size
            [length] = FOOT.unpack(raw[max(end, 0) :])
            index = _unpacked(raw[max(end - length, 0) : end], BlockIndex)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, struct.error, zstandard.ZstdError) as error:
            raise StoreFailed(f"cannot read {file}: {error}") from None
        return cls(file, raw, index, (0, *accumulate(index.lengths)))

    @property
    def of(self) -> str:
        return self._index.of

    def head(self, kind: type[T]) -> T:
        """Raises StoreFailed."""
        return self._read(lambda: msgspec.msgpack.decode(self._index.head, type=kind))

    def block(self, number: int, kind: type[T]) -> T:
        """Raises StoreFailed."""
        raw = self._raw[self._starts[number] : self._starts[number + 1]]
        return self._read(lambda: _unpacked(raw, kind))

    def _read(self, reading: Callable[[], T]) -> T:
        try:
            return reading()
        except (ValueError, zstandard.ZstdError) as error:
            raise StoreFailed(f"cannot read {self.file}: {error}") from None


def _unpacked(raw: bytes, kind: type[T]) -> T:
    """Raises ValueError, ZstdError."""
    return msgspec.msgpack.decode(
        zstandard.ZstdDecompressor().decompress(raw, max_output_size=LARGEST), type=kind
    )
