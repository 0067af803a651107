"""A table of records: each is the whole dataclass in JSON, beside the columns by which it is found.

Times are text as `present.timestamps` writes them, so that they sort.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import sqlalchemy
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Select,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from leftopen.errors import NotFound, StoreFailed
from leftopen.present import timestamps
from leftopen.present.log_events import ERROR, log_event
from leftopen.store.records.codec import decode_record, encode_record
from leftopen.store.records.dialect import UNREADABLE, VALUES_AT_ONCE, as_bytes

if TYPE_CHECKING:
    from leftopen.store.records import Records

T = TypeVar("T")
Where = ColumnElement[bool]
metadata = MetaData()
TABLE = "leftopen_table"
"""The key of the `Table` in the info of its rows."""


def column(
    name: str,
    of: str | Callable[[Any], object] = "",
    kind: type[TypeEngine[Any]] = Text,
    *,
    key: bool = False,
    null: bool = False,
    unique: bool = False,
) -> Column[Any]:
    """A column that is filled from the record: from its field of that name, or `of`, a path of fields or a
    function."""
    read = attrgetter(of or name) if isinstance(of, str) else of
    return Column(
        name,
        kind,
        primary_key=key,
        nullable=null,
        unique=unique or None,
        autoincrement=False,
        info={"of": read},
    )


class Table(Generic[T]):
    """The table of one kind of record. Every function works inside the transaction of its connection.
    `order`: the columns by which records are listed, with a minus for descending ones. `noun` names one
    record in messages; with `prefix`, the beginning of an id finds it too.

    A record that can't be read, because its disk or a hand damaged it, raises StoreFailed. With `skips`,
    lists go on without it: a table whose records permit, refuse or keep something must not. `rebuild` makes
    it anew from its id, or None."""

    def __init__(
        self, name: str, kind: type[T], *parts: Column[Any] | Index, order: str = "", noun: str = "",
        prefix: bool = False, skips: bool = False,
        rebuild: Callable[[Connection, Any], T | None] = lambda connection, id: None,
    ) -> None:  # fmt: skip
        record = Column("record", Text, nullable=False)
        self.rows = sqlalchemy.Table(name, metadata, *parts, record, info={TABLE: self})
        self.c, self.kind, self.noun, self.prefix = self.rows.c, kind, noun, prefix
        self.name, self._skips, self._rebuild = name, skips, rebuild
        self.order: list[ColumnElement[Any]] = [
            self.c[one[1:]].desc() if one.startswith("-") else self.c[one] for one in order.split()
        ]
        self._keys = list(self.rows.primary_key.columns)

    def list(
        self, connection: Connection, *where: Where, order: Sequence[ColumnElement[Any]] | None = None,
        limit: int | None = None, offset: int | None = None, skips: bool = False,
    ) -> builtins.list[T]:  # fmt: skip
        """The records, in `order` or as they are listed. `skips` as for the whole table."""
        query = self._query(*where, order=order).limit(limit).offset(offset)
        rows, skips = connection.execute(query).all(), skips or self._skips
        found = (self.read(connection, *row, skips=skips) for row in rows)
        return [one for one in found if one is not None]

    def read(self, connection: Connection, text: str | bytes, *key: object, skips: bool) -> T | None:
        """The record of a row; None for one that can't be read, if the caller `skips` such."""
        try:
            return self.required(connection, text, *key)
        except StoreFailed:
            if skips:
                return None
            raise

    def required(self, connection: Connection, text: str | bytes, *key: object) -> T:
        """The record of a row. Raises StoreFailed for one that can't be read."""
        try:
            return decode_record(text, self.kind)
        except StoreFailed as error:
            short, found = self._note(connection, key), self._rebuild(connection, key[0])
            if found is None:
                raise StoreFailed(f"{self.noun or self.name} {short}: {error}") from error
            return found

    def _note(self, connection: Connection, key: Sequence[object]) -> str:
        """The key as it is noted and logged."""
        # A session is asked for by its whole id.
        seen, short = connection.get_execution_options()[UNREADABLE], " ".join(str(one)[:12] for one in key)
        if (self.name, short) not in seen:
            seen.add((self.name, short))
            message = f"a stored record cannot be read: {self.name} {short}; see leftopen doctor"
            log_event(ERROR, "record_unreadable", message, {"table": self.name, "key": short})
        return short

    def unreadable(self, connection: Connection) -> Iterator[str]:
        """The key of every record that can't be read."""
        for text, *key in connection.execute(self._query(order=[])):
            try:
                decode_record(text, self.kind)
            except StoreFailed:
                yield self._note(connection, key)

    def _query(
        self, *where: Where, order: Sequence[ColumnElement[Any]] | None = None
    ) -> Select[tuple[Any, ...]]:
        query = select(as_bytes(self.c.record), *self._keys).where(*where)
        return query.order_by(*(self.order if order is None else order))

    def first(
        self, connection: Connection, *where: Where, order: Sequence[ColumnElement[Any]] | None = None
    ) -> T | None:
        """The first of them, None when there is none. Raises StoreFailed for one that can't be read."""
        row = connection.execute(self._query(*where, order=order).limit(1)).first()
        return None if row is None else self.required(connection, *row)

    def count(self, connection: Connection, *where: Where) -> int:
        """How many of them there are."""
        return connection.scalar(select(func.count()).select_from(self.rows).where(*where)) or 0

    def find(self, connection: Connection, *key: str | int) -> T | None:
        """The record with exactly that key."""
        return self.first(connection, *self._own(key))

    def get(self, connection: Connection, id: str) -> T:
        """As `find`, or by the beginning of its id. Raises NotFound."""
        found = self.find(connection, id)
        if found is None:
            found = self.find(connection, self.full_id(connection, id) if self.prefix else id)
        if found is None:
            raise NotFound(f"there is no {self.noun} {id[:40]!r}")
        return found

    def full_id(self, connection: Connection, prefix: str) -> str:
        """The one id with this prefix; a complete id always wins. NotFound when there is none, or several."""
        id = self._keys[0]
        if connection.scalars(select(id).where(id == prefix)).first() is not None:
            return prefix
        # Not LIKE, which ignores case in SQLite.
        begins = func.substr(id, 1, len(prefix)) == prefix
        found = connection.scalars(select(id).where(begins).order_by(id).limit(9)).all()
        if not prefix or not found:
            raise NotFound(f"there is no {self.noun} {prefix!r}")
        if len(found) > 1:
            raise NotFound(f"{prefix!r} matches several {self.noun}s: {', '.join(i[:12] for i in found)}")
        return str(found[0])

    def values(self, record: T) -> dict[str, Any]:
        """The row of a record."""
        row = {one.name: _cell(one.info["of"](record)) for one in self.c if "of" in one.info}
        return row | {"record": encode_record(record)}

    def add(self, connection: Connection, *records: T) -> None:
        """Inserts records whose keys are new."""
        if records:
            connection.execute(insert(self.rows), [self.values(one) for one in records])

    def put(self, connection: Connection, record: T) -> None:
        """Inserts it in place of the record with its key, if there is one."""
        self.remove(connection, *self._own(self._key(record)))
        self.add(connection, record)

    def store(self, connection: Connection, record: T, *where: Where) -> bool:
        """Stores the record that is there in its present state; False where it is not."""
        own = where or self._own(self._key(record))
        return bool(connection.execute(update(self.rows).where(*own).values(self.values(record))).rowcount)

    def change(self, connection: Connection, id: str, change: Callable[[T], T]) -> T:
        """Stores the result of `change`, which may have another id, and returns it. Raises NotFound."""
        old = self.get(connection, id)
        changed = change(old)
        self.store(connection, changed, *self._own(self._key(old)))
        return changed

    def remove(self, connection: Connection, *where: Where) -> int:
        """Deletes records; returns their number."""
        return int(connection.execute(delete(self.rows).where(*where)).rowcount)

    def take(self, connection: Connection, id: str) -> T:
        """Deletes the record that `get` finds, and returns it. Raises NotFound."""
        found = self.get(connection, id)
        self.remove(connection, *self._own(self._key(found)))
        return found

    def by_state(self, connection: Connection) -> dict[str, int]:
        """How many records are in each state; no record is read."""
        query = select(self.c.state, func.count()).group_by(self.c.state)
        return {str(state): int(count) for state, count in connection.execute(query)}

    def _key(self, record: T) -> builtins.list[object]:
        return [_cell(one.info["of"](record)) for one in self._keys]

    def _own(self, key: Sequence[object]) -> builtins.list[Where]:
        return [column == value for column, value in zip(self._keys, key, strict=True)]


