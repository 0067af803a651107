"""Finds where an HTTP body begins and ends: by length, in chunks, or at the close (RFC 9112 §6)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

Headers = tuple[tuple[str, str], ...]

MAX_HEAD = 32 * 1024
_ONE = len(b"\r\n1\r\nx")
_ONES = re.compile(rb"(?:\r\n1\r\n[\x00-\xff]){16,100000}")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,16})[ \t]{0,16}(?:;[^\r\n]{0,256})?\r?\n")
_LONGEST_CHUNK_LINE = 300
_NO_BODY = (204, 304)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The end of the body: after `length` bytes, by its chunks, or (neither) at the close."""

    length: int | None = None
    chunked: bool = False


@lru_cache(maxsize=64)
def frame(status: int, headers: Headers, method: str) -> Frame:
    """Chunked wins over a length; lengths that differ or are no number are ignored."""
    if method == "HEAD" or status in _NO_BODY or 100 <= status < 200:
        return Frame(length=0)
    codings = [value for name, value in headers if name.lower() == "transfer-encoding"]
    if codings:
        return Frame(chunked=codings[-1].rpartition(",")[2].strip().lower() == "chunked")
    lengths = {value.strip() for name, value in headers if name.lower() == "content-length"}
    text = lengths.pop() if len(lengths) == 1 else ""
    return Frame(length=int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None)


def end_of_head(raw: bytes | bytearray, start: int = 0) -> int:
    """The offset just past the blank line within 32 KiB of `start`, or -1. Bare line feeds are accepted
    too."""
    stop = start + MAX_HEAD
    # The end of CR LF CR LF as well. A bare one counts only before it, so that no body is searched.
    blank = raw.find(b"\n\r\n", start, stop)
    bare = raw.find(b"\n\n", start, stop if blank < 0 else blank + 1)
    if bare >= 0:
        return bare + 2
    return blank + 3 if blank >= 0 else -1


@dataclass(slots=True, kw_only=True)
class Chunks:
    """Scans a growing buffer and reads each byte once, so that slow one-byte chunks cost no more than their
    bytes. `bad`: invalid chunk. `done`: the last one was seen."""

    at: int
    left: int = 0
    body: bytearray = field(default_factory=bytearray)
    done: bool = False
    bad: bool = False

    def walk(self, raw: bytes | bytearray, limit: int) -> None:
        """Continues where it stopped, up to `limit` decoded bytes."""
        while len(self.body) < limit and not self.done:
            if self.left:
                piece = raw[self.at : self.at + min(self.left, limit - len(self.body))]
                self.body += piece
                self.at += len(piece)
                self.left -= len(piece)
                if self.left:
                    return
            elif not self._ones(raw, limit) and not self._head(raw):
                return

    def _ones(self, raw: bytes | bytearray, limit: int) -> bool:
        """Takes a run of one-byte chunks in one step: a hostile server sends nothing else."""
        run = _ONES.match(raw, self.at)
        if run is None:
            return False
        many = min((run.end() - self.at) // _ONE, limit - len(self.body))
        self.body += raw[self.at + _ONE - 1 : self.at + many * _ONE : _ONE]
        self.at += many * _ONE
        return True

    def _head(self, raw: bytes | bytearray) -> bool:
        found = _CHUNK.match(raw, self.at)
        if found is None:
            line = raw[self.at : self.at + _LONGEST_CHUNK_LINE]
            self.bad = len(line) == _LONGEST_CHUNK_LINE or b"\n" in line[2:]
            return False
        self.at = found.end()
        self.left = int(found[1], 16)
        self.done = self.left == 0
        return True
