"""Receives files from the console and imports them in the background.

A file is written into the data folder, readable by its owner only. Its size is limited, and some disk space
is always left free. The file is deleted when its import ends, in whatever way. Imported data is masked, as
always.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import re
import secrets
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from leftopen.errors import BadRequest, LeftopenError, StoreFailed
from leftopen.service.ingest.failure import NOTHING_READ, record_failure
from leftopen.service.ingest.run import ImportOptions, ImportProgress, Line, import_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import on_disk

FOLDER = "uploads"
# Space that stays free: the store must be able to merge, and the records to be written.
SPARE = 512 * 1024 * 1024
BUFFER = 1024 * 1024
MOST = 4
REMEMBERED = 20
LONGEST_NAME = 100
_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True, kw_only=True)
class Upload:
    """`state`: waiting, running, the state of the import's summary, or failed. `done` and `size` in bytes;
    `import_` the import's id once it is known; `error` the reason of a failure."""

    id: str
    file: str
    by: str
    begun: datetime
    size: int = 0
    state: str = "waiting"
    done: int = 0
    stored: int = 0
    bad: int = 0
    import_: str = ""
    error: str = ""
    summary: Line | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def live(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def percent(self) -> float:
        return round(100 * self.done / self.size, 1) if self.size else 0.0


@dataclass(slots=True, kw_only=True)
class Uploads:
    """The uploads, newest first. One is imported at a time, because an import uses every core."""

    workspace: Workspace
    listed: list[Upload] = field(default_factory=list)
    arriving: int = 0
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def largest(self) -> int:
        return self.workspace.settings.upload_mb * 1_000_000

    def tidy(self) -> None:
        """Deletes what a killed server left, except for the uploads of another process."""
        for folder in (self.workspace.data / FOLDER).glob("*"):
            with contextlib.suppress(OSError), _claimed(folder) as mine:
                if mine:
                    shutil.rmtree(folder, ignore_errors=True)

    async def take(
        self, name: str, pieces: AsyncIterator[bytes], wanted: ImportOptions, *, by: str
    ) -> Upload:
        """Writes the file and starts its import. `wanted` holds all options but the file. Raises BadRequest
        and StoreFailed; then no file is left."""
        if self.arriving + sum(one.live for one in self.listed) >= MOST:
            raise BadRequest(f"{MOST} imports are running; wait until one ends")
        one = Upload(id=secrets.token_hex(8), file=safe_file_name(name), by=by, begun=self.workspace.clock())
        folder, held = self.workspace.data / FOLDER / one.id, contextlib.ExitStack()
        self.arriving += 1
        try:
            await asyncio.to_thread(held.enter_context, _made(folder))
            one.size = await self._written(folder / one.file, pieces)
        except BaseException:
            await asyncio.to_thread(held.close)
            raise
        finally:
            self.arriving -= 1
        self.listed = [one, *self.listed][:REMEMBERED]
        task = asyncio.create_task(self._imported(one, replace(wanted, file=folder / one.file), held))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return one

    def find(self, id: str) -> Upload | None:
        return next((one for one in self.listed if one.id == id), None)

    async def end(self) -> None:
        """Stops every import and waits: what was read is stored."""
        for one in self.listed:
            one.stop.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _written(self, file: Path, pieces: AsyncIterator[bytes]) -> int:
        size, waiting = 0, bytearray()
        async for piece in pieces:
            size += len(piece)
            if size > self.largest():
                raise BadRequest(f"the file is larger than the limit of {self.largest() // 1_000_000:,} MB")
            waiting += piece
            if len(waiting) >= BUFFER:
                await asyncio.to_thread(_append, file, bytes(waiting))
                waiting.clear()
        if not size:
            raise BadRequest("the file is empty")
        await asyncio.to_thread(_append, file, bytes(waiting))
        return size

    async def _imported(self, one: Upload, wanted: ImportOptions, held: contextlib.ExitStack) -> None:
        """It has ended when the file is gone."""
        state, error = "failed", "the import failed with an internal error"
        try:
            async with self._room:
                one.state = "running"
                summary = await asyncio.to_thread(
                    import_file,
                    self.workspace,
                    wanted,
                    lambda progress: _shown(one, progress),
                    one.stop.is_set,
                )
            one.summary, one.import_ = summary, str(summary["import"])
            state, error = str(summary["state"]), ""
        except LeftopenError as failure:
            error = str(failure).replace(str(wanted.file), one.file)
        finally:
            await asyncio.to_thread(held.close)
            if state == "failed":
                # Where the records can't be written, the page still says it.
                with contextlib.suppress(StoreFailed):
                    why = error or NOTHING_READ
                    await asyncio.to_thread(record_failure, self.workspace, one.by, one.file, why)
            one.state, one.error = state, error


def safe_file_name(name: str) -> str:
    """A safe file name for the disk: the last part of the name, in plain letters."""
    last = re.split(r"[/\\]", name)[-1]
    return _STRANGE.sub("_", last).strip("._")[:LONGEST_NAME] or "upload"


def _shown(one: Upload, progress: ImportProgress) -> None:
    one.done, one.stored, one.bad = progress.done, progress.stored, progress.bad


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder for the time of the `with`, deleted after it. Raises StoreFailed."""
    with on_disk(folder.name):
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
    with _claimed(folder):
        try:
            yield
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _claimed(folder: Path) -> Iterator[bool]:
    """Is no other process using it? The lock ends with the process. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def _append(file: Path, piece: bytes) -> None:
    """Appends to the file. Raises StoreFailed, also before the disk is full."""
    with on_disk(file.name):
        if shutil.disk_usage(file.parent).free < SPARE + len(piece):
            raise StoreFailed("not enough disk space for this file")
        with file.open("ab") as out:
            out.write(piece)