class Reader(Generic[T]):
    """Reads the records of one table, each call in a transaction of its own with one consistent view. Raises
    StoreFailed when the database fails."""

    table: Table[T]

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def find(self, /, *key: str | int) -> T | None:
        """The record with exactly that key."""
        with self._database.read() as connection:
            return self.table.find(connection, *key)

    def get(self, id: str, /) -> T:
        """The record with that id, or, of a table that allows it, whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            return self.table.get(connection, id)

    def list(self) -> builtins.list[T]:
        """All, in the order of the table."""
        return self._list()

    def readable(self) -> builtins.list[T]:
        """The same without those that can't be read."""
        with self._database.read() as connection:
            return self.table.list(connection, skips=True)

    def any(self) -> bool:
        """Is there one, readable or not?"""
        return self._count() > 0

    def _list(
        self, *where: Where, order: Sequence[ColumnElement[Any]] | None = None, limit: int | None = None,
        offset: int | None = None,
    ) -> builtins.list[T]:  # fmt: skip
        with self._database.read() as connection:
            return self.table.list(connection, *where, order=order, limit=limit, offset=offset)

    def _first(self, *where: Where, order: Sequence[ColumnElement[Any]] | None = None) -> T | None:
        with self._database.read() as connection:
            return self.table.first(connection, *where, order=order)

    def _count(self, *where: Where) -> int:
        with self._database.read() as connection:
            return self.table.count(connection, *where)


def some(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in lists that a database takes in one question."""
    listed = list(values)
    for begin in range(0, len(listed), VALUES_AT_ONCE):
        yield listed[begin : begin + VALUES_AT_ONCE]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return timestamps.format_utc(value)
    return value.value if isinstance(value, Enum) else value
