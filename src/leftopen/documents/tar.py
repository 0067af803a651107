"""Tar archives: each file inside as a part; names are text and never used as paths.

`failed` counts files that are cut off or beyond a limit, 1 for each damaged header, and 1 for an archive that
has no end.
Links and devices hold nothing. Packed archives (`.tar.gz`) are unpacked by the reader of their packing first.
Source: POSIX.1-2017, pax.
"""

from __future__ import annotations

import io
import tarfile

from leftopen.formats.charset import scrub
from leftopen.model.reader import Document, Part, Reader

FILES_LIMIT = 20_000
RESTARTS = 20
LOOKED_AT = 10_000
BLOCK = 512
NAME = 255
AT = 257
BROKEN = (tarfile.TarError, OSError, ValueError, EOFError, OverflowError, RecursionError, MemoryError,
          IndexError, KeyError, TypeError, AttributeError)  # fmt: skip


def recognises(name: str, media: str, first: bytes) -> bool:
    """By the mark of POSIX and GNU tar. The oldest archives, which have none, by their name and their sum."""
    if first[AT : AT + 5] == b"ustar":
        return True
    return name.lower().endswith(".tar") and len(first) >= BLOCK and _sums_up(first[:BLOCK])


def read(data: bytes) -> Document:
    """Never raises. A file is as large as its header says, and never larger than the archive. Behind a
    damaged header the next whole one is looked for."""
    parts: list[Part] = []
    start, failed = 0, 0
    for _ in range(RESTARTS):
        lost, stopped = _read_from(data, start, parts)
        failed += lost
        if stopped is None:
            failed += data[-2 * BLOCK :].strip(b"\0") != b""
            break
        failed += 1
        start = next_header(data, stopped)
        if start < 0:
            break
    return Document(text="", parts=tuple(parts), failed=failed)


def _read_from(data: bytes, start: int, parts: list[Part]) -> tuple[int, int | None]:
    """Adds the files from the header at `start` on. How many are not whole, and the place of a header that
    can't be read, None at the end."""
    failed, at = 0, start
    try:
        with tarfile.open(fileobj=io.BytesIO(data[start:]), mode="r:", errorlevel=1) as archive:
            while (entry := archive.next()) is not None:
                # The library keeps every entry that it has met, for links.
                archive.members = []  # type: ignore[attr-defined]
                at = start + archive.offset
                if not entry.isreg():
                    continue
                if len(parts) >= FILES_LIMIT:
                    failed += 1
                    continue
                first = start + entry.offset_data
                content = data[first : first + max(0, entry.size)]
                damaged = len(content) < entry.size or entry.issparse()
                failed += damaged
                if content or not damaged:
                    name = scrub(entry.name)[:NAME]
                    parts.append(Part(name=name, media="", data=content, damaged=damaged))
    except BROKEN:
        return failed, at
    # To the library, a damaged header that is not the first is an end.
    ended = data[at : at + BLOCK].strip(b"\0") == b""
    return failed, None if ended else at


def next_header(data: bytes, after: int) -> int:
    """The next whole block that is a header whose sum is right, as that of one that is cut may be; -1 where
    there is none."""
    at = data.find(b"ustar", after + BLOCK + AT)
    for _ in range(LOOKED_AT):
        if at < 0:
            break
        start = at - AT
        whole = start % BLOCK == 0 and start + BLOCK <= len(data)
        if whole and _sums_up(data[start : start + BLOCK]):
            return start
        at = data.find(b"ustar", at + 1)
    return -1


def _sums_up(head: bytes) -> bool:
    try:
        stated_checksum = int(head[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return stated_checksum == sum(head[:148]) + 8 * 32 + sum(head[156:])


reader = Reader(recognises=recognises, read=read)
