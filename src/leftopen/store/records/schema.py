"""Migrates the records of a data folder when it is opened, and refuses a newer version."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.records import backup, read_only
from leftopen.store.records.database import Database

HEAD = "0025"
RENAMED = "0008"
"""The newest version that renames what is stored: older records are backed up first."""
FILE = "records.sqlite"
_MIGRATIONS = Path(__file__).parents[1] / "migrations" / "alembic"


def ready(data: Path, tell: Callable[[str], None] = backup.on_stderr, *, reading: bool = False) -> Database:
    """The open database of that folder, at version HEAD. `reading`: for a look at it, which changes no older
    folder. `tell` gets one line about a backup, or why nothing can be changed. Raises StoreFailed and
    StoreTooNew."""
    file = data / FILE
    try:
        if why := read_only.why_not(data, file):
            tell(f"{why}; what is stored is shown, and nothing can be changed")
            return _unchanged(file, why)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        database = Database(file)
        try:
            version = _found(database)
            if reading and "" < version < HEAD:
                tell(f"the records have version {version}; a copy is read as version {HEAD}, and the folder "
                     f"is not changed ({read_only.UPGRADE})")  # fmt: skip
                database.close()
                return _copied(file, version, f"this command only reads; {read_only.UPGRADE}")
            _brought_up(database, data, tell)
        except BaseException:
            database.close()
            raise
    except OSError as error:
        raise StoreFailed(f"cannot open the records: {error.strerror}: {error.filename}") from error
    return database


def _unchanged(file: Path, why: str) -> Database:
    if not os.access(file, os.F_OK):
        raise StoreFailed(f"{why}, and there are no records in it")
    database = read_only.ReadOnlyDatabase(file, f"cannot write the records: {why}")
    try:
        version = _found(database)
    except BaseException:
        database.close()
        raise
    if version == HEAD:
        return database
    database.close()
    return _copied(file, version, f"cannot write the records: {why}")


def _copied(file: Path, version: str, refusal: str) -> Database:
    return read_only.updated_copy(file, version, HEAD, refusal, _migrated)


def _brought_up(database: Database, data: Path, tell: Callable[[str], None]) -> None:
    if _found(database) < HEAD:
        with _alone(data / "records.lock"):
            # Another process may have done it while this one waited.
            if _found(database) < HEAD:
                _migrate(database, data / FILE, tell)


def _found(database: Database) -> str:
    """The version of the tables, '' when there are none. Plain SQL, because importing Alembic costs more than
    opening the folder."""
    with database.read() as connection:
        version = _version(connection)
    if version > HEAD:
        raise StoreTooNew(
            f"the records have version {version}, newer than this leftopen ({HEAD}): update leftopen"
        )
    return version


def _version(connection: Connection) -> str:
    """The version of the tables, '' when there are none."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return "" if row is None else str(row[0])


def _migrate(database: Database, file: Path, tell: Callable[[str], None]) -> None:
    with database.bare() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    with database.write() as connection:
        # Inside the transaction: no other process can write between the backup and the migration.
        if "" < _version(connection) < RENAMED:
            tell(backup.back_up(file, RENAMED))
        _upgrade(connection)


def _migrated(copy: Database) -> None:
    with copy.write() as connection:
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    upgrade(config, HEAD)


def copies_before_updates(data: Path) -> list[Path]:
    """The copies that updates left. Raises OSError."""
    return sorted(path for path in data.glob(f"{FILE}.before-*") if not path.name.endswith(".part"))


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
