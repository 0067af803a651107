"""What is muted. Whoever adds or removes a mute lets the messages that it held be looked at again."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime

from leftopen.model.job import Job
from leftopen.model.outbox import HoldReason, Mute
from leftopen.store.records.changes import Writer
from leftopen.store.records.entities import sending
from leftopen.store.records.table import Reader, Table, column

mutes = Table("mutes", Mute, column("id", key=True), noun="mute", prefix=True)


class Mutes(Reader[Mute]):
    """All mutes of this data folder."""

    table = mutes

    def list(self) -> builtins.list[Mute]:
        """All of them, also those that ended, oldest first."""
        return sorted(self._list(), key=lambda mute: (mute.added, mute.id))


class MuteWriter(Writer[Mute]):
    """Changes the mutes of this data folder."""

    table = mutes

    def remove(self, prefix: str, now: datetime, job_of: Callable[[str], Job]) -> Mute:
        """Removes it; what mutes hold is tried again now, and held again where another one matches. Raises
        NotFound."""
        with self.write() as connection:
            removed = mutes.take(connection, prefix)
            sending.release(connection, [HoldReason.MUTED, HoldReason.SUPPRESSED], now, job_of)
            return removed
