"""An engine of its own for one piece of work: a child process on a temporary folder, deleted afterwards.

The engine of the data folder serves searches while somebody reads a large log; that one must not wait, and
must not be ended when this one needs too much memory. What does not fit in memory is spilled to the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from leftopen.errors import StoreFailed
from leftopen.store.engine import json_rows
from leftopen.store.engine.engine_errors import refusal

MAIN = "from leftopen.store.engine.scratch_process import main; main()"
LENGTH = struct.Struct("<BQ")
ERROR = 1
LEAST_MEMORY = 512 * 1024**2


class ScratchEngine:
    """One statement at a time. Raises StoreFailed; EngineError for what the engine itself refused."""

    def __init__(self, child: subprocess.Popen[bytes], to: IO[bytes], back: IO[bytes]) -> None:
        self._child, self._to, self._back = child, to, back

    @property
    def pid(self) -> int:
        return self._child.pid

    def query(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query."""
        return json_rows.rows(self._ask(sql))

    def command(self, sql: str) -> None:
        """A statement without a result."""
        self._ask(sql)

    def _ask(self, sql: str) -> bytes:
        packed = sql.encode("utf-8", "surrogateescape")
        try:
            self._to.write(LENGTH.pack(0, len(packed)) + packed)
            self._to.flush()
            state, length = LENGTH.unpack(self._exactly(LENGTH.size))
            answer = self._exactly(length)
        except (OSError, ValueError, struct.error):
            raise StoreFailed(
                "the engine that reads the logs ended: it was killed or had no memory"
            ) from None
        if state == ERROR:
            code, _, text = answer.decode("utf-8", "replace").partition(" ")
            raise refusal("the engine that reads the logs", text, code)
        return answer

    def _exactly(self, length: int) -> bytes:
        found = self._back.read(length)
        if len(found) != length:
            raise ValueError("the pipe ended")
        return found


@contextmanager
def scratch_engine(beside: Path, memory: int, threads: int = 2) -> Iterator[ScratchEngine]:
    """An engine on a new folder in `beside`, with a cap of `memory` bytes. Both are gone afterwards. Raises
    StoreFailed."""
    if memory < LEAST_MEMORY:
        raise StoreFailed(f"the engine needs a memory limit of at least {LEAST_MEMORY // 1024**2} MiB")
    try:
        folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=beside))
    except OSError as error:
        raise StoreFailed(f"cannot create a folder in {beside}: {error.strerror}") from None
    try:
        child = _started(folder, memory, threads)
        try:
            if child.stdin is None or child.stdout is None:
                raise StoreFailed("the engine that reads the logs has no pipes")
            yield ScratchEngine(child, child.stdin, child.stdout)
        finally:
            _end(child)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, memory: int, threads: int) -> subprocess.Popen[bytes]:
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.Popen(
        [sys.executable, "-B", "-P", "-c", MAIN, str(folder), str(memory), str(threads)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()
