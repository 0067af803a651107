from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable

import pytest

from leftopen.documents.gzip import GzipDecompressor
from leftopen.formats.bounded_stream import Inflater, inflate

BROKEN = (zlib.error, OSError, EOFError, lzma.LZMAError)
FIRST, SECOND = b"a" * 1000, b"b" * 1000


@pytest.mark.parametrize(
    ("compress", "new"),
    [
        (gzip.compress, GzipDecompressor),
        (bz2.compress, bz2.BZ2Decompressor),
        (lzma.compress, lzma.LZMADecompressor),
    ],
)
@pytest.mark.parametrize(
    ("limit", "whole"), [(0, False), (999, False), (1000, False), (1001, False), (2000, True), (2001, True)]
)
def test_the_limit_is_that_of_all_streams_together(
    compress: Callable[[bytes], bytes], new: Callable[[], Inflater], limit: int, whole: bool
) -> None:
    packed = compress(FIRST) + compress(SECOND) + b"\0" * 8
    assert inflate(packed, new, BROKEN, limit) == ((FIRST + SECOND)[:limit], whole)


def test_streams_longer_and_shorter_than_a_piece_follow_each_other() -> None:
    pieces = [bytes(range(256)) * 4000, b"", b"one", b"x" * 200_000]
    packed = b"".join(gzip.compress(piece, 0) for piece in pieces)
    whole = b"".join(pieces)
    assert inflate(packed, GzipDecompressor, BROKEN, 2 * len(whole)) == (whole, True)
    assert inflate(packed + b"no stream", GzipDecompressor, BROKEN, 2 * len(whole)) == (whole, False)
