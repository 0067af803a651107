"""Deletes what records say about cases and addresses, outside the chain of events, and overwrites it in the
file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, select, update

from leftopen.model.monitor import MonitorEvent, SeenService
from leftopen.model.notice import Notice
from leftopen.model.owner_link import OwnerLink
from leftopen.model.scan import ScanRecord, address_of
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import (
    bounces,
    findings,
    monitor_events,
    monitor_services,
    notes,
    notice_cases,
    notices,
    outbox,
    owner_links,
    receipts,
    reviews,
    scans,
)

TOGETHER = 500
Within = Callable[[str], bool]


class _TakenBack(Exception):
    """Rolls a transaction back."""


class ErasureWriter:
    """Every call returns how many rows are gone, and can be repeated. `dry_run`: all that is taken back."""

    def __init__(self, database: Database, *, dry_run: bool = False) -> None:
        self._database = database
        self._dry_run = dry_run

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with suppress(_TakenBack), self._database.write() as connection:
            yield connection
            if self._dry_run:
                raise _TakenBack

    def evidence(self, cases: Collection[str]) -> int:
        """The findings of these cases."""
        with self._write() as connection:
            return _of(connection, findings, findings.c.case_id, cases)

    def notice_files(self, cases: Collection[str], before: str) -> list[str]:
        """Forgets the files of notices of these cases and of no other that were written before a time; the
        caller deletes them first when it gets them from `files`."""
        with self._write() as connection:
            found = _files(connection, cases, before)
            for some in _some([id for id, _ in found]):
                connection.execute(update(notices).where(notices.c.id.in_(some)).values(file=""))
            return [file for _, file in found]

    def files(self, cases: Collection[str], before: str) -> list[str]:
        """The files of those notices."""
        with self._database.read() as connection:
            return [file for _, file in _files(connection, cases, before)]

    def files_about(self, cases: Collection[str], within: Within) -> list[str]:
        """The files of all notices that name one of these cases, or an address for which `within` is
        true."""
        with self._database.read() as connection:
            return [row.file for row in _about(connection, cases, within) if row.file]

    def cases(self, cases: Collection[str], within: Within) -> int:
        """Their evidence, notices, receipts, and notes, and the notices that name such an address; the cases
        and their events stay."""
        with self._write() as connection:
            ids = [row.id for row in _about(connection, cases, within)]
            _of(connection, outbox, outbox.c.notice, ids)
            _of(connection, notice_cases, notice_cases.c.notice, ids)
            _of(connection, bounces, bounces.c.notice, ids)
            _links(connection, cases)
            return (
                _of(connection, findings, findings.c.case_id, cases)
                + _of(connection, receipts, receipts.c.notice, ids)
                + _of(connection, notices, notices.c.id, ids)
                + _of(connection, notes, notes.c.case_id, cases)
            )

    def reviews(self, services: Collection[str]) -> int:
        """What was put up for review at these services."""
        with self._write() as connection:
            return _of(connection, reviews, reviews.c.service, services)

    def monitored(self, within: Within) -> int:
        """What monitors saw and found changed at addresses for which `within` is true."""
        with self._write() as connection:
            seen = connection.execute(select(monitor_services.c.service, monitor_services.c.record)).all()
            services = {row.service for row in seen if within(unpacked(row.record, SeenService).address)}
            events = connection.execute(select(monitor_events.c.id, monitor_events.c.record)).all()
            ids = [row.id for row in events if within(unpacked(row.record, MonitorEvent).address)]
            return _of(connection, monitor_services, monitor_services.c.service, services) + _of(
                connection, monitor_events, monitor_events.c.id, ids
            )

    def unchecked(self, within: Within) -> int:
        """What scans did not check at addresses for which `within` is true; their counts stay."""
        with self._write() as connection:
            gone = 0
            for row in connection.execute(select(scans.c.id, scans.c.record)).all():
                record = unpacked(row.record, ScanRecord)
                stripped, count = _without(record, within)
                if count:
                    connection.execute(
                        update(scans).where(scans.c.id == row.id).values(record=packed(stripped))
                    )
                gone += count
            return gone

    def overwrite(self) -> None:
        """What was deleted is no longer in the log beside the file either."""
        with self._database.bare() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _files(connection: Connection, cases: Collection[str], before: str) -> list[tuple[str, str]]:
    wanted = set(cases)
    return [
        (row.id, row.file)
        for row in _about(connection, cases)
        if row.created < before and row.file and wanted.issuperset(_named(row))
    ]


def _about(
    connection: Connection, cases: Collection[str], within: Within = lambda address: False
) -> list[Row[Any]]:
    """The notices that name one of these cases, whichever they name first, or such an address: a change that
    a monitor saw may belong to no case."""
    wanted, query = set(cases), select(notices)
    return [
        row
        for row in connection.execute(query)
        if wanted.intersection(_named(row))
        or any(within(item.address) for item in unpacked(row.record, Notice).about if item.address)
    ]


def _named(row: Row[Any]) -> set[str]:
    """The cases that a notice names."""
    return {row.case_id, *(item.case for item in unpacked(row.record, Notice).about)} - {"", None}


def _without(scan: ScanRecord, within: Within) -> tuple[ScanRecord, int]:
    """The scan without the examples at these addresses, and how many those were."""
    listed = tuple(
        replace(one, examples=tuple(text for text in one.examples if not within(address_of(one, text))))
        for one in scan.not_checked or ()
    )
    count = sum(len(one.examples) for one in scan.not_checked or ()) - sum(
        len(one.examples) for one in listed
    )
    return replace(scan, not_checked=listed), count


def _links(connection: Connection, cases: Collection[str]) -> None:
    """The owners' links that show one of these cases."""
    wanted, query = set(cases), select(owner_links.c.id, owner_links.c.record)
    rows = connection.execute(query).all()
    gone = [row.id for row in rows if wanted.intersection(unpacked(row.record, OwnerLink).cases)]
    _of(connection, owner_links, owner_links.c.id, gone)


def _of(connection: Connection, table: Table, column: Column[str], ids: Collection[str]) -> int:
    return sum(int(connection.execute(delete(table).where(column.in_(some))).rowcount) for some in _some(ids))


def _some(ids: Collection[str]) -> list[list[str]]:
    listed = list(ids)
    return [listed[begin : begin + TOGETHER] for begin in range(0, len(listed), TOGETHER)]
