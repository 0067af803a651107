"""Starts, watches and replaces one worker: it is killed when it takes too long for one document."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import IO

import msgspec

from leftopen.contents.cage import child as caged
from leftopen.contents.ocr import OcrProgram
from leftopen.contents.sandbox import receive, send
from leftopen.errors import LeftopenError
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.source_channel import HANDLE as SOURCES
from leftopen.impact.assess.source_channel import SourceServer
from leftopen.impact.assess.worker import HANDLE, START, UnitRequest
from leftopen.model.assessment import Depth, Failure, Outcome, SourceFile, Unit, UnitResult
from leftopen.model.bucket import ReadRange

SECONDS = 30.0
"""Of the processor for one document, its detectors included. A worker that takes longer is killed."""
IDLE = 300.0
"""Seconds for one document by the clock: on a machine with other work a worker waits for the processor."""
LOOK_S = 0.1
ENDING_S = 5.0
CRASH, KILLED = 3, 1
"""How much a death speaks against the document: who was killed by SIGKILL, and not by its parent, was perhaps
killed by a person, or for another program's memory."""
SKIPPED = 2 * CRASH
"""A document with so much against it is skipped."""
AT_REST = 5
"""Deaths outside any document: not a document's fault, so that nothing can be skipped."""
DEATHS = 50
"""A unit at which workers died this often is given up."""


class WorkerProcess:
    """One worker at a time. `run` blocks; call it from one thread. `kill` may be called from any. `read`: for
    sources in a bucket. `ocr` reads the pictures. `uncaged`: without a cage. `scratch`: where
    archives are unpacked."""

    def __init__(
        self,
        key: bytes,
        seconds: float = SECONDS,
        start: str = START,
        idle: float = IDLE,
        read: ReadRange | None = None,
        ocr: OcrProgram | None = None,
        uncaged: bool = False,
        scratch: int = -1,
    ) -> None:
        self._key = key
        self._scratch = scratch
        self._ocr = ocr
        self._read = read
        self._uncaged = uncaged
        self._channel: SourceServer | None = None
        self._seconds = seconds
        self._idle = idle
        self._start = start
        self._handle = new_memory()
        self._position = SharedPosition(self._handle)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def done(self) -> int:
        """Bytes of the present unit that are done."""
        return self._position.read().done

    @property
    def pid(self) -> int:
        """Of the present worker; 0 if there is none."""
        return self._child.pid if self._child else 0

    def run(
        self,
        unit: Unit,
        sources: Mapping[int, SourceFile],
        depth: Depth,
        stopped: Callable[[], bool],
        put: Callable[[UnitResult], None],
    ) -> UnitResult | None:
        """The result; None once `stopped` says so. `put` takes the pieces before it: again from the first one
        after a worker died. A document at which the worker died twice, or was killed six times, is skipped
        and counted as failed. Raises LeftopenError when workers end by themselves."""
        died: Counter[tuple[int, int]] = Counter()
        for _ in range(DEATHS):
            skip = [at for at, against in died.items() if against >= SKIPPED]
            files = {at: sources[at] for at in unit.files}
            request = UnitRequest(
                unit=unit, sources=files, depth=depth, key=self._key, skip=skip, ocr=self._ocr
            )
            result = self._result(request, stopped, put)
            if self._channel is not None and self._channel.stopped is not None:
                raise self._channel.stopped
            if stopped() and result is None:
                return None
            if result is not None:
                return result
            at = self._position.read()
            died[at.document, at.part] += KILLED if self._was_killed() else CRASH
            self.kill()
            if died[0, 0] > AT_REST * CRASH:
                raise LeftopenError(
                    f"a worker ended {AT_REST} times before it read anything of unit {unit.number}"
                )
        return _given_up(unit)

    def kill(self) -> None:
        """Ends the worker, if there is one; the next unit starts another."""
        child, self._child = self._child, None
        if self._channel is not None:
            self._channel.close()
        if child is not None:
            caged.end(child)

    def _was_killed(self) -> bool:
        """By SIGKILL, and not from here."""
        if self._child is None:
            return False
        try:
            return self._child.wait(ENDING_S) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def close(self) -> None:
        self.kill()
        self._position.close()
        os.close(self._handle)

    def _result(
        self, request: UnitRequest, stopped: Callable[[], bool], put: Callable[[UnitResult], None]
    ) -> UnitResult | None:
        """None when the worker died, took too long, or must stop."""
        child = self._asked(request)
        while child and (reply := self._reply(child, stopped)):
            result = msgspec.msgpack.decode(reply, type=UnitResult)
            if not result.piece:
                # Its bytes are in the result now; who adds up both would count them twice.
                self._position.rest(0)
                return result
            put(result)
        return None

    def _asked(self, request: UnitRequest) -> subprocess.Popen[bytes] | None:
        """The worker that was given the request; None when it died."""
        self._position.rest(0)
        if self._child is not None and self._child.poll() is not None:
            self.kill()
        child = self._child = self._child or self._started()
        if child.stdin is None:
            return None
        if self._channel is not None:
            self._channel.begin(request.sources.values())
        try:
            send(child.stdin, msgspec.msgpack.encode(request))
        except (OSError, ValueError):
            return None
        return child

    def _reply(self, child: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> bytes:
        """b'' when the worker died, took too long, or must stop."""
        if child.stdout is None:
            return b""
        try:
            return receive(child.stdout) if self._waited(child, child.stdout, stopped) else b""
        except (OSError, ValueError):
            return b""

    def _waited(self, child: subprocess.Popen[bytes], pipe: IO[bytes], stopped: Callable[[], bool]) -> bool:
        """False when the worker takes too long for one document, or must stop."""
        ready = select.poll()
        ready.register(pipe, select.POLLIN | select.POLLHUP)
        began, used = 0.0, 0.0
        while not ready.poll(LOOK_S * 1000):
            at = self._position.read()
            if stopped():
                return False
            if at.since != began:
                began, used = at.since, _processor_time(child.pid)
            elif began and self._too_long(began, _processor_time(child.pid) - used):
                return False
        return True

    def _too_long(self, began: float, used: float) -> bool:
        return used > self._seconds or time.monotonic() - began > self._idle

    def _started(self) -> subprocess.Popen[bytes]:
        self._channel = SourceServer(self._read, self._scratch)
        lent = {HANDLE: self._handle, SOURCES: self._channel.handle}
        run = self._ocr.run if self._ocr else None
        child = caged.start(self._start, uncaged=self._uncaged, run=run, lent=lent)
        self._channel.started()
        if isinstance(child.stdout, io.BufferedReader):
            # Nothing of the next piece may be read ahead: who waits for the pipe would not see it.
            child.stdout = io.BufferedReader(child.stdout.detach(), 1)
        return child


def _processor_time(pid: int) -> float:
    """Seconds that the process used, by its own clock (`clock_getcpuclockid` of Linux)."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


def _given_up(unit: Unit) -> UnitResult:
    why = f"workers died {DEATHS} times at this unit"
    failure = Failure(place=f"{unit.files[0]}:{unit.start}", outcome=Outcome.FAILED, why=why)
    return UnitResult(
        number=unit.number, outcomes={Outcome.FAILED.value: 1}, documents={}, years={}, failures=(failure,)
    )
