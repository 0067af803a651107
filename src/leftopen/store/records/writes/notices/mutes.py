"""Stores what is muted. Whoever adds or removes a mute lets the messages that it held be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from leftopen.errors import NotFound
from leftopen.model.job import Job
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Mute
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import mutes, outbox
from leftopen.store.records.writes.notices.outbox import columns, schedule

_HELD = (HoldReason.MUTED.value, HoldReason.SUPPRESSED.value)


class MuteWriter:
    """Writes the mutes of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, mute: Mute) -> None:
        with self._database.write() as connection:
            connection.execute(insert(mutes).values(id=mute.id, record=packed(mute)))

    def remove(self, prefix: str, now: datetime, job_of: Callable[[str], Job]) -> Mute:
        """Removes it; what mutes hold is tried again now, and held again where another one matches. Raises
        NotFound."""
        with self._database.write() as connection:
            own = mutes.c.id == full_id(connection, mutes, prefix, "mute")
            text = connection.scalars(select(mutes.c.record).where(own)).first()
            if text is None:
                raise NotFound(f"there is no mute {prefix[:40]!r}")
            connection.execute(delete(mutes).where(own))
            held = (outbox.c.state == DeliveryState.HELD.value) & outbox.c.hold.in_(_HELD)
            rows = connection.execute(select(outbox.c.notice, outbox.c.record).where(held)).all()
            for row in rows:
                before = unpacked(row.record, Delivery)
                queued = replace(before, state=DeliveryState.QUEUED, hold=HoldReason.NONE, due=now)
                connection.execute(
                    update(outbox).where(outbox.c.notice == row.notice).values(columns(queued))
                )
                schedule(connection, replace(job_of(row.notice), due=now))
            return unpacked(text, Mute)
