"""Monitors, what they saw, and what they found changed. The result of a run, the run after it and the
messages about it are one transaction."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Index, Text, func, insert, select

from leftopen.errors import NotFound
from leftopen.model.job import Job
from leftopen.model.monitor import Monitor, MonitorEvent, SeenService
from leftopen.model.outbox import Message
from leftopen.present import timestamps
from leftopen.store.records import dialect
from leftopen.store.records.changes import Writer
from leftopen.store.records.codec import encode_record
from leftopen.store.records.entities import jobs, sending
from leftopen.store.records.table import Reader, Table, column, some

MOST = 10_000

monitors = Table(
    "monitors", Monitor, column("id", key=True), column("name", unique=True), column("created"), order="name",
    noun="monitor", skips=True,
)  # fmt: skip
# What the last judged run of each monitor saw.
monitor_services = Table(
    "monitor_services",
    SeenService,
    Column("monitor", Text, primary_key=True),
    column("service", key=True),
)
monitor_events = Table(
    "monitor_events",
    MonitorEvent,
    column("id", key=True),
    column("monitor"),
    column("run", kind=BigInteger),
    column("at"),
    Index("monitor_events_run", "monitor", "run"),
    Index("monitor_events_at", "at"),
    order="-at id",
    skips=True,
)
# '' for an event of no case, and for a row that was corrupted from outside.
OWN_CASE = func.coalesce(dialect.json_text("record", "case"), "")


class Monitors(Reader[Monitor]):
    """All monitors of this data folder, by name."""

    table = monitors

    def get(self, name: str, /) -> Monitor:
        """The monitor of that name. Raises NotFound."""
        found = self._first(monitors.c.name == name)
        if found is None:
            raise NotFound(f"there is no monitor {name!r}; to list them: leftopen watch list")
        return found

    def services(self, id: str) -> dict[str, SeenService]:
        """What the last judged run saw, by service id."""
        with self._database.read() as connection:
            found = monitor_services.list(connection, monitor_services.c.monitor == id)
        return {one.service: one for one in found}

    def saw(self, id: str, service: str) -> bool:
        """Did the last judged run see that service?"""
        with self._database.read() as connection:
            return monitor_services.find(connection, id, service) is not None

    def events(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        monitor: str = "",
        limit: int = MOST,
    ) -> builtins.list[MonitorEvent]:
        """The newest events from `since` to before `until`, newest first."""
        wanted = []
        if since is not None:
            wanted.append(monitor_events.c.at >= timestamps.format_utc(since))
        if until is not None:
            wanted.append(monitor_events.c.at < timestamps.format_utc(until))
        if monitor:
            wanted.append(monitor_events.c.monitor == monitor)
        with self._database.read() as connection:
            return monitor_events.list(connection, *wanted, limit=limit)


class MonitorWriter(Writer[Monitor]):
    """Changes the monitors of this data folder."""

    table = monitors

    def add(self, monitor: Monitor, job: Job, most: int) -> str:
        """Stores it with the job of its first run. Returns '' or why not."""
        with self.write() as connection:
            names = set(connection.scalars(select(monitors.c.name)))
            if monitor.name in names:
                return f"there is already a monitor {monitor.name!r}"
            if len(names) >= most:
                return f"the limit of {most:,} monitors is reached; remove some first"
            monitors.add(connection, monitor)
            jobs.put(connection, job)
        return ""

    def change(self, id: str, change: Callable[[Monitor], Monitor], job: Job | None = None) -> Monitor | None:
        """Stores the changed monitor, with a job when it goes on. None when it was removed."""
        with self.write() as connection:
            there = monitors.find(connection, id)
            if there is None:
                return None
            changed = change(there)
            monitors.store(connection, changed)
            if job is not None:
                jobs.put(connection, job)
            return changed

    def answer_for(self, id: str, by: str) -> bool:
        """`by` answers for its recipients. False when it was removed, or somebody does already."""
        with self.write() as connection:
            there = monitors.find(connection, id)
            if there is None or there.tell_by:
                return False
            return monitors.store(connection, replace(there, tell_by=by))

    def remove(self, id: str) -> None:
        """Removes it with what it saw; its events stay."""
        with self.write() as connection:
            monitors.remove(connection, monitors.c.id == id)
            monitor_services.remove(connection, monitor_services.c.monitor == id)

    def prune(self, before: datetime, kept: Collection[str] = ()) -> int:
        """Deletes the events before that time, but those of the cases `kept`; returns their number."""
        old = [monitor_events.c.at < timestamps.format_utc(before)]
        if kept:
            old.append(OWN_CASE.not_in(list(kept)))
        with self.write() as connection:
            return monitor_events.remove(connection, *old)

    def judged(
        self,
        monitor: Monitor,
        services: Mapping[str, SeenService],
        events: Sequence[MonitorEvent],
        messages: Iterable[tuple[Message, Job]],
    ) -> bool:
        """Stores the result of a run, and puts the messages about it into the outbox, each with the job that
        delivers it. False, and nothing is stored, when the monitor was removed, or another
        worker stored this run."""
        with self.write() as connection:
            before = monitors.find(connection, monitor.id)
            if before is None or before.runs != monitor.runs - 1:
                return False
            # What a person changed meanwhile stays.
            monitors.store(connection, replace(
                before, runs=monitor.runs, asked=monitor.asked, asked_ports=monitor.asked_ports,
                last_event=monitor.last_event, last_run=monitor.last_run, said=monitor.said,
            ))  # fmt: skip
            _replace(connection, monitor.id, services)
            monitor_events.add(connection, *events)
            for message, job in messages:
                sending.put(connection, message, job)
        return True


def _replace(connection: Connection, id: str, services: Mapping[str, SeenService]) -> None:
    """Only the rows that changed are written."""
    own = monitor_services.c.monitor == id
    rows = connection.execute(select(monitor_services.c.service, monitor_services.c.record).where(own))
    stored = {row.service: row.record for row in rows}
    wanted = {service: encode_record(seen) for service, seen in services.items()}
    old = [service for service, text in stored.items() if wanted.get(service) != text]
    new = [service for service, text in wanted.items() if stored.get(service) != text]
    for listed in some(old):
        monitor_services.remove(connection, own, monitor_services.c.service.in_(listed))
    if new:
        connection.execute(
            insert(monitor_services.rows),
            [{"monitor": id, "service": service, "record": wanted[service]} for service in new],
        )
