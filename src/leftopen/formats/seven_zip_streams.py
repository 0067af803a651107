"""Unpacks the streams of a 7z archive, as far as the standard library and Zstandard can: LZMA, LZMA2, with
the filters for programs, BZip2, Deflate, Zstandard, and what is only stored. Not PPMd and BCJ2. Sources:
7zFormat.txt and Methods.txt of the LZMA SDK.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Sequence
from typing import Any

import zstandard

from leftopen.formats.seven_zip import Coder

ENCRYPTED = b"\x06\xf1\x07\x01"
COPY, LZMA, LZMA2 = b"\0", b"\x03\x01\x01", b"\x21"
DEFLATE, BZIP2, ZSTANDARD = b"\x04\x01\x08", b"\x04\x02\x02", b"\x04\xf7\x11\x01"
DELTA = b"\x03"
FILTERS = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x04": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
}
KNOWN = frozenset((COPY, LZMA, LZMA2, DEFLATE, BZIP2, ZSTANDARD, DELTA, *FILTERS))
DICTIONARY = 128 * 1024 * 1024
BROKEN = (
    lzma.LZMAError,
    zlib.error,
    zstandard.ZstdError,
    OSError,
    ValueError,
    EOFError,
    MemoryError,
    LookupError,
)


def is_known(coders: Sequence[Coder]) -> bool:
    """Can they be unpacked here? Filters only behind LZMA."""
    if not coders or any(coder.method not in KNOWN for coder in coders):
        return False
    filters = coders[1:]
    return not filters or (
        coders[0].method in (LZMA, LZMA2)
        and all(coder.method in FILTERS or coder.method == DELTA for coder in filters)
    )


def unpacked(data: bytes, coders: Sequence[Coder], size: int) -> bytes:
    """At most `size` bytes, fewer where the stream is damaged. Never raises."""
    try:
        return _unpacked(data, coders, size)
    except BROKEN:
        return b""


def _unpacked(data: bytes, coders: Sequence[Coder], size: int) -> bytes:
    first = coders[0]
    if first.method == COPY:
        return data[:size]
    if first.method == DEFLATE:
        return zlib.decompressobj(-15).decompress(data, max(1, size))[:size]
    if first.method == BZIP2:
        return bz2.BZ2Decompressor().decompress(data, size)
    if first.method == ZSTANDARD:
        worker = zstandard.ZstdDecompressor(max_window_size=DICTIONARY)
        with worker.stream_reader(data, read_across_frames=True) as stream:
            return bytes(stream.read(size))
    return _lzma(data, coders, size)


def _lzma(data: bytes, coders: Sequence[Coder], size: int) -> bytes:
    """In pieces, so that what comes before a damaged place is kept."""
    worker = lzma_worker(coders, size)
    found = bytearray()
    rest = data
    while len(found) < size and not worker.eof:
        try:
            piece = worker.decompress(rest, min(1 << 20, size - len(found)))
        except lzma.LZMAError:
            break
        rest = b""
        found += piece
        if not piece and worker.needs_input:
            break
    return bytes(found)


def lzma_worker(coders: Sequence[Coder], size: int) -> lzma.LZMADecompressor:
    """For a stream of LZMA or LZMA2 that becomes `size` bytes. Raises what is in `BROKEN`."""
    chain = [_filter(coder) for coder in reversed(coders[1:])]
    # No more of it is used than there is to unpack.
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[*chain, _method(coders[0], max(4096, size))])


def _method(coder: Coder, size: int) -> dict[str, Any]:
    """Raises IndexError for too few properties."""
    if coder.method == LZMA2:
        bits = coder.properties[0]
        dictionary = (2 | bits & 1) << bits // 2 + 11 if bits < 40 else 0xFFFFFFFF
        return {"id": lzma.FILTER_LZMA2, "dict_size": min(max(4096, dictionary), size, DICTIONARY)}
    packed = coder.properties[0]
    dictionary = int.from_bytes(coder.properties[1:5], "little")
    return {
        "id": lzma.FILTER_LZMA1,
        "lc": packed % 9,
        "lp": packed // 9 % 5,
        "pb": packed // 45,
        "dict_size": min(max(4096, dictionary), size, DICTIONARY),
    }


def _filter(coder: Coder) -> dict[str, Any]:
    if coder.method == DELTA:
        return {"id": lzma.FILTER_DELTA, "dist": (coder.properties[0] if coder.properties else 0) + 1}
    return {"id": FILTERS[coder.method]}
