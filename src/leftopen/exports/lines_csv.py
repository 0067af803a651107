"""What a search found as a table for a spreadsheet: one service a row, the fields that people sort by.

No cell is a formula, whatever a server wrote (`present.csv_cell` says how); what does not print is shown by
its code. Banners are cut; the JSON lines hold them whole. Numbers stand as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from leftopen.model.facts import Json
from leftopen.model.writer import LinesWriter
from leftopen.present.csv_cell import csv_cell
from leftopen.present.field_path import at
from leftopen.query.columns.coerce import vulnerable

COLUMNS = (
    "ip_str", "port", "transport", "timestamp", "first_seen", "hostnames", "domains", "org", "isp", "asn",
    "location.country_code", "location.city", "cloud.provider", "cloud.region", "os", "product", "version",
    "info", "_shodan.module", "tags", "cpe23", "http.status", "http.title", "http.server",
    "ssl.cert.subject.CN", "ssl.cert.issuer.CN", "ssl.cert.expires", "hash", "data", "realm",
    "vantage.place", "scan", "service", "id", "vulns", "ssl.cert.fingerprint.sha256", "ssl.cert.issued",
    "ssl.jarm", "http.favicon.hash", "cloud.service", "gone.since",
    "examined.verdict", "examined.unexamined", "examined.evidence",
)  # fmt: skip
ROWS = 200


def write(lines: Iterable[Mapping[str, Json]]) -> Iterator[bytes]:
    """UTF-8, the names of the columns first; lines end as RFC 4180 has them."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for number, line in enumerate(lines, 1):
        vulns: list[Json] = [*vulnerable(line.get("vulns"))]
        found = {**line, "vulns": vulns}
        rows.writerow([_cell(at(found, name)) for name in COLUMNS])
        if number % ROWS == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8")


def _cell(value: Json) -> str:
    """A number is no formula, though it be less than nothing."""
    return str(value) if type(value) in (int, float) else csv_cell(_words(value))


def _words(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(_words, value))
    return str(value)


writer = LinesWriter(suffix=".csv", write=write)
