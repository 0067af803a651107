"""What a search found as JSON lines: what reads Shodan's downloads reads this (`.jsonl`, `.jsonl.gz`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from leftopen.model.facts import Json
from leftopen.model.writer import LinesWriter

PIECE = 64 * 1024


def write(lines: Iterable[Mapping[str, Json]]) -> Iterator[bytes]:
    """UTF-8, one observation a line, each ended by a line feed; pieces of about 64 KiB."""
    encoder = msgspec.json.Encoder()
    piece = bytearray()
    for line in lines:
        piece += encoder.encode(line)
        piece += b"\n"
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


writer = LinesWriter(suffix=".jsonl", write=write)
