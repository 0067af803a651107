"""Reads verdicts from ClickHouse."""

from __future__ import annotations

from datetime import datetime

from leftopen.model.finding import CheckResult
from leftopen.present.json_lines import format_utc
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows

SELECT_JUDGED = f"SELECT {rows.columns(rows.JUDGED)} FROM verdicts"  # noqa: S608


class Verdicts:
    """All methods raise StoreFailed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def judged(self, finding: str, limit: int) -> list[CheckResult]:
        """The verdicts about a finding, newest first."""
        found = self._client.query(
            f"{SELECT_JUDGED} WHERE finding = {{f:String}} ORDER BY at DESC, look LIMIT {{n:UInt32}}",
            {"f": finding, "n": limit},
        )
        return [rows.verdict(row) for row in found]

    def last_judged(self, finding: str, before: datetime) -> datetime | None:
        """The last time before that moment at which it was seen not open: the server itself refused, or the
        connection was refused. `unknown` does not count."""
        found = self._client.query(
            "SELECT toUnixTimestamp64Micro(max(at)) AS last, count() AS n FROM verdicts "
            "WHERE finding = {f:String} AND at < parseDateTime64BestEffort({b:String}, 6, 'UTC') "
            "AND (state = 'closed' OR (reason = 'refused' AND phase = 'connect'))",
            {"f": finding, "b": format_utc(before)},
        )
        return rows.time(found[0]["last"]) if int(found[0]["n"]) else None
