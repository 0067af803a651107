"""Writes a backup while scans and imports go on.

The view of the records is taken first, that of the tables right after it: as in a crash, the tables may
hold rows that the records do not know yet, never the other way round.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, cast

from leftopen import __version__
from leftopen.errors import BadSetting, LeftopenError, StoreFailed
from leftopen.present.humanize import format_bytes
from leftopen.present.timestamps import format_utc
from leftopen.service.backup.archive import FORMAT, STANDARD, ArchiveWriter, Manifest, writing
from leftopen.service.cases.signing import integrity
from leftopen.service.workspace import audit_log, disk_space, keys
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store import format
from leftopen.store.engine.migrate import NEWEST
from leftopen.store.observations import table_copies
from leftopen.store.observations.table_copies import TableCopy
from leftopen.store.records import backup as records_copy
from leftopen.store.records import schema

LOCK, MADE, STDOUT = "backup", "backup made", 1
"""The lock, and the entry of the audit log when one is whole."""
RECORDS, TABLES, DATA, CONFIG = schema.FILE, "engine", "data", "config"
NOT_DATA = ("engine", "records.", "writing.lock", "scans", "uploads", "setup-link", "restoring")
"""What the data folder holds besides: the stores themselves, locks, and what is on its way."""

PIECE = re.compile(r"[0-9]{6,9}\.native")
KEY_FILE = re.compile(
    r"settings\.toml|keys/(?:proof(?:-[0-9a-f]{16})?\.(?:pem|pub|json)|"
    r"digest-[0-9a-f]{16}(?:\.[0-9a-f]{16})?\.hex)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupProgress:
    """`done` of `total` bytes, before compression; `step` says of what."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    file: Path
    bytes: int
    rows: int
    files: int
    keys: bool
    broken: str = ""
    """What is broken in the event chain that was saved, '' for nothing."""


ProgressCallback = Callable[[BackupProgress], None]


def back_up(
    workspace: Workspace, file: Path, progress: ProgressCallback, *, with_keys: bool = False
) -> BackupSummary:
    """Makes FILE (0600), whole or not at all, also of records that were changed from outside: it may be what
    shows how. `STANDARD` is standard output, where a backup that failed has no manifest. Raises
    LeftopenError, also for a full disk."""
    if file != STANDARD:
        file = _new_name(workspace, file)
    with try_lock(workspace.data, LOCK) as ours:
        if not ours:
            raise LeftopenError("another backup of this data folder is running")
        try:
            made = _written(workspace, file, progress, with_keys=with_keys)
            # The file is whole; without the entry, `doctor` asks for another one.
            with suppress(StoreFailed):
                audit_log.record(workspace, os_user(), MADE, str(file)[:2000])
            return replace(made, broken=integrity.whole(workspace)[1])
        except OSError as error:
            why = error.strerror or error
            if file == STANDARD:
                raise StoreFailed(f"cannot write the backup to standard output: {why}") from None
            raise StoreFailed(f"cannot write {file}: {why}; no file was kept") from None


def _new_name(workspace: Workspace, file: Path) -> Path:
    """Raises LeftopenError."""
    file = file.absolute()
    if file.is_dir():
        raise LeftopenError(f"{file} is a folder; name a new file in it, or add --keep N")
    if os.path.lexists(file):
        raise LeftopenError(f"{file} exists already; name a new file")
    if file.parent.resolve().is_relative_to(workspace.data.resolve()):
        raise LeftopenError(f"{file} is inside the data folder; name a file outside, best on another disk")
    return file


def _written(
    workspace: Workspace, file: Path, progress: ProgressCallback, *, with_keys: bool
) -> BackupSummary:
    client, now = workspace.store.client, workspace.clock()
    with (
        _standard(workspace) if file == STANDARD else _new(file) as (out, beside),
        records_copy.pin_records(workspace.data / RECORDS) as view,
        table_copies.copies(client) as copied,
    ):
        try:
            records_copy.copy_pinned(view, beside, _pages(progress))
            view.rollback()
            with writing(out, now.timestamp(), _signer(workspace)) as archive:
                _add_file(archive, RECORDS, beside)
                beside.unlink()
                _add_tables(workspace, archive, copied, progress)
                files = _add_files(archive, DATA, workspace.data, _data_files(workspace.data), progress)
                if with_keys:
                    _add_files(archive, CONFIG, workspace.config, _key_files(workspace), progress)
                rows = {one.table: one.rows for one in copied}
                archive.end(_manifest(archive, format_utc(now), rows, with_keys=with_keys))
        finally:
            beside.unlink(missing_ok=True)
        size = out.tell()
    return BackupSummary(file=file, bytes=size, rows=sum(rows.values()), files=files, keys=with_keys)


def _manifest(archive: ArchiveWriter, made: str, rows: dict[str, int], *, with_keys: bool) -> Manifest:
    return Manifest(
        format=FORMAT, leftopen=__version__, made=made, data_folder=format.CURRENT, records=schema.HEAD,
        engine=NEWEST, keys=with_keys, tables=rows, members=archive.members,
    )  # fmt: skip


