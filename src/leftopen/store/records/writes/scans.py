"""Stores scans and their progress."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.reads.scans import read_scan, request_key
from leftopen.store.records.tables import scans

FINISHED = "finished"


class ScanWriter:
    """Writes the scans of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, record: ScanRecord) -> None:
        """Records a scan that starts now, or anew under its id."""
        row = {
            "id": record.id,
            "started": timestamps.format_utc(record.started),
            "state": record.state,
            "request": request_key(record.targets, record.ports),
            "record": packed(record),
        }
        with self._database.write() as connection:
            connection.execute(delete(scans).where(scans.c.id == record.id))
            connection.execute(insert(scans).values(row))

    def progress(
        self, scan: str, cursor: int, counts: Mapping[str, int], not_checked: tuple[Unchecked, ...]
    ) -> None:
        """Everything before `cursor` is stored. A stopped scan becomes running again; one that is finished
        stays so, where a process that hung for a while goes on with it. Raises NotFound."""
        with self._database.write() as connection:
            record = read_scan(connection, scan)
            if record.state == FINISHED:
                return
            moved = replace(
                record, cursor=cursor, counts=dict(counts), state="running", finished=None,
                not_checked=not_checked,
            )  # fmt: skip
            _write(connection, moved)

    def finish(self, scan: str, state: str, at: datetime, counts: Mapping[str, int]) -> None:
        """`state` is `finished` or `stopped`, which changes no finished one. Raises NotFound."""
        with self._database.write() as connection:
            record = read_scan(connection, scan)
            if record.state == FINISHED:
                return
            _write(connection, replace(record, state=state, finished=at, counts=dict(counts)))

    def prune(self, before: datetime, kept: Collection[str]) -> int:
        """Deletes the scans that ended and began before then, but `kept` and the newest of each request: the
        next one is compared with it. Returns their number."""
        newest = select(func.max(scans.c.started)).where(scans.c.request == bindparam("of"))
        old = select(scans.c.id, scans.c.request, scans.c.started).where(
            scans.c.state != "running", scans.c.started < timestamps.format_utc(before)
        )
        with self._database.write() as connection:
            rows = connection.execute(old).all()
            last = {of: connection.scalar(newest, {"of": of}) for of in {row.request for row in rows}}
            gone = [row.id for row in rows if row.id not in kept and row.started != last[row.request]]
            for id in gone:
                connection.execute(delete(scans).where(scans.c.id == id))
            return len(gone)


def _write(connection: Connection, record: ScanRecord) -> None:
    row = {"state": record.state, "record": packed(record)}
    connection.execute(update(scans).where(scans.c.id == record.id).values(row))
