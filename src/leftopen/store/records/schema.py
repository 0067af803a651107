"""Makes and updates the tables of the records when a data folder is opened, and refuses a newer version and
one from before the first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.records import backup, dialect, read_only
from leftopen.store.records.database import Database
from leftopen.store.records.entities import all_tables

BASELINE = "0025"
"""Older records are refused."""
HEAD = "0025"
FILE = "records.sqlite"
_MIGRATIONS = Path(__file__).parents[1] / "migrations" / "alembic"
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def ready(data: Path, tell: Callable[[str], None] = backup.on_stderr, *, reading: bool = False) -> Database:
    """The open database of that folder, at version HEAD and with the table of every entity. `reading`: for a
    look at it, which changes no older folder. `tell` gets one line about a backup, or why nothing can be
    changed. Raises StoreFailed and StoreTooNew."""
    file = data / FILE
    try:
        if why := read_only.why_not(data, file):
            tell(f"{why}; what is stored is shown, and nothing can be changed")
            return _unchanged(file, why)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        database = Database(file)
        try:
            version, complete = _found(database)
            if reading and version and not complete:
                tell(
                    f"the records have version {version}; a copy is read as version {HEAD}, and the folder "
                    f"is not changed ({read_only.UPGRADE})"
                )
                database.close()
                return _copied(file, version, f"this command only reads; {read_only.UPGRADE}")
            if not complete:
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
        version, complete = _found(database)
    except BaseException:
        database.close()
        raise
    if complete:
        return database
    database.close()
    return _copied(file, version, f"cannot write the records: {why}")


def _copied(file: Path, version: str, refusal: str) -> Database:
    return read_only.updated_copy(file, version, HEAD, refusal, _updated)


def _brought_up(database: Database, data: Path, tell: Callable[[str], None]) -> None:
    with _alone(data / "records.lock"):
        # Another process may have done it while this one waited.
        version, complete = _found(database)
        if complete:
            return
        if not version:
            with database.bare() as connection:
                dialect.write_ahead(connection)
        with database.write() as connection:
            # Inside the transaction: no other process can write between the backup and the migration.
            if "" < version < HEAD:
                tell(backup.back_up(data / FILE, HEAD))
            _update(connection)


def _found(database: Database) -> tuple[str, bool]:
    """The version of the tables, '' when there are none; and whether it is HEAD with the table of every
    entity. Without Alembic, because importing it costs more than opening the folder."""
    with database.read() as connection:
        names = connection.dialect.get_table_names(connection)
        version = (connection.scalar(select(_VERSION)) or "") if _VERSION.name in names else ""
    if version > HEAD:
        raise StoreTooNew(
            f"the records have version {version}, newer than this leftopen ({HEAD}): update leftopen"
        )
    if "" < version < BASELINE:
        raise StoreFailed(
            f"the records have version {version}, from before the first release, and cannot be updated: "
            f"move the data folder away and start with a new one"
        )
    return version, version == HEAD and all_tables().tables.keys() <= set(names)


def _updated(copy: Database) -> None:
    with copy.write() as connection:
        _update(connection)


def _update(connection: Connection) -> None:
    """Migrates older tables, and makes those that are missing."""
    _VERSION.create(connection, checkfirst=True)
    version = connection.scalar(select(_VERSION))
    if version is None:
        connection.execute(insert(_VERSION).values(version_num=HEAD))
    elif version < HEAD:
        _migrate(connection)
    all_tables().create_all(connection)


def _migrate(connection: Connection) -> None:
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
