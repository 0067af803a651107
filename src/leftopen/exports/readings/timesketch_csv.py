"""A timeline for Timesketch, as CSV.

https://timesketch.org/guides/user/import-from-json-csv/ : `message`, `datetime` (ISO 8601) and
`timestamp_desc` must be there; other columns are searchable.
"""

from __future__ import annotations

import csv
import io

from leftopen.model.access_logs import ReadersResult
from leftopen.model.writer import ReadingWriter
from leftopen.present.csv_cell import csv_cell
from leftopen.present.reading_events import events
from leftopen.present.timestamps import format_utc

COLUMNS = ("message", "datetime", "timestamp_desc", "client", "item", "verdict", "case")


def write(result: ReadersResult) -> bytes:
    """UTF-8, one event a row."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in events(result):
        cells = (one.message, format_utc(one.at), one.what, one.client, one.item, one.verdict, result.case)
        rows.writerow([csv_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8", "backslashreplace")


writer = ReadingWriter(title="Timesketch, CSV", suffix=".csv", write=write)
