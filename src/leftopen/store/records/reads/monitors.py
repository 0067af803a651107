"""Reads the monitors, what they saw, and what they found changed."""

from __future__ import annotations

import builtins
from datetime import datetime

from sqlalchemy import select

from leftopen.errors import NotFound
from leftopen.model.monitor import Monitor, MonitorEvent, SeenService
from leftopen.present import timestamps
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import monitor_events, monitor_services, monitors

MOST = 10_000


class Monitors:
    """All monitors of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[Monitor]:
        """All, by name."""
        with self._database.read() as connection:
            found = connection.scalars(select(monitors.c.record).order_by(monitors.c.name))
            return [unpacked(text, Monitor) for text in found]

    def get(self, name: str) -> Monitor:
        """The monitor of that name. Raises NotFound."""
        with self._database.read() as connection:
            text = connection.scalars(select(monitors.c.record).where(monitors.c.name == name)).first()
        if text is None:
            raise NotFound(f"there is no monitor {name!r}; to list them: leftopen watch list")
        return unpacked(text, Monitor)

    def find(self, id: str) -> Monitor | None:
        """The monitor with exactly that id."""
        with self._database.read() as connection:
            text = connection.scalars(select(monitors.c.record).where(monitors.c.id == id)).first()
        return None if text is None else unpacked(text, Monitor)

    def services(self, id: str) -> dict[str, SeenService]:
        """What the last judged run saw, by service id."""
        query = select(monitor_services.c.record).where(monitor_services.c.monitor == id)
        with self._database.read() as connection:
            found = [unpacked(text, SeenService) for text in connection.scalars(query)]
        return {one.service: one for one in found}

    def saw(self, id: str, service: str) -> bool:
        """Did the last judged run see that service?"""
        query = select(monitor_services.c.service).where(
            monitor_services.c.monitor == id, monitor_services.c.service == service
        )
        with self._database.read() as connection:
            return connection.scalars(query).first() is not None

    def events_of(self, id: str, run: int) -> builtins.list[MonitorEvent]:
        """The events of one run, in their order."""
        query = select(monitor_events.c.record).where(
            monitor_events.c.monitor == id, monitor_events.c.run == run
        )
        with self._database.read() as connection:
            found = connection.scalars(query.order_by(monitor_events.c.id))
            return [unpacked(text, MonitorEvent) for text in found]

    def events(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        monitor: str = "",
        limit: int = MOST,
    ) -> builtins.list[MonitorEvent]:
        """The newest events from `since` to before `until`, newest first."""
        query = select(monitor_events.c.record)
        if since is not None:
            query = query.where(monitor_events.c.at >= timestamps.format_utc(since))
        if until is not None:
            query = query.where(monitor_events.c.at < timestamps.format_utc(until))
        if monitor:
            query = query.where(monitor_events.c.monitor == monitor)
        query = query.order_by(monitor_events.c.at.desc(), monitor_events.c.id).limit(limit)
        with self._database.read() as connection:
            return [unpacked(text, MonitorEvent) for text in connection.scalars(query)]
