"""Opens the SQLite file: write-ahead log, every commit on the disk, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from leftopen.errors import StoreFailed
from leftopen.store.lock_holder import holder
from leftopen.store.records import dialect

BUSY_SECONDS = 30
_NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})


class Database:
    """Gives out connections, each inside one transaction. `refusal`: why it takes no write, '' where it
    does. `unreadable`: the records that could not be read since it was opened, as table and key."""

    refusal = ""

    def __init__(
        self, file: Path, busy_seconds: float = BUSY_SECONDS, *, query: Mapping[str, str] | None = None
    ) -> None:
        """`query`: of SQLite's URI."""
        self._file = file
        self.unreadable: set[tuple[str, str]] = set()
        url = URL.create("sqlite", database=str(file))
        if query:
            url = URL.create("sqlite", database=file.absolute().as_uri(), query={**query, "uri": "true"})
        options = {dialect.UNREADABLE: self.unreadable}
        self._engine = create_engine(url, connect_args={"timeout": busy_seconds}, execution_options=options)
        self._writer = self._engine.execution_options(begin=dialect.WRITE)
        event.listen(self._engine, "connect", dialect.prepare)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction with one consistent view. Raises StoreFailed."""
        with self._one_line(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A single write transaction; on the disk when the block ends, rolled back when it raises. Raises
        StoreFailed."""
        with self._one_line(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """A connection without a transaction, for the few statements that can't be in one. Raises
        StoreFailed."""
        with self._one_line(), self._engine.execution_options(begin="").connect() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PendingRollbackError, PoolTimeout) as error:
            raise StoreFailed(_sentence(error, self._file)) from error


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin", dialect.READ)
    if statement:
        connection.exec_driver_sql(statement)


def _sentence(error: Exception, file: Path) -> str:
    own = getattr(error, "orig", error)
    message = str(own).partition("\n")[0]
    # Even a reader needs disk space, for the index of the log beside the file.
    if "disk is full" in message or getattr(own, "sqlite_errorname", "") in _NO_ROOM:
        return "the disk is full; free some space for the records"
    if "locked" in message:
        by = holder(file, file.with_name(f"{file.name}-shm")) or "another process"
        return f"the records are locked by {by}; try again later"
    if "readonly" in message:
        return "cannot write the records: the file or its disk is read-only"
    return f"the records database failed: {message}"
