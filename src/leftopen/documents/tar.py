"""Tar archives: each file inside as a part; names are text and never used as paths.

`failed` counts files that are cut off or beyond a limit, and 1 for an archive that is damaged or has no end.
Links and devices hold nothing. Packed archives (`.tar.gz`) are unpacked by the reader of their packing first.
Source: POSIX.1-2017, pax.
"""

from __future__ import annotations

import io
import tarfile

from leftopen.formats.charset import scrub
from leftopen.model.reader import Document, Part, Reader

FILES_LIMIT = 20_000
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
    """Never raises. A file is as large as its header says, and never larger than the archive."""
    parts: list[Part] = []
    failed = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errorlevel=1) as archive:
            while (entry := archive.next()) is not None:
                # The library keeps every entry that it has met, for links.
                archive.members = []  # type: ignore[attr-defined]
                if not entry.isreg():
                    continue
                if len(parts) >= FILES_LIMIT:
                    failed += 1
                    continue
                content = data[entry.offset_data : entry.offset_data + max(0, entry.size)]
                failed += len(content) < entry.size or entry.issparse()
                if content:
                    parts.append(Part(name=scrub(entry.name)[:NAME], media="", data=content))
    except BROKEN:
        failed += 1
    else:
        failed += data[-2 * BLOCK :].strip(b"\0") != b""
    return Document(text="", parts=tuple(parts), failed=failed)


def _sums_up(head: bytes) -> bool:
    try:
        said = int(head[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return said == sum(head[:148]) + 8 * 32 + sum(head[156:])


reader = Reader(recognises=recognises, read=read)
