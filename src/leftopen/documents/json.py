"""JSON, and JSON lines: as it is written, for the names of its members stand beside their values. Its codes
(`\\u00e9`) are searched decoded too.
"""

from __future__ import annotations

import re

from leftopen.formats.long_text import long_text
from leftopen.model.reader import Document, Reader

NAMES = (".json", ".jsonl", ".ndjson", ".geojson", ".har", ".ipynb")
START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,200}[{\[]")


def recognises(name: str, media: str, first: bytes) -> bool:
    named = name.lower().endswith(NAMES) or "json" in media
    return named and START.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises. Long text has the rest of it as parts."""
    return long_text(data)


reader = Reader(recognises=recognises, read=read)
