"""Stores monitors. The result of a run, the run after it and the messages about it are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Text, delete, insert, literal_column, select, update

from leftopen.model.job import Job
from leftopen.model.monitor import Monitor, MonitorEvent, SeenService
from leftopen.model.outbox import Message
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import monitor_events, monitor_services, monitors
from leftopen.store.records.writes.jobs import put
from leftopen.store.records.writes.notices import outbox

# '' for an event of no case, and for a row that was corrupted from outside.
OWN_CASE = literal_column(
    "coalesce(CASE json_valid(record) WHEN 1 THEN json_extract(record, '$.case') END, '')", Text
)


class MonitorWriter:
    """Writes the monitors of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, monitor: Monitor, job: Job, most: int) -> str:
        """Stores it with the job of its first run. Returns '' or why not."""
        row = {
            "id": monitor.id, "name": monitor.name, "created": timestamps.format_utc(monitor.created),
            "record": packed(monitor),
        }  # fmt: skip
        with self._database.write() as connection:
            names = set(connection.scalars(select(monitors.c.name)))
            if monitor.name in names:
                return f"there is already a monitor {monitor.name!r}"
            if len(names) >= most:
                return f"the limit of {most:,} monitors is reached; remove some first"
            connection.execute(insert(monitors).values(row))
            put(connection, job)
        return ""

    def change(self, id: str, change: Callable[[Monitor], Monitor], job: Job | None = None) -> Monitor | None:
        """Stores the changed monitor, with a job when it goes on. None when it was removed."""
        with self._database.write() as connection:
            own = monitors.c.id == id
            text = connection.scalars(select(monitors.c.record).where(own)).first()
            if text is None:
                return None
            changed = change(unpacked(text, Monitor))
            connection.execute(update(monitors).where(own).values(record=packed(changed)))
            if job is not None:
                put(connection, job)
            return changed

    def answer_for(self, id: str, by: str) -> bool:
        """`by` answers for its recipients. False when it was removed, or somebody does already."""
        done = False

        def answered(old: Monitor) -> Monitor:
            nonlocal done
            done = not old.tell_by
            return replace(old, tell_by=by) if done else old

        return self.change(id, answered) is not None and done

    def remove(self, id: str) -> None:
        """Removes it with what it saw; its events stay."""
        with self._database.write() as connection:
            connection.execute(delete(monitors).where(monitors.c.id == id))
            connection.execute(delete(monitor_services).where(monitor_services.c.monitor == id))

    def prune(self, before: datetime, kept: Collection[str] = ()) -> int:
        """Deletes the events before that time, but those of the cases `kept`; returns their number."""
        old = delete(monitor_events).where(monitor_events.c.at < timestamps.format_utc(before))
        if kept:
            old = old.where(OWN_CASE.not_in(list(kept)))
        with self._database.write() as connection:
            return int(connection.execute(old).rowcount)

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
        own = monitors.c.id == monitor.id
        with self._database.write() as connection:
            text = connection.scalars(select(monitors.c.record).where(own)).first()
            before = None if text is None else unpacked(text, Monitor)
            if before is None or before.runs != monitor.runs - 1:
                return False
            # What a person changed meanwhile stays.
            after = replace(
                before, runs=monitor.runs, asked=monitor.asked, asked_ports=monitor.asked_ports,
                last_event=monitor.last_event, last_run=monitor.last_run, said=monitor.said,
            )  # fmt: skip
            connection.execute(update(monitors).where(own).values(record=packed(after)))
            _replace(connection, monitor.id, services)
            if events:
                connection.execute(insert(monitor_events), [_row(event) for event in events])
            for message, job in messages:
                outbox.put(connection, message, job)
        return True


def _replace(connection: Connection, id: str, services: Mapping[str, SeenService]) -> None:
    """Only the rows that changed are written."""
    own = monitor_services.c.monitor == id
    rows = connection.execute(select(monitor_services.c.service, monitor_services.c.record).where(own))
    stored = {row.service: row.record for row in rows}
    wanted = {service: packed(seen) for service, seen in services.items()}
    old = [service for service, text in stored.items() if wanted.get(service) != text]
    new = [service for service, text in wanted.items() if stored.get(service) != text]
    for begin in range(0, len(old), 500):
        some = old[begin : begin + 500]
        connection.execute(delete(monitor_services).where(own, monitor_services.c.service.in_(some)))
    if new:
        connection.execute(
            insert(monitor_services),
            [{"monitor": id, "service": service, "record": wanted[service]} for service in new],
        )


def _row(event: MonitorEvent) -> dict[str, object]:
    return {
        "id": event.id,
        "monitor": event.monitor,
        "run": event.run,
        "at": timestamps.format_utc(event.at),
        "record": packed(event),
    }
