"""Files packed by bzip2: what is inside as one part, with its name where the packed file has one.

`failed` is 1 when the file is damaged or truncated, or becomes larger than a limit; what came before is kept.
"""

from __future__ import annotations

import bz2

from leftopen.formats.bounded_stream import inflate, limit_of, packed_file
from leftopen.model.reader import Document, Reader


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(b"BZh") and first[3:4].isdigit() and first[4:10] in (b"1AY&SY", b"\x17rE8P\x90")


def read(data: bytes) -> Document:
    """Never raises."""
    content, whole = inflate(data, bz2.BZ2Decompressor, (OSError, ValueError), limit_of(data))
    return packed_file(content, whole, limit_of(data))


reader = Reader(recognises=recognises, read=read)
