"""Stores scans and their progress."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from leftopen.cases import timestamps
from leftopen.model.scan import ScanRecord
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import scans


class Scans:
    """All scans of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, record: ScanRecord) -> None:
        """Records a scan that starts now."""
        row = {
            "id": record.id,
            "started": timestamps.format_utc(record.started),
            "state": record.state,
            "request": _wanted(record.targets, record.ports),
            "record": packed(record),
        }
        with self._database.write() as connection:
            connection.execute(insert(scans).values(row))

    def progress(self, scan: str, cursor: int, counts: Mapping[str, int], at: datetime) -> None:
        """Everything before `cursor` is stored. A stopped scan becomes running again. Raises NotFound."""
        with self._database.write() as connection:
            record = _read(connection, scan)
            moved = replace(record, cursor=cursor, counts=dict(counts), state="running", finished=None)
            _write(connection, moved)

    def finish(self, scan: str, state: str, at: datetime, counts: Mapping[str, int]) -> None:
        """`state` is `finished` or `stopped`. Raises NotFound."""
        with self._database.write() as connection:
            record = _read(connection, scan)
            _write(connection, replace(record, state=state, finished=at, counts=dict(counts)))

    def unfinished(self, targets: Sequence[str], ports: str) -> ScanRecord | None:
        """The newest scan of exactly these targets and ports that was stopped or whose process died."""
        query = (
            select(scans.c.record)
            .where(scans.c.request == _wanted(targets, ports))
            .order_by(scans.c.started.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        record = None if text is None else unpacked(text, ScanRecord)
        return None if record is None or record.state == "finished" else record

    def get(self, prefix: str) -> ScanRecord:
        """The scan whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            return _read(connection, prefix)

    def find(self, scan: str) -> ScanRecord | None:
        """The scan with exactly that id."""
        with self._database.read() as connection:
            text = connection.scalars(select(scans.c.record).where(scans.c.id == scan)).first()
        return None if text is None else unpacked(text, ScanRecord)

    def list(self) -> builtins.list[ScanRecord]:
        """All, newest first."""
        query = select(scans.c.record).order_by(scans.c.started.desc(), scans.c.id)
        with self._database.read() as connection:
            return [unpacked(text, ScanRecord) for text in connection.scalars(query)]


def _wanted(targets: Sequence[str], ports: str) -> str:
    return json.dumps([*targets, ports])


def _read(connection: Connection, prefix: str) -> ScanRecord:
    own = scans.c.id == full_id(connection, scans, prefix, "scan")
    return unpacked(connection.scalars(select(scans.c.record).where(own)).one(), ScanRecord)


def _write(connection: Connection, record: ScanRecord) -> None:
    row = {"state": record.state, "record": packed(record)}
    connection.execute(update(scans).where(scans.c.id == record.id).values(row))
