"""Scans and their progress."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Index, func, select

from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.present import timestamps
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

FINISHED = "finished"


def request_key(targets: Sequence[str], ports: str) -> str:
    return json.dumps([*targets, ports])


scans = Table(
    "scans",
    ScanRecord,
    column("id", key=True),
    column("started"),
    column("state"),
    column("request", lambda scan: request_key(scan.targets, scan.ports)),
    Index("scans_request", "request"),
    order="-started id",
    noun="scan",
    skips=True,
    prefix=True,
)


class Scans(Reader[ScanRecord]):
    """All scans of this data folder, newest first."""

    table = scans

    def unfinished(self, targets: Sequence[str], ports: str) -> ScanRecord | None:
        """The newest scan of exactly these targets and ports that was stopped or whose process died."""
        record = self._first(scans.c.request == request_key(targets, ports))
        return None if record is None or record.state == FINISHED else record

    def last_finished(self, targets: Sequence[str], ports: str, by: datetime) -> datetime | None:
        """When the newest scan of exactly these targets and ports began that had finished by then."""
        like = (scans.c.request == request_key(targets, ports)) & (scans.c.state == FINISHED)
        found = self._list(like, scans.c.started <= timestamps.format_utc(by), limit=5)
        return next((one.started for one in found if one.finished is not None and one.finished <= by), None)

    def by_state(self) -> dict[str, int]:
        """How many there are in each state."""
        with self._database.read() as connection:
            return scans.by_state(connection)


class ScanWriter(Writer[ScanRecord]):
    """Changes the scans of this data folder. `put` records one that starts, or starts anew under its id."""

    table = scans

    def progress(
        self, scan: str, cursor: int, counts: Mapping[str, int], not_checked: tuple[Unchecked, ...]
    ) -> None:
        """Everything before `cursor` is stored. A stopped scan becomes running again; one that is finished
        stays so, where a process that hung for a while goes on with it. Raises NotFound."""
        self._change(
            scan, cursor=cursor, counts=dict(counts), state="running", finished=None, not_checked=not_checked
        )

    def finish(self, scan: str, state: str, at: datetime, counts: Mapping[str, int]) -> None:
        """`state` is `finished` or `stopped`, which changes no finished one. Raises NotFound."""
        self._change(scan, state=state, finished=at, counts=dict(counts))

    def prune(self, before: datetime, kept: Collection[str], requests: Collection[str]) -> int:
        """Deletes the scans that ended and began before then, but `kept` and the newest of each of these
        requests. Returns their number."""
        newest = select(func.max(scans.c.started))
        old = select(scans.c.id, scans.c.request, scans.c.started).where(
            scans.c.state != "running", scans.c.started < timestamps.format_utc(before)
        )
        with self.write() as connection:
            rows = connection.execute(old).all()
            last = {
                of: connection.scalar(newest.where(scans.c.request == of))
                for of in {row.request for row in rows} & set(requests)
            }
            gone = [row.id for row in rows if row.id not in kept and row.started != last.get(row.request)]
            return sum(scans.remove(connection, scans.c.id == id) for id in gone)

    def _change(self, scan: str, **changes: object) -> None:
        with self.write() as connection:
            record = scans.get(connection, scan)
            if record.state != FINISHED:
                scans.store(connection, replace(record, **changes))  # type: ignore[arg-type]
