"""A file of a bucket as if it were in memory: what is asked for is fetched in blocks, and a few are kept."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from leftopen.errors import LeftopenError
from leftopen.model.assessment import SourceFile
from leftopen.model.bucket import ObjectChanged

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import WriteableBuffer

BLOCK = 8 * 1024 * 1024
KEPT = 6
"""Blocks: a mail of 32 MiB, and where the next one begins."""

Ask = Callable[[bytes, int, int], bytes]
"""(path, first byte, number of bytes). Raises ObjectChanged, OSError."""


class SourceChanged(LeftopenError):
    """A source is no longer the file that the inventory saw."""


class BucketFile:
    """Bytes, of which slices are taken. Each raises OSError, SourceChanged."""

    def __init__(self, source: SourceFile, ask: Ask, block: int = BLOCK) -> None:
        self._source = source
        self._ask = ask
        self._block = block
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def __len__(self) -> int:
        return self._source.size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, step = part.indices(len(self))
        if step != 1:
            raise ValueError("only whole ranges")
        pieces: list[bytes] = []
        while start < stop:
            number, inside = divmod(start, self._block)
            piece = self._fetched(number)[inside : inside + stop - start]
            pieces.append(piece)
            start += len(piece)
        return b"".join(pieces)

    def find(self, mark: bytes, start: int, end: int) -> int:
        """As that of bytes; takes the whole range into memory."""
        at = self[start:end].find(mark)
        return at + start if at >= 0 else -1

    def rfind(self, mark: bytes, start: int, end: int) -> int:
        """As that of bytes; takes the whole range into memory."""
        start = max(start, 0)
        at = self[start:end].rfind(mark)
        return at + start if at >= 0 else -1

    def __enter__(self) -> BucketFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._kept.clear()

    def _fetched(self, number: int) -> bytes:
        if number not in self._kept:
            start = number * self._block
            try:
                data = self._ask(self._source.path, start, min(self._block, len(self) - start))
            except ObjectChanged:
                raise SourceChanged("the object was changed since the inventory") from None
            self._kept[number] = data
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return self._kept[number]


class BucketStream(io.RawIOBase):
    """The same for a library that reads and seeks."""

    def __init__(self, data: BucketFile) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._data)}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with memoryview(buffer).cast("B") as room:
            data = self._data[self._at : self._at + len(room)]
            room[: len(data)] = data
        self._at += len(data)
        return len(data)
