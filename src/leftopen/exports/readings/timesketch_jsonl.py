"""A timeline for Timesketch, as JSON lines.

https://timesketch.org/guides/user/import-from-json-csv/ : `message`, `datetime` (ISO 8601) and
`timestamp_desc` must be there; other members are searchable.
"""

from __future__ import annotations

import msgspec

from leftopen.model.access_logs import ReadersResult
from leftopen.model.writer import ReadingWriter
from leftopen.present.reading_events import events
from leftopen.present.timestamps import format_utc


def write(result: ReadersResult) -> bytes:
    """UTF-8, one event a line; members without a value are left out."""
    lines = []
    for one in events(result):
        fields = {
            "message": one.message,
            "datetime": format_utc(one.at),
            "timestamp_desc": one.what,
            "client": one.client,
            "item": one.item,
            "verdict": one.verdict,
            "case": result.case,
        }
        lines.append(msgspec.json.encode({name: value for name, value in fields.items() if value}) + b"\n")
    return b"".join(lines)


writer = ReadingWriter(title="Timesketch, JSON lines", suffix=".jsonl", write=write)
