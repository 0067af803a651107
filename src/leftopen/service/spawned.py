"""The parent's side of one worker process: started again when it dies, so that no port is lost with it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field

from leftopen.errors import StoreFailed
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.gate import Counts
from leftopen.service.ledger import Entry
from leftopen.service.messages import Answer, Ready, Task, packed, received, unpacked
from leftopen.sweep.found import Found

# Ctrl-C is ignored from the first moment on: importing takes a while.
MAIN = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "from leftopen.service.worker import main; main()"
)
START_S, LEAVE_S = 60.0, 0.5
BUFFER = 1024 * 1024
# In a row and without getting ready: there is something wrong that another start does not mend.
STARTS = 3
# A port during whose talk two workers died is not given to a third.
DEATHS = 2


class CannotStart(Exception):
    """No process comes up. The message says what was seen of it."""


@dataclass(slots=True)
class _Given:
    found: Found
    answer: asyncio.Future[Entry | None]
    deaths: int = 0


@dataclass(slots=True, kw_only=True)
class Spawned:
    """`main` is what Python is given to run. `pid` of the present process; `started`: seconds of processor
    time that starting took so far."""

    task: Task
    main: str = MAIN
    pid: int = 0
    started: float = 0.0
    _given: dict[int, _Given] = field(default_factory=dict)
    _gone: list[Counts] = field(default_factory=list)
    _now: Counts = field(default_factory=Counts)
    _questions: asyncio.StreamWriter | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _listens: bool = False
    _closed: bool = False
    _lost: str = ""
    _process: Process | None = None
    _work: asyncio.Task[None] | None = None

    @property
    def counts(self) -> list[Counts]:
        """Of each process there was, the dead ones as of their last answer."""
        return [*self._gone, self._now]

    async def start(self) -> None:
        """Until the process is ready. Raises CannotStart."""
        self._work = asyncio.create_task(self._run())
        await self._ready.wait()
        if self._lost and not self._closed:
            raise CannotStart(self._lost)

    async def ask(self, found: Found) -> Entry | None:
        """What came of its talk; None when there is nothing to keep, or it was cut off by `stop`.

        Raises StoreFailed as the worker's talk did, TalkEnded (`bug`) when the talk can't be held, and
        CannotStart when there is no process any more and none can be started.
        """
        if self._closed:
            return None
        if self._lost:
            raise CannotStart(self._lost)
        given = _Given(found, asyncio.get_running_loop().create_future())
        self._given[found.index] = given
        self._send(given)
        try:
            return await given.answer
        finally:
            self._given.pop(found.index, None)

    def stop(self) -> None:
        """The process ends at once and sends nothing more; what it was asked has no answer."""
        self._closed = True
        self._hang_up()
        for given in self._given.values():
            _answer(given, None)

    async def close(self) -> None:
        """Stops it, and waits until it is gone: half a second, then it is killed."""
        self.stop()
        if self._work is not None:
            await asyncio.wait((self._work,), timeout=LEAVE_S)
            self._kill()
            await self._work

    async def _run(self) -> None:
        failed = 0
        try:
            while not self._closed and failed < STARTS:
                failed = 0 if await self._one() else failed + 1
        finally:
            # Nobody may wait for an answer that will never come, whatever it was that ended this.
            self._lost = f"a worker process ended {STARTS} times before it was ready"
            self._ready.set()
            for given in self._given.values():
                _fail(given, CannotStart(self._lost))

    async def _one(self) -> bool:
        """From the start of one process to its end; whether it was ever ready."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-c", self.main,
                stdin=PIPE, stdout=PIPE, start_new_session=True, limit=BUFFER,
            )  # fmt: skip
        except OSError:
            return False
        self.pid, self._process = process.pid, process
        try:
            ready = await self._begin(process)
            if ready:
                await self._hear(process)
            return ready
        finally:
            await self._end(process)
            self._gone, self._now = [*self._gone, self._now], Counts()

    async def _begin(self, process: Process) -> bool:
        if process.stdin is None or process.stdout is None:
            return False
        # In the writer's hands before it is asked for anything, so that `stop` can close it from now on.
        self._questions = process.stdin
        if self._closed:
            return False
        process.stdin.write(packed(self.task))
        try:
            async with asyncio.timeout(START_S):
                self.started += unpacked(await received(process.stdout), Ready).cpu
        except (TimeoutError, ValueError):
            return False
        self._listens = True
        self._ready.set()
        for given in self._given.values():
            self._send(given)
        return True

    async def _hear(self, process: Process) -> None:
        """Until the pipe ends, or the process says what nobody asked."""
        while process.stdout and (body := await received(process.stdout)):
            try:
                answer = unpacked(body, Answer)
                given = self._given[answer.index]
                entry = answer.entry()
            except (ValueError, KeyError):
                break
            if entry is not None and not _is_of(entry, given.found):
                break
            self._now = answer.counts
            _settle(given, answer, entry)
        for given in self._given.values():
            given.deaths += 1
            if given.deaths >= DEATHS:
                _fail(given, TalkEnded(Reason.BUG, Phase.JUDGE))

    async def _end(self, process: Process) -> None:
        self._hang_up()
        try:
            async with asyncio.timeout(LEAVE_S):
                await _gone(process)
        except TimeoutError:
            self._kill()
            await _gone(process)

    def _send(self, given: _Given) -> None:
        """Now, or when a process is ready. No more than may be talked to at once."""
        if self._listens and self._questions is not None:
            self._questions.write(packed(given.found))

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    def _hang_up(self) -> None:
        self._listens = False
        if self._questions is not None and not self._questions.is_closing():
            self._questions.transport.abort()
        self._questions = None


async def _gone(process: Process) -> None:
    """With the rest of what it said: its end is not seen before the end of the pipe."""
    while process.stdout is not None and await process.stdout.read(BUFFER):
        continue
    await process.wait()


def _is_of(entry: Entry, found: Found) -> bool:
    endpoint = entry.observation.endpoint
    return (endpoint.address, endpoint.port) == (found.address, found.port)


def _settle(given: _Given, answer: Answer, entry: Entry | None) -> None:
    if answer.failed:
        _fail(given, StoreFailed(answer.failed))
    elif answer.bug:
        _fail(given, TalkEnded(Reason.BUG, Phase.JUDGE))
    else:
        _answer(given, entry)


def _answer(given: _Given, entry: Entry | None) -> None:
    if not given.answer.done():
        given.answer.set_result(entry)


def _fail(given: _Given, error: Exception) -> None:
    if not given.answer.done():
        given.answer.set_exception(error)
