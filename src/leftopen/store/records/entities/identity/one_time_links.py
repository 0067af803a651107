"""One-time links, with only the digests of their tokens."""

from __future__ import annotations

from sqlalchemy import Index

from leftopen.model.user import OneTimeLink
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

one_time_links = Table(
    "one_time_links",
    OneTimeLink,
    column("id", key=True),
    column("user"),
    column("created", "made"),
    Index("one_time_links_user", "user", "created"),
    order="created id",
)


class OneTimeLinks(Reader[OneTimeLink]):
    """All unused links of this data folder, oldest first."""

    table = one_time_links


class OneTimeLinkWriter(Writer[OneTimeLink]):
    """Changes the links of this data folder."""

    table = one_time_links

    def put(self, link: OneTimeLink) -> None:
        """Replaces the earlier ones of the same purpose and user."""
        with self.write() as connection:
            for old in one_time_links.list(connection, one_time_links.c.user == link.user):
                if old.purpose is link.purpose:
                    one_time_links.remove(connection, one_time_links.c.id == old.id)
            one_time_links.add(connection, link)

    def use(self, id: str) -> bool:
        """True for the one caller who used it up."""
        with self.write() as connection:
            return bool(one_time_links.remove(connection, one_time_links.c.id == id))
