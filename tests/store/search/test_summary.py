"""The counts beside the results of a search are those of the single questions, from one preparation."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from leftopen.store.engine.client import Client
from leftopen.store.observations.observations import Observations
from tests.store.samples import NOON, Stored, engine, seen

WANTED = [("port", 5), ("country", 5)]
HOUR = timedelta(hours=1)


class Heard:
    """A client that notes what it is asked."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.asked: list[str] = []

    def query(self, sql: str, *given: Any) -> Any:
        self.asked.append(sql)
        return self._client.query(sql, *given)


def test_a_summary_has_every_count_and_prepares_once(tmp_path: Path) -> None:
    times = [NOON, NOON + HOUR, NOON + HOUR, NOON - 30 * HOUR]
    with engine(tmp_path) as client:
        store = Stored(client)
        store.add([seen(f"192.0.2.{n}", 80, at=at, data="nginx") for n, at in enumerate(times)])
        store.add([seen("192.0.2.9", 81, at=NOON, data="other")])
        heard = Heard(client)
        query = "nginx port:80"
        found = Observations(cast(Client, heard)).summary(query, WANTED, lambda days: len(days) == 2)
        assert (found.total, found.facets) == store.counted(query, WANTED)
        assert found.total == 4
        assert found.days == [((NOON - 30 * HOUR).date(), 1), (NOON.date(), 3)]
        assert found.hours == [(_hour(NOON - 30 * HOUR), 1), (_hour(NOON), 1), (_hour(NOON + HOUR), 2)]
        assert not found.absent
        assert sum("AS marked" in sql for sql in heard.asked) == 1
        assert not store.summary(query, WANTED, lambda days: False).hours


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
