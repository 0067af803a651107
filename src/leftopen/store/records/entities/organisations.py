"""Organisations, and what the calendars of those on call say."""

from __future__ import annotations

from leftopen.errors import NotFound
from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, find_by_name
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

organisations = Table(
    "organisations", Organisation, column("id", key=True), column("name", unique=True), order="name"
)
on_call = Table("on_call", OnCall, column("organisation", key=True))


class Organisations(Reader[Organisation]):
    """All organisations of this data folder, by name."""

    table = organisations

    def named(self, name: str) -> Organisation | None:
        """In any case of letters."""
        return find_by_name(self.list(), name)

    def get(self, name: str, /) -> Organisation:
        """The one of that name. Raises NotFound."""
        found = self.named(name)
        if found is None:
            raise NotFound(f"there is no organisation {name[:80]!r}; to see them: leftopen org list")
        return found

    def on_call(self) -> dict[str, OnCall]:
        """What the calendar of each organisation said when it was last read, by the organisation's id."""
        with self._database.read() as connection:
            return {one.organisation: one for one in on_call.list(connection)}


class OrganisationWriter(Writer[Organisation]):
    """Changes the organisations of this data folder."""

    table = organisations

    def add(self, organisation: Organisation) -> Organisation | None:
        """Adds it, unless one has its name, in any case of letters: gives that one."""
        with self.write() as connection:
            if there := find_by_name(organisations.list(connection), organisation.name):
                return there
            organisations.add(connection, organisation)
        return None

    def put(self, organisation: Organisation) -> None:
        """Adds it, or replaces the one with that id. What another calendar said is forgotten."""
        with self.write() as connection:
            organisations.put(connection, organisation)
            there = on_call.find(connection, organisation.id)
            if there is not None and there.source != organisation.on_call:
                on_call.remove(connection, on_call.c.organisation == organisation.id)

    def put_on_call(self, read: OnCall) -> None:
        """Stores what a calendar said; nothing when the organisation has another one now."""
        with self.write() as connection:
            there = organisations.find(connection, read.organisation)
            if there is not None and there.on_call == read.source:
                on_call.put(connection, read)

    def remove(self, id: str) -> None:
        with self.write() as connection:
            organisations.remove(connection, organisations.c.id == id)
            on_call.remove(connection, on_call.c.organisation == id)
