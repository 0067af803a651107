"""Migrates the records of a data folder when it is opened, and refuses a newer version."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.records import backup
from leftopen.store.records.database import Database

HEAD = "0025"
RENAMED = "0008"
"""The newest version that renames what is stored: older records are backed up first."""
FILE = "records.sqlite"
_MIGRATIONS = Path(__file__).parents[1] / "migrations" / "alembic"


def ready(data: Path, tell: Callable[[str], None] = backup.on_stderr) -> Database:
    """The open database of that folder, at version HEAD. `tell` gets one line about a backup. Raises
    StoreFailed and StoreTooNew."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = data / FILE
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        database = Database(file)
        try:
            _brought_up(database, data, tell)
        except BaseException:
            database.close()
            raise
    except OSError as error:
        raise StoreFailed(f"cannot open the records: {error.strerror}: {error.filename}") from error
    return database


def _brought_up(database: Database, data: Path, tell: Callable[[str], None]) -> None:
    if _behind(database):
        with _alone(data / "records.lock"):
            # Another process may have done it while this one waited.
            if _behind(database):
                _migrate(database, data / FILE, tell)


def _behind(database: Database) -> bool:
    """Plain SQL, because importing Alembic costs more than opening the folder."""
    with database.read() as connection:
        version = _version(connection)
    if version > HEAD:
        raise StoreTooNew(
            f"the records have version {version}, newer than this leftopen ({HEAD}): update leftopen"
        )
    return version < HEAD


def _version(connection: Connection) -> str:
    """The version of the tables, '' when there are none."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return "" if row is None else str(row[0])


def _migrate(database: Database, file: Path, tell: Callable[[str], None]) -> None:
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database.bare() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    with database.write() as connection:
        # Inside the transaction: no other process can write between the backup and the migration.
        if "" < _version(connection) < RENAMED:
            tell(backup.back_up(file, RENAMED))
        config.attributes["connection"] = connection
        upgrade(config, HEAD)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
