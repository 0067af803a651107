"""Reads scans and their progress."""

from __future__ import annotations

import builtins
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from leftopen.model.scan import ScanRecord
from leftopen.present import timestamps
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import scans


class Scans:
    """All scans of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unfinished(self, targets: Sequence[str], ports: str) -> ScanRecord | None:
        """The newest scan of exactly these targets and ports that was stopped or whose process died."""
        query = (
            select(scans.c.record)
            .where(scans.c.request == request_key(targets, ports))
            .order_by(scans.c.started.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        record = None if text is None else unpacked(text, ScanRecord)
        return None if record is None or record.state == "finished" else record

    def last_finished(self, targets: Sequence[str], ports: str, by: datetime) -> datetime | None:
        """When the newest scan of exactly these targets and ports began that had finished by then."""
        query = (
            select(scans.c.record)
            .where(scans.c.request == request_key(targets, ports), scans.c.state == "finished")
            .where(scans.c.started <= timestamps.format_utc(by))
            .order_by(scans.c.started.desc())
        )
        with self._database.read() as connection:
            found = [unpacked(text, ScanRecord) for text in connection.scalars(query.limit(5))]
        return next((one.started for one in found if one.finished is not None and one.finished <= by), None)

    def get(self, prefix: str) -> ScanRecord:
        """The scan whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            return read_scan(connection, prefix)

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


def request_key(targets: Sequence[str], ports: str) -> str:
    return json.dumps([*targets, ports])


def read_scan(connection: Connection, prefix: str) -> ScanRecord:
    own = scans.c.id == full_id(connection, scans, prefix, "scan")
    return unpacked(connection.scalars(select(scans.c.record).where(own)).one(), ScanRecord)
