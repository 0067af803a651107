"""The links by which owners answer without an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Index

from leftopen.model.owner_link import OwnerLink
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

owner_links = Table(
    "owner_links",
    OwnerLink,
    column("id", key=True),
    column("case_id", lambda link: link.cases[0]),
    Index("owner_links_case", "case_id"),
    order="id",
)


class OwnerLinks(Reader[OwnerLink]):
    """All links of this data folder, whether or not they are still valid."""

    table = owner_links

    def of(self, case: str) -> list[OwnerLink]:
        """Those that show this case, oldest first."""
        found = self._list(owner_links.c.record.contains(case, autoescape=True))
        return sorted((one for one in found if case in one.cases), key=lambda link: (link.created, link.id))


class OwnerLinkWriter(Writer[OwnerLink]):
    """Changes the links of this data folder."""

    table = owner_links

    def withdraw(self, case: str, now: datetime) -> int:
        """Withdraws every valid link that shows this case; returns their number."""
        with self.write() as connection:
            shown = owner_links.list(connection, owner_links.c.record.contains(case, autoescape=True))
            valid = [
                one for one in shown if case in one.cases and one.withdrawn is None and one.expires > now
            ]
            for link in valid:
                owner_links.store(connection, replace(link, withdrawn=now))
        return len(valid)

    def claim_check(self, id: str, now: datetime, pause: timedelta) -> bool:
        """Notes that a check is asked for now; of several requests at once one gets it. False within the
        pause after another one, and for a link that is gone."""

        def claimed(link: OwnerLink) -> OwnerLink | None:
            # What is dated far in the future was noted while the clock was wrong, and holds up nothing.
            waits = link.looked is not None and abs(now - link.looked) < pause
            return None if waits else replace(link, looked=now)

        return self._claim(id, claimed)

    def claim_answer(self, id: str, now: datetime, most: int, within: timedelta) -> bool:
        """Notes that an answer comes now. False when so many came within that time, and for a link that is
        gone."""

        def claimed(link: OwnerLink) -> OwnerLink | None:
            recent = tuple(at for at in link.answers if now - within < at <= now)
            return None if len(recent) >= most else replace(link, answers=(*recent, now))

        return self._claim(id, claimed)

    def _claim(self, id: str, change: Callable[[OwnerLink], OwnerLink | None]) -> bool:
        with self.write() as connection:
            link = owner_links.find(connection, id)
            changed = None if link is None else change(link)
            return changed is not None and owner_links.store(connection, changed)
