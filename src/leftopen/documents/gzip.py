"""Files packed by gzip: what is inside as one part, with the name that the file gives.

`failed` is 1 when the file is damaged or truncated, or becomes larger than a limit; what came before is kept.
Source: RFC 1952.
"""

from __future__ import annotations

import zlib

from leftopen.formats.bounded_stream import inflate, limit_of, packed_file
from leftopen.formats.charset import decode
from leftopen.model.reader import Document, Reader

MARK = b"\x1f\x8b\x08"
NAMED, EXTRA = 8, 4
NAME = 255


class GzipDecompressor:
    """One stream, with what `zlib` leaves for the next call kept here."""

    def __init__(self, bits: int = 31) -> None:
        """`bits` as of `zlib.decompressobj`: -15 for a stream without a head."""
        self._worker = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        return self._worker.eof

    @property
    def needs_input(self) -> bool:
        return not self._worker.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._worker.unused_data

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        return self._worker.decompress(self._worker.unconsumed_tail + data, max_length)


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    content, whole = inflate(data, GzipDecompressor, (zlib.error, ValueError), limit_of(data))
    return packed_file(content, whole, limit_of(data), _name(data))


def _name(data: bytes) -> str:
    if len(data) < 12 or not data[3] & NAMED:
        return ""
    start = 12 + int.from_bytes(data[10:12], "little") if data[3] & EXTRA else 10
    end = data.find(b"\0", start, start + NAME)
    return decode(data[start:end], "latin-1") if end > 0 else ""


reader = Reader(recognises=recognises, read=read)
