"""Files packed by xz, or by the older lzma: what is inside as one part.

`failed` is 1 when the file is damaged or truncated, becomes larger than a limit, or needs more memory than
`MEMORY`; what came before is kept.
"""

from __future__ import annotations

import lzma
from functools import partial

from leftopen.formats.bounded_stream import inflate, limit_of, packed_file
from leftopen.model.reader import Document, Reader

MEMORY = 128 * 1024 * 1024
XZ = b"\xfd7zXZ\0"
ALONE = b"\x5d\0\0"


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(XZ) or (first.startswith(ALONE) and name.lower().endswith((".lzma", ".tlz")))


def read(data: bytes) -> Document:
    """Never raises."""
    worker = partial(lzma.LZMADecompressor, memlimit=MEMORY)
    content, whole = inflate(
        data, worker, (lzma.LZMAError, EOFError, ValueError, MemoryError), limit_of(data)
    )
    return packed_file(content, whole, limit_of(data))


reader = Reader(recognises=recognises, read=read)
