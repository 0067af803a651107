"""Deletes what records say about cases and addresses, outside the chain of events, and overwrites it in the
file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Row, delete, select, update

from leftopen.model.notice import Notice
from leftopen.model.scan import ScanRecord, address_of
from leftopen.store.records import dialect
from leftopen.store.records.changes import Changes
from leftopen.store.records.codec import decode_record
from leftopen.store.records.entities.cases.findings import findings
from leftopen.store.records.entities.cases.notes import notes
from leftopen.store.records.entities.cases.owner_links import owner_links
from leftopen.store.records.entities.cases.reviews import reviews
from leftopen.store.records.entities.monitors import monitor_events, monitor_services
from leftopen.store.records.entities.notices import deliveries, notice_cases, notices, receipts
from leftopen.store.records.entities.scans import scans
from leftopen.store.records.entities.sending import bounces
from leftopen.store.records.table import some

Within = Callable[[str], bool]


class _TakenBack(Exception):
    """Rolls a transaction back."""


class ErasureWriter:
    """Every call returns how many rows are gone, and can be repeated. `dry_run`: all that is taken back."""

    def __init__(self, changes: Changes, *, dry_run: bool = False) -> None:
        self._database = changes.database
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
            return _of(connection, findings.c.case_id, cases)

    def notice_files(self, cases: Collection[str], before: str) -> list[str]:
        """Forgets the files of notices of these cases and of no other that were written before a time; the
        caller deletes them first when it gets them from `files`."""
        with self._write() as connection:
            found = _files(connection, cases, before)
            for ids in some([id for id, _ in found]):
                connection.execute(update(notices.rows).where(notices.c.id.in_(ids)).values(file=""))
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
            _of(connection, deliveries.c.notice, ids)
            _of(connection, notice_cases.c.notice, ids)
            _of(connection, bounces.c.notice, ids)
            _links(connection, cases)
            return (
                _of(connection, findings.c.case_id, cases)
                + _of(connection, receipts.c.notice, ids)
                + _of(connection, notices.c.id, ids)
                + _of(connection, notes.c.case_id, cases)
            )

    def reviews(self, services: Collection[str]) -> int:
        """What was put up for review at these services."""
        with self._write() as connection:
            return _of(connection, reviews.c.service, services)

    def monitored(self, within: Within) -> int:
        """What monitors saw and found changed at addresses for which `within` is true."""
        with self._write() as connection:
            seen = {one.service for one in monitor_services.list(connection) if within(one.address)}
            ids = [one.id for one in monitor_events.list(connection) if within(one.address)]
            return _of(connection, monitor_services.c.service, seen) + _of(
                connection, monitor_events.c.id, ids
            )

    def unchecked(self, within: Within) -> int:
        """What scans did not check at addresses for which `within` is true; their counts stay."""
        with self._write() as connection:
            gone = 0
            for record in scans.list(connection):
                stripped, count = _without(record, within)
                if count:
                    scans.store(connection, stripped)
                gone += count
            return gone

    def overwrite(self) -> None:
        """What was deleted is no longer in the log beside the file either."""
        with self._database.bare() as connection:
            dialect.overwrite_log(connection)


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
    wanted, query = set(cases), select(notices.rows)
    return [
        row
        for row in connection.execute(query)
        if wanted.intersection(_named(row))
        or any(within(item.address) for item in decode_record(row.record, Notice).about if item.address)
    ]


def _named(row: Row[Any]) -> set[str]:
    """The cases that a notice names."""
    return {row.case_id, *(item.case for item in decode_record(row.record, Notice).about)} - {"", None}


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
    wanted = set(cases)
    gone = [link.id for link in owner_links.list(connection) if wanted.intersection(link.cases)]
    _of(connection, owner_links.c.id, gone)


def _of(connection: Connection, column: Column[Any], ids: Collection[str]) -> int:
    """Deletes the rows with one of these values; returns their number."""
    rows = delete(column.table)
    return sum(int(connection.execute(rows.where(column.in_(few))).rowcount) for few in some(ids))
