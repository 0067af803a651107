"""A file of a bucket as if it were in memory: what is asked for is fetched in blocks, and a few are kept."""

from __future__ import annotations

import hashlib
import io
import mmap
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
NEAR = 64 * 1024
"""Bytes of the first block outside of the range that is read: mostly it is a few lines of a neighbour."""
KEPT = 6 * BLOCK
"""Bytes: a mail of 32 MiB, and where the next one begins."""

Ask = Callable[[bytes, int, int], bytes]
"""(path, first byte, number of bytes). Raises ObjectChanged, OSError."""


class SourceChanged(LeftopenError):
    """A source is no longer the file that the inventory saw."""


class BucketFile:
    """Bytes, of which slices are taken. Each raises OSError, SourceChanged. `first` and `last`: the range
    that is wanted, which is fetched in blocks of `block`; of what lies around it little is fetched. `kept`:
    bytes that are not fetched again, a block at least."""

    def __init__(
        self,
        source: SourceFile,
        ask: Ask,
        block: int = BLOCK,
        *,
        first: int = 0,
        last: int = -1,
        near: int = NEAR,
        kept: int = KEPT,
    ) -> None:
        self._source = source
        self._ask = ask
        self._block = block
        self._first = min(first, source.size)
        self._last = source.size if last < 0 else min(last, source.size)
        self._near = near
        self._room = kept
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._digest = hashlib.sha256()
        self._digested = 0

    def __len__(self) -> int:
        return self._source.size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, step = part.indices(len(self))
        if step != 1:
            raise ValueError("only whole ranges")
        pieces: list[bytes] = []
        while start < stop:
            first, last = self._span(start)
            piece = self._fetched(first, last)[start - first : stop - first]
            pieces.append(piece)
            start += len(piece)
        return b"".join(pieces)

    def sha256(self) -> str:
        """Of the whole file. What was fetched in its order is digested by then, and fetched no more."""
        while self._digested < len(self):
            first, last = self._span(self._digested)
            self._take(first, self._fetched(first, last))
        return self._digest.hexdigest()

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

    def _span(self, at: int) -> tuple[int, int]:
        """The block with that byte. Behind the range they grow, until they are as large as those inside."""
        if at < self._first:
            first = at - at % self._near
            return first, min(first + self._near, self._first)
        if at < self._last:
            first = at - (at - self._first) % self._block
            return first, min(first + self._block, self._last)
        first, step = self._last, self._near
        while at >= first + step:
            first, step = first + step, min(2 * step, self._block)
        return first, min(first + step, len(self))

    def _fetched(self, first: int, last: int) -> bytes:
        if first not in self._kept:
            try:
                data = self._ask(self._source.path, first, last - first)
            except ObjectChanged:
                raise SourceChanged("the object was changed since the inventory") from None
            self._take(first, data)
            self._kept[first] = data
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self._room:
                self._kept.popitem(last=False)
        self._kept.move_to_end(first)
        return self._kept[first]

    def _take(self, first: int, data: bytes) -> None:
        """Into the digest of the whole, if it is what comes next."""
        if first == self._digested and self._first == 0:
            self._digest.update(data)
            self._digested += len(data)


class BucketStream(io.RawIOBase):
    """The same, or a file in memory, for a library that reads and seeks."""

    def __init__(self, data: BucketFile | mmap.mmap) -> None:
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
