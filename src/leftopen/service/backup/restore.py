"""Restores a backup into an empty data folder: whole, or the folder is empty again."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from leftopen.errors import LeftopenError, StoreFailed, StoreTooNew
from leftopen.present.printable import printable
from leftopen.service.backup import archive
from leftopen.service.backup.archive import Checked, Manifest, named
from leftopen.service.backup.make import (
    CONFIG,
    DATA,
    RECORDS,
    TABLES,
    BackupProgress,
    ProgressCallback,
    is_written,
)
from leftopen.settings import Settings
from leftopen.store import format, permissions
from leftopen.store.engine import spawn
from leftopen.store.engine.client import Client
from leftopen.store.engine.migrate import NEWEST
from leftopen.store.observations import table_copies
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records import Records, schema
from leftopen.store.records import backup as records_copy
from leftopen.store.records.entities.cases.cases import Cases

IDLE_S = 1.0
END_S = 30.0
SPARE = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`made`: when the backup was made; `keys`: it had the keys and settings; `config`: those of its files
    that were not there yet and are now."""

    made: str
    rows: int
    cases: int
    keys: bool
    config: tuple[Path, ...]


def restore(file: Path, data: Path, config: Path, settings: Settings, progress: ProgressCallback) -> Restored:
    """Checks the whole backup, then restores it. Raises LeftopenError; then the folder is empty again."""
    progress(BackupProgress(step="checking", done=0, total=1))
    manifest = check(file).manifest
    _check_folder(data)
    if manifest.keys:
        _check_config(file, config)
    target = _Target(data=data, config=config, settings=settings)
    try:
        with _only_one(data), archive.readable(file):
            return target.fill(file, manifest, progress)
    except OSError as error:
        why = error.strerror or error
        raise StoreFailed(f"cannot restore into {data}: {why}; the folder is empty again") from None


def check(file: Path) -> Checked:
    """Reads the whole backup, as a restore does before it begins; writes nothing. `archive.STANDARD` is
    standard input. Raises LeftopenError with the name of the part that is missing, added or changed, and
    where this leftopen cannot restore it."""
    found = archive.checked(file)
    _check_versions(file, found.manifest)
    _check_names(file, found.manifest)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    data: Path
    config: Path
    settings: Settings

    def fill(self, file: Path, manifest: Manifest, progress: ProgressCallback) -> Restored:
        with self._client() as client:
            _check_empty(client, manifest)
            try:
                return self._filled(client, file, manifest, progress)
            except BaseException:
                if self.settings.engine_url:
                    for table in manifest.tables:
                        table_copies.clear(client, table)
                raise

    def _filled(self, client: Client, file: Path, manifest: Manifest, progress: ProgressCallback) -> Restored:
        total = sum(one.bytes for one in manifest.members.values())
        done, config = 0, list[Path]()
        for name, content in archive.members(file):
            if name != archive.MANIFEST:
                config += self._take(client, name, content)
                done += manifest.members[name].bytes
                progress(BackupProgress(step=name.rpartition("/")[0] or name, done=done, total=total))
        for table, rows in manifest.tables.items():
            if (found := table_copies.count(client, table)) != rows:
                raise StoreFailed(f"the table {table} has {found:,} rows, the backup {rows:,}; try again")
        with Records.open(self.data) as records:
            cases = Cases(records).list()
        ObservationWriter(client).put_cases(cases)
        return Restored(
            made=manifest.made, rows=sum(manifest.tables.values()), cases=len(cases), keys=manifest.keys,
            config=tuple(config),
        )  # fmt: skip

    def _take(self, client: Client, name: str, content: IO[bytes]) -> list[Path]:
        """Returns the file of the configuration that it wrote, if it did."""
        if name.startswith(f"{TABLES}/"):
            _room(self.data)
            table_copies.load(client, name.split("/")[1], content.read())
        elif name == RECORDS:
            _write(self.data / RECORDS, content)
        elif name.startswith(f"{CONFIG}/"):
            path = self.config / name.removeprefix(f"{CONFIG}/")
            if not path.exists():
                _write(path, content)
                return [path]
        elif name.startswith(f"{DATA}/"):
            _write(self.data / name.removeprefix(f"{DATA}/"), content)
        return []

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """Closed at the end. A failure also ends the embedded engine, so that its files can be removed."""
        url, memory = self.settings.engine_url, self.settings.engine_memory_mb * 1024 * 1024
        client = Client.remote(url) if url else Client.local(self.data, memory, idle=IDLE_S)
        try:
            yield client
        except BaseException:
            client.close()
            _end_engine(self.data)
            raise
        client.close()


