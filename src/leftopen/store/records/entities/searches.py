"""Users' saved searches and views."""

from __future__ import annotations

import builtins

from sqlalchemy import Index

from leftopen.errors import NotFound
from leftopen.model.user import SavedSearch
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

searches = Table(
    "searches",
    SavedSearch,
    column("id", key=True),
    column("user"),
    column("created", "made"),
    Index("searches_user", "user", "created"),
    order="created id",
)


class Searches(Reader[SavedSearch]):
    """All saved searches of this data folder, oldest first."""

    table = searches

    def every(self, user: str) -> builtins.list[SavedSearch]:
        """All searches and views of one user, oldest first."""
        return self._list(searches.c.user == user)

    def of(self, user: str, page: str = "") -> builtins.list[SavedSearch]:
        """All searches of one user, or all saved views of a page, oldest first."""
        return [one for one in self.every(user) if one.page == page]


class SearchWriter(Writer[SavedSearch]):
    """Changes the saved searches of this data folder."""

    table = searches

    def add(self, search: SavedSearch, most: int) -> bool:
        """False, and nothing is stored, when the user has `most` of them already. The same query under the
        same name is stored once."""
        with self.write() as connection:
            known = searches.list(connection, searches.c.user == search.user)
            same = (search.name, search.query, search.page)
            if any((one.name, one.query, one.page) == same for one in known):
                return True
            if len(known) >= most:
                return False
            searches.add(connection, search)
            return True

    def replace(self, search: SavedSearch) -> None:
        """Instead of all others that the user has under the same name for the same page."""
        with self.write() as connection:
            known = searches.list(connection, searches.c.user == search.user)
            old = [one.id for one in known if (one.name, one.page) == (search.name, search.page)]
            searches.remove(connection, searches.c.id.in_(old))
            searches.add(connection, search)

    def remove(self, user: str, id: str) -> None:
        """Deletes a search. Raises NotFound, also for another user's."""
        with self.write() as connection:
            if not searches.remove(connection, searches.c.user == user, searches.c.id == id):
                raise NotFound("there is no such saved search")
