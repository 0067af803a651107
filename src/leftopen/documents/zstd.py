"""Files packed by Zstandard: what is inside as one part.

`failed` is 1 when the file is damaged or truncated, becomes larger than a limit, or needs a larger window
than `WINDOW`; what came before is kept. Source: RFC 8878.
"""

from __future__ import annotations

import io

import zstandard

from leftopen.formats.bounded_stream import PIECE, limit_of, packed_file
from leftopen.model.reader import Document, Reader

MARK = b"\x28\xb5\x2f\xfd"
WINDOW = 128 * 1024 * 1024
ENDS = b"\0leftopen: the end of the last frame\0" * 4
LAST = zstandard.ZstdCompressor().compress(ENDS)
"""A frame of our own behind the others. It comes out as it is only if the others are whole, which the library
does not say by itself. Packed it must look otherwise: in a frame that is cut, it may be taken for content."""
BROKEN = (zstandard.ZstdError, ValueError, MemoryError, OSError)


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    found, room, whole = bytearray(), limit_of(data) + len(ENDS), False
    try:
        worker = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        with worker.stream_reader(io.BytesIO(data + LAST), read_across_frames=True) as stream:
            while room > 0 and (piece := stream.read(min(PIECE, room))):
                found += piece
                room -= len(piece)
        whole = bool(data) and found.endswith(ENDS)
    except BROKEN:
        whole = False
    content = bytes(found.removesuffix(ENDS))[: limit_of(data)]
    return packed_file(content, whole, limit_of(data))


reader = Reader(recognises=recognises, read=read)
