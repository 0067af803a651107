"""Reads hour by hour: what a timeline shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from leftopen.impact.logs import lists
from leftopen.impact.logs.clients import numbers
from leftopen.impact.logs.items import How
from leftopen.impact.logs.judge_line import Outcome
from leftopen.impact.logs.open_reads import UNKNOWN_SIZE_BODY
from leftopen.impact.logs.sql_text import strings
from leftopen.model.access_logs import ReadHour
from leftopen.store.engine.scratch import ScratchEngine

SENT = ", ".join(str(int(one)) for one in (Outcome.FULL, Outcome.PARTIAL, Outcome.CUT))
READ = f"place = 1 AND how < {int(How.OPEN)} AND outcome IN ({SENT})"
"""What the `reads` of a client count."""


def smallest_answer(engine: ScratchEngine) -> int:
    """Bytes of the smallest refusal that may have held an item."""
    row = engine.query(
        "SELECT countIf(size >= 0) AS sized, minIf(size, size >= 0) AS least, countIf(size < 0) AS unsized "
        "FROM items"
    )[0]
    known = [int(row["least"])] if int(row["sized"]) else []
    return min([*known, *([UNKNOWN_SIZE_BODY + 1] if int(row["unsized"]) else [])], default=0)


def insert() -> str:
    """Takes a batch of `tables.SENT` to `tables.HOURS`. Only one's own clients stay apart: whether they are
    proxies shows at the end."""
    possibly = f"if(outcome = {int(Outcome.REFUSED)}, large, n)"
    who = f"if({lists.found('own', 'g', 'client')} != '', client, '')"
    return (
        f"INSERT INTO hours SELECT file, hour, {who} AS h_who, sumIf(n, {READ}), "
        f"sumIf({possibly}, NOT ({READ})) FROM sent WHERE how != {int(How.NAMES)} GROUP BY file, hour, h_who"
    )


def read_hours(
    engine: ScratchEngine, skipped: Collection[int], proxies: Collection[str]
) -> tuple[ReadHour, ...]:
    """Those with any read, in their order. What an own address got that may stand for strangers is a possible
    read."""
    proxy = f"has({strings(sorted(proxies))}, client)"
    rows = engine.query(
        "SELECT hour, sumIf(reads, client = '') AS told, sumIf(possibly, client = '') "
        f"+ sumIf(reads + possibly, {proxy}) AS maybe, sumIf(reads, client != '' AND NOT ({proxy})) AS ours "
        f"FROM hours WHERE file NOT IN ({numbers(skipped)}) GROUP BY hour "
        "HAVING told + maybe + ours > 0 ORDER BY hour"
    )
    return tuple(
        ReadHour(
            start=datetime.fromtimestamp(int(row["hour"]) * 3600, UTC),
            reads=int(row["told"]),
            possibly=int(row["maybe"]),
            own=int(row["ours"]),
        )
        for row in rows
    )
