"""A list of cases as a table for a spreadsheet: one row a case.

No cell is a formula, whatever a server wrote (`present.csv_cell` says how).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from leftopen.model.facts import Json
from leftopen.model.writer import CaseRule, CasesWriter
from leftopen.present.csv_cell import csv_cell

COLUMNS = (
    "id", "severity", "state", "check", "endpoint", "ip_str", "port", "realm", "product", "owner",
    "open_after", "first_open", "last_open", "detected", "notified", "acknowledged", "closed", "until",
    "promised", "due", "overdue", "assignee", "holds", "group",
)  # fmt: skip


def write(cases: Sequence[Mapping[str, Json]], rules: Sequence[CaseRule]) -> bytes:
    """UTF-8, the names of the columns and the titles first; lines end as RFC 4180 has them."""
    titles = {rule.id: rule.title for rule in rules}
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow((*COLUMNS, "title"))
    for case in cases:
        cells = [_words(case.get(name)) for name in COLUMNS]
        rows.writerow([csv_cell(text) for text in (*cells, titles.get(str(case["check"]), ""))])
    return out.getvalue().encode("utf-8")


def _words(value: Json) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{label} {count}" for label, count in value.items())
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


writer = CasesWriter(format="csv", write=write)
