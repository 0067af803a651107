"""A file in pieces that end with a line: decompressed, in UTF-8, records that are no lines made into some.

A file that is broken gives what is before that."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.files.sources import BROKEN, Source, opened_plain
from leftopen.impact.logs.limit_sentences import BROKEN_FILE, LONG_LINE
from leftopen.impact.logs.log_format import LogFormat

PIECE = 8 * 1024 * 1024
READ = 1024 * 1024
LONGEST = 256 * 1024 * 1024
"""Bytes of a line that is given up."""


def pieces(
    source: Source, format_: LogFormat, broken: list[str], export: Export | None = None
) -> Iterator[bytes]:
    """Whole lines, in pieces. What ended the reading early is put into `broken`, what the file says of itself
    into `export`."""
    blocks: Iterable[bytes] = _blocks(source, broken)
    blocks = _decoded(blocks, source.encoding) if source.encoding else _unmarked(blocks)
    if format_.unwrap is not None:
        blocks = format_.unwrap(blocks, export or Export())
    rest, parts, size = b"", [], 0
    for block in blocks:
        whole, end, tail = block.rpartition(b"\n")
        if not end:
            rest += block
            if len(rest) > LONGEST:
                broken.append(str(LONG_LINE))
                break
            continue
        parts.append(rest + whole + b"\n")
        size += len(parts[-1])
        rest = tail
        if size >= PIECE:
            yield b"".join(parts)
            parts, size = [], 0
    if rest:
        parts.append(rest)
    if parts:
        yield b"".join(parts)


def segments(blocks: Iterable[bytes], directive: str) -> Iterator[tuple[str, bytes]]:
    """Each with the directive before it, '' for none: a piece ends where another directive begins."""
    mark, now = directive.encode(), ""
    for block in blocks:
        start = 0
        for at in _begins(block, mark):
            end = block.find(b"\n", at)
            line = block[at : end if end >= 0 else len(block)].decode("utf-8", "replace").strip()
            if line != now:
                if at > start:
                    yield now, block[start:at]
                now, start = line, at
        yield now, block[start:]


def _begins(block: bytes, mark: bytes) -> Iterator[int]:
    """Where a line begins so."""
    if not mark:
        return
    at = 0 if block.startswith(mark) else block.find(b"\n" + mark) + 1
    while at > 0 or (at == 0 and block.startswith(mark)):
        yield at
        found = block.find(b"\n" + mark, at)
        if found < 0:
            return
        at = found + 1


def _blocks(source: Source, broken: list[str]) -> Iterator[bytes]:
    with opened_plain(source.path, source.compression) as plain:
        while True:
            try:
                block = plain.read1(READ) if hasattr(plain, "read1") else plain.read(READ)
            except BROKEN:
                broken.append(str(BROKEN_FILE))
                return
            if not block:
                return
            yield block


def _unmarked(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Without the mark that some programs put before UTF-8. A first block of one or two bytes stays."""
    rest = iter(blocks)
    yield next(rest, b"").removeprefix(codecs.BOM_UTF8)
    yield from rest


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
