"""The pictures in drawings of Word, Excel and PowerPoint files of 1997 to 2007, wherever they stand.

Of metafiles, which draw with commands, the commands. Source: MS-ODRAW 2.2.23 to 2.2.32.
"""

from __future__ import annotations

import struct
import zlib

from leftopen.formats.media_files import media_kind
from leftopen.model.reader import Part

HEAD = struct.Struct("<HHI")
METAFILE = struct.Struct("<I16x8xIB1x")
EMF, WMF, PICT, JPEG, PNG, DIB, TIFF, CMYK = 0xF01A, 0xF01B, 0xF01C, 0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A
INSTANCES = {
    (EMF, 0x3D4), (WMF, 0x216), (PICT, 0x542), (JPEG, 0x46A), (JPEG, 0x6E2), (PNG, 0x6E0), (DIB, 0x7A8),
    (TIFF, 0x6E4), (CMYK, 0x46A), (CMYK, 0x6E2),
}  # fmt: skip
METAFILES = (EMF, WMF, PICT)
DIGEST = 16
DEFLATED = 0
MOST = 1_000
INFLATED = 32 * 1024 * 1024
ROOM = 128 * 1024 * 1024


def drawing_pictures(stream: bytes) -> tuple[tuple[Part, ...], int]:
    """The pictures in their order, and how many more there are that could not be read whole: those that are
    `damaged` among them, and those beyond a limit. Never raises."""
    places = sorted(
        {at for kind, instance in INSTANCES for at in _places(stream, kind, instance)}
        | {at for kind, instance in INSTANCES for at in _places(stream, kind, instance + 1)}
    )
    parts: list[Part] = []
    failed, end, room = 0, 0, ROOM
    for at in places:
        # One in another is what chance makes of its bytes.
        if at < end:
            continue
        version, kind, size = HEAD.unpack_from(stream, at)
        body = stream[at + HEAD.size : at + HEAD.size + size]
        if len(parts) >= MOST or room <= 0:
            failed, end = failed + 1, at + HEAD.size + len(body)
            continue
        found, whole = _content(kind, body[DIGEST * (1 + (version >> 4) % 2) :])
        if found:
            whole = whole and len(body) == size
            failed += not whole
            end, room = at + HEAD.size + len(body), room - len(found)
            parts.append(Part(name="", media="", data=found, damaged=not whole))
        elif len(body) == size:
            # Chance makes such a mark too, but hardly with a size that fits.
            failed += 1
    return tuple(parts), failed


def _places(stream: bytes, kind: int, instance: int) -> list[int]:
    mark, found = struct.pack("<HH", instance << 4, kind), list[int]()
    at = stream.find(mark)
    while at >= 0 and len(found) < 2 * MOST:
        if at + HEAD.size <= len(stream):
            found.append(at)
        at = stream.find(mark, at + len(mark))
    return found


def _content(kind: int, body: bytes) -> tuple[bytes, bool]:
    """The file of the picture, and whether it is whole; b'' where there is none."""
    if kind == DIB:
        return _bitmap(body[1:])
    if kind not in METAFILES:
        return (body[1:] if media_kind(body[1:]) else b""), True
    if len(body) < METAFILE.size:
        return b"", False
    size, _, packed = METAFILE.unpack_from(body)
    content = body[METAFILE.size :]
    if packed != DEFLATED:
        return content, len(content) >= size
    try:
        content = zlib.decompressobj().decompress(content, INFLATED)
    except zlib.error:
        return b"", False
    return content, len(content) >= size


def _bitmap(body: bytes) -> tuple[bytes, bool]:
    """With the header that a file has in front of it."""
    if len(body) < 40:
        return b"", False
    head, bits, colours = *struct.unpack_from("<I10xH", body), struct.unpack_from("<I", body, 32)[0]
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    return struct.pack("<2sIHHI", b"BM", 14 + len(body), 0, 0, 14 + head + palette) + body, True
