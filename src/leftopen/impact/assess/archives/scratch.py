"""The file without a name that archives are unpacked into. Whatever ends this process, nothing of it remains.

A caged child unpacks; here its answers are made into files of the inventory.
"""

from __future__ import annotations

import contextlib
import io
import mmap
import os
import select
import shutil
import subprocess
import tempfile
import time
import weakref
from dataclasses import replace
from pathlib import Path
from typing import IO

import msgspec

from leftopen.contents.cage import child as caged
from leftopen.contents.sandbox import receive, send
from leftopen.errors import LeftopenError
from leftopen.impact.assess.archives.unpack import (
    FULL,
    ROOM,
    SCRATCH,
    START,
    Member,
    UnpackLimits,
    UnpackRequest,
    UnpackResult,
    archive_kind,
)
from leftopen.impact.assess.source_channel import HANDLE, SourceServer
from leftopen.model.assessment import Outcome, SourceFile

LOOK_S = 0.5
STALLED_S = 120.0
"""Seconds in which nothing is written: then it hangs."""
DIED = "the archive's reader died or took too long: what else it held is not read"
RESERVE = 64 * 1024 * 1024


class Scratch:
    """`folder`: on whose disk it lies. `reserve`: bytes of that disk that stay free. The file and the child
    are there from the first archive on. `uncaged`: without a cage."""

    def __init__(
        self,
        folder: Path,
        limits: UnpackLimits | None = None,
        reserve: int = RESERVE,
        stalled: float = STALLED_S,
        *,
        uncaged: bool = False,
    ) -> None:
        self._folder = folder
        self._limits = limits or UnpackLimits()
        self._reserve = reserve
        self._stalled = stalled
        self._uncaged = uncaged
        self._child: subprocess.Popen[bytes] | None = None
        self._channel: SourceServer | None = None
        self._end = 0
        self.handle = -1

    def kind(self, source: SourceFile, head: bytes) -> str:
        """The kind of the archive, if it is one that is unpacked here; else ''."""
        if source.etag:
            return ""
        name = source.path.rpartition(b"/")[2].decode("utf-8", "replace")
        return archive_kind(name, head)

    def unpack(self, source: SourceFile, kind: str, number: int, at: int = -1) -> list[SourceFile]:
        """First the archive itself, then its members, as files inside `number`; only `source` as it is where
        it turns out to be a document. `at`: where the first is written, if not behind what is there. Raises
        LeftopenError where the folder takes no file, NotCaged."""
        if at >= 0:
            self._end = at
        self._begin()
        members, last = self._asked(source, kind)
        if not last.kind:
            return [source]
        self._end = max(self._end, last.end)
        found = [replace(source, unpacked=last.kind)]
        return found + [_source(source, one, number) for one in members]

    def head(self, source: SourceFile, size: int) -> bytes:
        """The first bytes of a member."""
        return os.pread(self.handle, min(size, source.size), source.at)

    def rest(self) -> None:
        """Ends the child; the file remains."""
        child, self._child = self._child, None
        if self._channel is not None:
            self._channel.close()
        if child is not None:
            caged.end(child)

    def _begin(self) -> None:
        if self.handle < 0:
            self.handle = unnamed_file(self._folder)
            weakref.finalize(self, os.close, self.handle)
        if self._child is None or self._child.poll() is not None:
            self.rest()
            self._channel = SourceServer()
            room = self._end + self._free()
            lent = {HANDLE: self._channel.handle, SCRATCH: self.handle}
            self._child = caged.start(START, uncaged=self._uncaged, lent=lent, said={ROOM: str(room)})
            self._channel.started()
            if isinstance(self._child.stdout, io.BufferedReader):
                # Nothing of the next answer may be read ahead: who waits for the pipe would not see it.
                self._child.stdout = io.BufferedReader(self._child.stdout.detach(), 1)

    def _free(self) -> int:
        return max(0, shutil.disk_usage(self.handle).free - self._reserve)

    def _asked(self, source: SourceFile, kind: str) -> tuple[list[Member], UnpackResult]:
        """Its members, and the last answer. What the child could not say is a member that is lost."""
        child, members = self._child, list[Member]()
        if child is None or child.stdin is None or child.stdout is None or self._channel is None:
            return [_lost(DIED)], UnpackResult(done=True, kind=kind, end=self._end)
        self._channel.begin([source])
        end = self._end + self._free()
        request = UnpackRequest(path=source.path, kind=kind, at=self._end, end=end, limits=self._limits)
        why = DIED
        with contextlib.suppress(OSError, ValueError):
            send(child.stdin, msgspec.msgpack.encode(request))
            while not (why := self._waited(child.stdout)) and (packed := receive(child.stdout)):
                one = msgspec.msgpack.decode(packed, type=UnpackResult)
                members += one.members
                if one.done:
                    return members, one
        self.rest()
        written = os.fstat(self.handle).st_size
        last = -(-max(written, self._end) // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        return [*members, _lost(why or DIED)], UnpackResult(done=True, kind=kind, end=last)

    def _waited(self, pipe: IO[bytes]) -> str:
        """'' once there is an answer, or the child is dead; else why it can't be waited for any more."""
        ready = select.poll()
        ready.register(pipe, select.POLLIN | select.POLLHUP)
        written, since = -1, time.monotonic()
        while not ready.poll(min(LOOK_S, self._stalled) * 1000):
            now = os.fstat(self.handle).st_blocks
            if now != written:
                written, since = now, time.monotonic()
            if shutil.disk_usage(self.handle).free < self._reserve // 2:
                return FULL
            if time.monotonic() - since >= self._stalled:
                return DIED
        return ""


def unnamed_file(folder: Path) -> int:
    """The descriptor of a new file in that folder that has no name, and that only this user may read. Raises
    LeftopenError."""
    try:
        try:
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            # Not every file system knows files without a name.
            handle, name = tempfile.mkstemp(dir=folder, prefix=".unpacked-")
            os.unlink(name)
            return handle
    except OSError as error:
        raise LeftopenError(
            f"cannot unpack archives in {folder}: {error.strerror}; choose another folder with --scratch"
        ) from None


def _lost(why: str) -> Member:
    return Member(name=b"?", outcome=Outcome.FAILED, why=why)


def _source(archive: SourceFile, member: Member, number: int) -> SourceFile:
    return SourceFile(
        path=archive.path + b"!" + member.name,
        size=member.size,
        changed=archive.changed,
        inside=number,
        at=member.at,
        unpacked=member.unpacked,
        outcome=member.outcome,
        why=member.why,
    )