def _pages(progress: ProgressCallback) -> Callable[[int, int], None]:
    return lambda done, total: progress(BackupProgress(step="records", done=done * 4096, total=total * 4096))


def _add_tables(
    workspace: Workspace, archive: ArchiveWriter, copied: list[TableCopy], progress: ProgressCallback
) -> None:
    total, done = sum(one.bytes for one in copied), 0
    for one in copied:
        for number, piece in enumerate(table_copies.pieces(workspace.store.client, one)):
            archive.add(f"{TABLES}/{one.table}/{number:06d}.native", piece)
            done += len(piece)
            progress(BackupProgress(step=one.table, done=done, total=max(total, done)))


def _add_files(
    archive: ArchiveWriter, name: str, folder: Path, found: list[Path], progress: ProgressCallback
) -> int:
    """Returns the number of files that were added; one that vanishes meanwhile is none."""
    added = 0
    for number, path in enumerate(found, 1):
        with suppress(FileNotFoundError):
            _add_file(archive, f"{name}/{path.relative_to(folder).as_posix()}", path)
            added += 1
        progress(BackupProgress(step="files", done=number, total=len(found)))
    return added


def _add_file(archive: ArchiveWriter, name: str, path: Path) -> None:
    with path.open("rb") as source:
        archive.add_from(name, source, os.fstat(source.fileno()).st_size)


def _data_files(data: Path) -> list[Path]:
    """Notices, proofs, places and all else that is neither a store nor a lock."""
    top = (path for path in sorted(data.iterdir()) if not path.name.startswith(NOT_DATA))
    return [path for one in top for path in ([one] if not one.is_dir() else sorted(one.rglob("*")))
            if _is_plain(path) and _is_data(path.relative_to(data))]  # fmt: skip


def _is_data(path: PurePath) -> bool:
    return not path.parts[0].startswith(NOT_DATA) and path.name != format.NAME


def is_written(name: str, *, with_keys: bool) -> bool:
    """Can a backup of this version have a member of this name, which leads nowhere else?"""
    folder, _, rest = name.partition("/")
    if folder == TABLES:
        table, _, piece = rest.partition("/")
        return table in table_copies.TABLES and PIECE.fullmatch(piece) is not None
    if folder == CONFIG:
        return with_keys and KEY_FILE.fullmatch(rest) is not None
    return name == RECORDS or (folder == DATA and bool(rest) and _is_data(PurePosixPath(rest)))


def _key_files(workspace: Workspace) -> list[Path]:
    """The settings, and the keys of this data folder. Not its signed head, which belongs to the chain as it
    goes on here."""
    own, there = f"digest-{keys.folder_id(workspace.data)}", workspace.config / "keys"
    named = [there / name for name in ("proof.pem", "proof.pub", f"{own}.hex")]
    old = sorted([*there.glob("proof-*.pub"), *there.glob("proof-*.json"), *there.glob(f"{own}.*.hex")])
    wanted = [workspace.config / "settings.toml", *named, *old]
    return [path for path in wanted if _is_plain(path)]


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _signer(workspace: Workspace) -> Callable[[bytes], bytes] | None:
    """Where no key can be made or read, the backup is made all the same."""
    try:
        return keys.signing_key(workspace.config).sign
    except BadSetting:
        return None


@contextmanager
def _new(file: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """The file, and the path of a copy of the records beside it. The file gets its name when it is whole and
    on the disk. What a killed backup left is replaced."""
    part = file.with_name(f".{file.name}.part")
    beside = Path(f"{part}.records")
    for left in (part, beside):
        left.unlink(missing_ok=True)
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with open(part, "wb", opener=lambda path, flags: handle) as out:
            yield out, beside
            out.flush()
            os.fsync(out.fileno())
        # A link fails where the name was taken meanwhile.
        os.link(part, file)
    finally:
        part.unlink(missing_ok=True)


class _Stream:
    """Standard output, which may be a pipe: counts what was written. Raises OSError."""

    def __init__(self) -> None:
        self._count = 0

    def write(self, block: bytes) -> int:
        left = memoryview(block)
        while left:
            left = left[os.write(STDOUT, left) :]
        self._count += len(block)
        return len(block)

    def tell(self) -> int:
        return self._count


@contextmanager
def _standard(workspace: Workspace) -> Iterator[tuple[IO[bytes], Path]]:
    """Standard output, and a place for the copy of the records, which takes their room on the disk of the
    data folder. Raises StoreFailed where the reserve would be touched."""
    beside = workspace.data / f"{RECORDS}.backup"
    beside.unlink(missing_ok=True)
    size = (workspace.data / RECORDS).stat().st_size
    if disk_space.free_bytes(workspace.data) - size < disk_space.reserve_bytes(workspace):
        raise StoreFailed(
            f"a backup to standard output first copies the records ({format_bytes(size)}) beside them, and "
            f"the disk of {workspace.data} has less room than that above disk_reserve_mb: name a file on "
            "another disk"
        )
    yield cast(IO[bytes], _Stream()), beside
