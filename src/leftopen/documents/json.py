"""JSON, and JSON lines: as it is written, for the names of its members stand beside their values. Its codes
(`\\u00e9`) are searched decoded too.
"""

from __future__ import annotations

import re

from leftopen.formats.charset import decode
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024
NAMES = (".json", ".jsonl", ".ndjson", ".geojson", ".har", ".ipynb")
START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,200}[{\[]")


def recognises(name: str, media: str, first: bytes) -> bool:
    named = name.lower().endswith(NAMES) or "json" in media
    return named and START.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises. Content beyond `TEXT_LIMIT` bytes is counted as one part not read."""
    return Document(text=decode(data[:TEXT_LIMIT]), failed=int(len(data) > TEXT_LIMIT))


reader = Reader(recognises=recognises, read=read)
