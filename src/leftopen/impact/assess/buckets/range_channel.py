"""How a worker reads a file that lies in a bucket: it asks its parent for ranges of bytes, over a socket.

The worker opens no connection and has no credentials: a document that takes it over could use both. The
parent gives it nothing but the files of its present unit.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterable
from functools import cache
from typing import IO, cast

import msgspec

from leftopen.contents.sandbox import receive, send
from leftopen.errors import LeftopenError
from leftopen.model.assessment import SourceFile
from leftopen.model.bucket import ObjectChanged, ObjectUnreadable, ReadRange

HANDLE = "LEFTOPEN_RANGES"
MOST = 64 * 1024 * 1024
"""Bytes of one answer."""


class RangeRequest(msgspec.Struct, frozen=True):
    """`path` of the source."""

    path: bytes
    start: int
    length: int


class RangeAnswer(msgspec.Struct, frozen=True):
    """Just the bytes; or `changed`, or `why` they can't be read."""

    data: bytes = b""
    changed: bool = False
    why: str = ""


class RangeServer:
    """The parent's side for one worker. `stopped` is why nothing more can be read, None while all is well."""

    def __init__(self, read: ReadRange) -> None:
        self._read = read
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
        with self._own, _pipe(self._own) as pipe, contextlib.suppress(OSError, ValueError):
            while packed := receive(pipe):
                answer = self._answer(msgspec.msgpack.decode(packed, type=RangeRequest))
                if answer is None:
                    return
                send(pipe, msgspec.msgpack.encode(answer))

    def _answer(self, asked: RangeRequest) -> RangeAnswer | None:
        """None: nothing more can be read."""
        source = self._sources.get(asked.path)
        inside = source and 0 <= asked.start < asked.start + asked.length <= source.size
        if source is None or not inside or asked.length > MOST:
            return RangeAnswer(why="not a range of a file of this unit")
        try:
            return RangeAnswer(data=self._read(source.path, asked.start, asked.length, source.etag))
        except ObjectChanged:
            return RangeAnswer(changed=True)
        except ObjectUnreadable as error:
            return RangeAnswer(why=str(error))
        except LeftopenError as error:
            self.stopped = error
            return None


class RangeClient:
    """The worker's side."""

    def __init__(self, handle: int) -> None:
        with socket.socket(fileno=handle) as own:
            self._pipe = _pipe(own)

    def read(self, path: bytes, start: int, length: int) -> bytes:
        """Raises ObjectChanged; OSError, with its reason, when they can't be read."""
        send(self._pipe, msgspec.msgpack.encode(RangeRequest(path, start, length)))
        packed = receive(self._pipe)
        if not packed:
            raise OSError(0, "its bucket can't be read any more")
        answer = msgspec.msgpack.decode(packed, type=RangeAnswer)
        if answer.changed:
            raise ObjectChanged
        if answer.why:
            raise OSError(0, answer.why)
        return answer.data

    def close(self) -> None:
        self._pipe.close()


def _pipe(own: socket.socket) -> IO[bytes]:
    """The types of a pair of buffers do not say that it is one file."""
    return cast("IO[bytes]", own.makefile("rwb"))


@cache
def own_client() -> RangeClient:
    """Of this process. Raises OSError where the parent gives no ranges: the bucket is not at hand."""
    handle = os.environ.get(HANDLE)
    if handle is None:
        raise OSError(0, "it lies in a bucket, which only an assessment reads")
    return RangeClient(int(handle))
