"""How a worker gets at its sources: it asks its parent, over a socket, for a file or for a range of an
object.

The worker opens no file of its own, no connection, and has no credentials: a document that takes it over
could use them. The parent gives it nothing but the files of its present unit, and those to be read only.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import threading
from collections.abc import Iterable
from functools import cache
from typing import BinaryIO

import msgspec

from leftopen.contents.sandbox import HEAD, REPLY_LIMIT, receive
from leftopen.errors import LeftopenError
from leftopen.model.assessment import SourceFile
from leftopen.model.bucket import ObjectChanged, ObjectUnreadable, ReadRange

HANDLE = "LEFTOPEN_SOURCES"
MOST = 64 * 1024 * 1024
"""Bytes of one answer."""
NOT_OF_UNIT = "not a range of a file of this unit"


class FileRequest(msgspec.Struct, frozen=True, tag="file"):
    """`path` of the source."""

    path: bytes


class RangeRequest(msgspec.Struct, frozen=True, tag="range"):
    """`path` of the source."""

    path: bytes
    start: int
    length: int


class SourceAnswer(msgspec.Struct, frozen=True):
    """Just the bytes of a range, or nothing beside a file's descriptor; or `changed`, or `why` neither can be
    had."""

    data: bytes = b""
    changed: bool = False
    why: str = ""


class SourceServer:
    """The parent's side for one worker. `read`: of objects. `scratch`: where archives are unpacked. `stopped`
    is why nothing more can be read, None while all is well."""

    def __init__(self, read: ReadRange | None = None, scratch: int = -1) -> None:
        self._read = read
        self._scratch = scratch
        self._own, self._workers = socket.socketpair()
        self._sources: dict[bytes, SourceFile] = {}
        self.stopped: LeftopenError | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def handle(self) -> int:
        """For the worker."""
        return self._workers.fileno()

    def begin(self, sources: Iterable[SourceFile]) -> None:
        """From now on these files are given, and no others."""
        self._sources = {one.path: one for one in sources}

    def started(self) -> None:
        """The worker has its end: this one is closed, so that the worker's death is seen."""
        self._workers.close()

    def close(self) -> None:
        self._workers.close()
        with contextlib.suppress(OSError):
            self._own.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with self._own, self._own.makefile("rb") as pipe, contextlib.suppress(OSError, ValueError):
            while packed := receive(pipe):
                asked = msgspec.msgpack.decode(packed, type=FileRequest | RangeRequest)
                if isinstance(asked, FileRequest):
                    self._lend(asked)
                    continue
                answer = self._answer(asked)
                if answer is None:
                    return
                _send(self._own, answer)

    def _lend(self, asked: FileRequest) -> None:
        """A pipe or a device that took a file's place is no file."""
        if asked.path not in self._sources:
            _send(self._own, SourceAnswer(why=NOT_OF_UNIT))
            return
        path = asked.path
        if self._sources[path].inside >= 0:
            # Opened anew: it can't be written to so, and its place is not that of another worker.
            path = b"/proc/self/fd/%d" % self._scratch
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            _send(self._own, SourceAnswer(why=error.strerror or "cannot be read"))
            return
        try:
            plain = stat.S_ISREG(os.fstat(handle).st_mode)
            _send(self._own, SourceAnswer(changed=not plain), [handle] if plain else [])
        finally:
            os.close(handle)

    def _answer(self, asked: RangeRequest) -> SourceAnswer | None:
        """None: nothing more can be read."""
        source = self._sources.get(asked.path)
        inside = source and 0 <= asked.start < asked.start + asked.length <= source.size
        if self._read is None or source is None or not inside or asked.length > MOST:
            return SourceAnswer(why=NOT_OF_UNIT)
        try:
            return SourceAnswer(data=self._read(source.path, asked.start, asked.length, source.etag))
        except ObjectChanged:
            return SourceAnswer(changed=True)
        except ObjectUnreadable as error:
            return SourceAnswer(why=str(error))
        except LeftopenError as error:
            self.stopped = error
            return None


class SourceClient:
    """The worker's side."""

    def __init__(self, handle: int) -> None:
        self._own = socket.socket(fileno=handle)

    def open(self, path: bytes) -> BinaryIO:
        """The file, to be read only. Raises ObjectChanged, OSError."""
        _, handles = self._asked(FileRequest(path))
        return open(handles[0], "rb")

    def read(self, path: bytes, start: int, length: int) -> bytes:
        """Of an object. Raises ObjectChanged; OSError, with its reason, when it can't be read."""
        return self._asked(RangeRequest(path, start, length))[0].data

    def close(self) -> None:
        self._own.close()

    def _asked(self, request: FileRequest | RangeRequest) -> tuple[SourceAnswer, list[int]]:
        packed = msgspec.msgpack.encode(request)
        self._own.sendall(HEAD.pack(len(packed)) + packed)
        # A descriptor comes with the first bytes: whoever reads ahead loses it.
        head, handles, _, _ = socket.recv_fds(self._own, HEAD.size, 1, socket.MSG_CMSG_CLOEXEC)
        length = HEAD.unpack(head)[0] if len(head) == HEAD.size else 0
        body = self._body(length) if length <= REPLY_LIMIT else b""
        if not body:
            raise OSError(0, "its source can't be read any more")
        answer = msgspec.msgpack.decode(body, type=SourceAnswer)
        if answer.changed:
            raise ObjectChanged
        if answer.why:
            raise OSError(0, answer.why)
        return answer, handles

    def _body(self, length: int) -> bytes:
        body = bytearray()
        while len(body) < length and (more := self._own.recv(min(length - len(body), 1 << 20))):
            body += more
        return bytes(body) if len(body) == length else b""


def _send(own: socket.socket, answer: SourceAnswer, handles: list[int] | None = None) -> None:
    packed = msgspec.msgpack.encode(answer)
    head = HEAD.pack(len(packed))
    if handles:
        socket.send_fds(own, [head], handles)
        own.sendall(packed)
    else:
        own.sendall(head + packed)


@cache
def own_client() -> SourceClient | None:
    """Of this process; None where no parent lends it anything."""
    handle = os.environ.get(HANDLE)
    return SourceClient(int(handle)) if handle is not None else None
