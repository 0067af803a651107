"""InfluxDB's HTTP interface: names and counters in 1.x, and whether a 2.x was ever set up. Pure.

Source: the HTTP API references of InfluxDB 1.x (`/query`) and 2.x (`/api/v2/setup`, `/api/v2/buckets`).
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

VERSION = "x-influxdb-version"
BUILD = "x-influxdb-build"
DATABASES = "/query?q=SHOW%20DATABASES"
SETUP = "/api/v2/setup"
BUCKETS = "/api/v2/buckets?limit=1"
OWN = "_internal"

_NUMBER = re.compile(r"v?(\d[\w.+~-]{0,38})")
_NAME = re.compile(r"[^\x00-\x1f\x7f\"\\\ud800-\udfff]{1,200}")


def speaks(reply: Reply) -> bool:
    """Either header: every response of every version has them, a refusal too."""
    return bool(reply.header(VERSION) or reply.header(BUILD))


def version(reply: Reply) -> str:
    """Without the `v` that 2.x puts before it; '' when there is none."""
    found = _NUMBER.fullmatch(reply.header(VERSION))
    return found[1] if found else ""


def is_two(number: str) -> bool:
    """Does this version have the interface of 2.x?"""
    return number.startswith("2.")


def databases(reply: Reply) -> tuple[str, ...] | None:
    """The names in the response to SHOW DATABASES, or None for another."""
    series = _series(reply)
    if series is None or series.get("name") != "databases" or series.get("columns") != ["name"]:
        return None
    rows = series.get("values", [])
    if not isinstance(rows, list):
        return None
    cells = (row[0] for row in rows[:1000] if isinstance(row, list) and len(row) == 1)
    return tuple(cell for cell in cells if isinstance(cell, str))


def countable(name: str) -> bool:
    """Can this name stand between quotes as it is?"""
    return _NAME.fullmatch(name) is not None


def cardinality_path(name: str) -> str:
    """The number of series of a database: a query of its index, which reads no point."""
    return "/query?q=" + encoded(f'SHOW SERIES CARDINALITY ON "{name}"')


def cardinality(reply: Reply) -> int | None:
    """The number in that response, or None."""
    series = _series(reply)
    rows = series.get("values") if series is not None else None
    row = rows[0] if isinstance(rows, list) and len(rows) == 1 else None
    count = row[0] if isinstance(row, list) and len(row) == 1 else None
    good = isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**63
    return count if good and isinstance(count, int) else None


def error(reply: Reply) -> str:
    """The text of a refusal, or ''."""
    answer = partial_json.whole(reply.body) if reply.status >= 400 else None
    if not isinstance(answer, dict):
        return ""
    reason = answer.get("error") or answer.get("message")
    return reason[:100] if isinstance(reason, str) else ""


def awaits_owner(reply: Reply) -> bool | None:
    """2.x: can anybody still set it up? None for another response."""
    answer = _object(reply)
    allowed = answer.get("allowed") if answer is not None else None
    return allowed if isinstance(allowed, bool) else None


def buckets(reply: Reply) -> int | None:
    """2.x: the number of buckets on the page, or None when this is no such page."""
    answer = _object(reply)
    listed = answer.get("buckets") if answer is not None and "links" in answer else None
    return len(listed) if isinstance(listed, list) else None


def _series(reply: Reply) -> dict[str, Json] | None:
    """The one series of the one result."""
    answer = _object(reply)
    results = answer.get("results") if answer is not None else None
    first = results[0] if isinstance(results, list) and len(results) == 1 else None
    listed = first.get("series") if isinstance(first, dict) else None
    one = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    return one if isinstance(one, dict) else None


def _object(reply: Reply) -> dict[str, Json] | None:
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return answer if isinstance(answer, dict) else None