def _check_empty(client: Client, manifest: Manifest) -> None:
    """Raises LeftopenError where a server has rows already."""
    for table in manifest.tables:
        if table_copies.count(client, table):
            raise LeftopenError(f"the table {table} of the ClickHouse server is not empty")


def _check_versions(file: Path, manifest: Manifest) -> None:
    made_by = f"{named(file)} was made by leftopen {manifest.leftopen}"
    newer = manifest.format > archive.FORMAT or manifest.data_folder > format.CURRENT
    if newer or manifest.records > schema.HEAD or manifest.engine > NEWEST:
        raise StoreTooNew(f"{made_by}, which is newer than this one: update leftopen")
    if manifest.engine < NEWEST:
        raise LeftopenError(f"{made_by}, with older tables: restore with that version, then update")


def _check_names(file: Path, manifest: Manifest) -> None:
    """The names lead to files and go into statements: only those that a backup can have. Raises
    LeftopenError."""
    for table in manifest.tables:
        if table not in table_copies.TABLES:
            raise LeftopenError(
                f"{named(file)} names a table that leftopen does not have: {printable(table, 200)!r}"
            )
    for name in manifest.members:
        if not is_written(name, with_keys=manifest.keys):
            raise LeftopenError(f"{named(file)} has an unexpected member: {printable(name, 200)!r}")


def _check_folder(data: Path) -> None:
    """Empty, or with what is left of a restore that was killed."""
    permissions.check(format.WHAT, data)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = sorted(path.name for path in data.iterdir())
    except OSError as error:
        raise StoreFailed(f"cannot use the data folder {data}: {error.strerror}") from None
    if format.RESTORING in there:
        return
    if there:
        raise LeftopenError(f"{data} is not empty (it has {there[0]!r}): name a new folder with --data")


def _check_config(file: Path, config: Path) -> None:
    """Keys and settings that are there are never replaced."""
    with archive.readable(file):
        for name, content in archive.members(file):
            path = config / name.removeprefix(f"{CONFIG}/")
            if name.startswith(f"{CONFIG}/") and path.exists() and path.read_bytes() != content.read():
                raise LeftopenError(
                    f"{path} differs from the one in the backup: set LEFTOPEN_CONFIG to a new folder"
                )


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Marks the folder for the length of the `with`; at its end it is a data folder, or empty."""
    handle = os.open(data / format.RESTORING, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LeftopenError(f"another restore into {data} is running") from None
        _emptied(data)
        try:
            yield
            format.write(data)
            (data / format.RESTORING).unlink()
            records_copy.sync(data)
        except BaseException:
            _emptied(data)
            (data / format.RESTORING).unlink(missing_ok=True)
            raise
    finally:
        os.close(handle)


def _emptied(data: Path) -> None:
    """All but the mark."""
    _end_engine(data)
    for path in data.iterdir():
        if path.name == format.RESTORING:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _end_engine(data: Path) -> None:
    """Ends the embedded engine of the folder: it leaves when its socket is gone."""
    with suppress(FileNotFoundError):
        (data / spawn.SOCKET).unlink()
    until = time.monotonic() + END_S
    while spawn.is_running(data) and time.monotonic() < until:
        time.sleep(0.05)


def _room(data: Path) -> None:
    """The engine must not meet a full disk: it would retry its merges for ever."""
    if shutil.disk_usage(data).free < SPARE:
        raise OSError(28, "No space left on device")


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as out:
        shutil.copyfileobj(content, out, archive.BLOCK)
        out.flush()
        os.fsync(out.fileno())
