"""The dossier as a table for a spreadsheet: one row a fact, its place in the dossier and its value.

No cell is a formula, whatever a server wrote (`present.csv_cell` says how).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from leftopen.model.facts import Json
from leftopen.model.writer import Writer
from leftopen.present.csv_cell import csv_cell

MOST_ROWS = 10_000


def write(case_report: Mapping[str, Json]) -> bytes:
    """UTF-8 with `place,value` as its first row; lines end as RFC 4180 has them. After 10,000 rows it stops,
    and says so in a last one."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(("place", "value"))
    for number, (place, value) in enumerate(_facts("", dict(case_report))):
        if number == MOST_ROWS:
            rows.writerow(("…", f"more than {MOST_ROWS} facts; the JSON holds all"))
            break
        rows.writerow((csv_cell(place), csv_cell(_words(value))))
    return out.getvalue().encode("utf-8")


def _facts(place: str, value: Json) -> Iterator[tuple[str, Json]]:
    """`case.holds.us_ssn`, `events.0.at` …; what is empty is one fact too."""
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from _facts(f"{place}.{name}" if place else name, part)
    elif isinstance(value, list) and value:
        for number, part in enumerate(value):
            yield from _facts(f"{place}.{number}", part)
    else:
        yield place, value


def _words(value: Json) -> str:
    if value is None or value == [] or value == {}:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


writer = Writer(suffix=".csv", write=write)
