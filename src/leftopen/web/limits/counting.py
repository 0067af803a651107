"""Has assessments counted by processes of their own, one at a time, while somebody waits for them."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from leftopen.errors import LeftopenError
from leftopen.service.access_logs.count_process import START
from leftopen.service.workspace.workspace import Workspace

LOOK_S = 0.2
AGAIN_S = 15.0
"""A page that says that it waits asks again every few seconds; who does not is gone."""


@dataclass(slots=True)
class _Wanted:
    """`waiting` requests; `until` then a page may ask again. `failed` says why."""

    waiting: int = 0
    until: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failed: str = ""


@dataclass(slots=True, kw_only=True)
class Counting:
    """Bound to one event loop. However many wait for an assessment, one process counts it; it is ended when
    the last of them is gone. `started` counts the processes."""

    workspace: Workspace
    start: str = START
    started: int = 0
    _wanted: dict[str, _Wanted] = field(default_factory=dict)
    _work: asyncio.Task[None] | None = None

    async def wait(self, assessment: str, seconds: float, gone: Callable[[], Awaitable[bool]]) -> bool:
        """Whether it was counted within these seconds; False too once `gone` says that nobody waits any more.
        Raises LeftopenError where it could not be counted."""
        one = self._wanted.setdefault(assessment, _Wanted())
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._all())
        end = self.workspace.monotonic() + seconds
        one.waiting += 1
        try:
            while not one.over.is_set() and self.workspace.monotonic() < end and not await gone():
                with suppress(TimeoutError):
                    await asyncio.wait_for(one.over.wait(), LOOK_S)
        finally:
            one.waiting -= 1
        if one.failed:
            raise LeftopenError(one.failed)
        return one.over.is_set()

    def again(self, assessment: str) -> None:
        """A page was told to ask again soon."""
        if one := self._wanted.get(assessment):
            one.until = self.workspace.monotonic() + AGAIN_S

    async def end(self) -> None:
        """Ends the process, if there is one."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _all(self) -> None:
        """In the order in which they were wanted first."""
        while self._wanted:
            assessment, one = next(iter(self._wanted.items()))
            try:
                if self._is_wanted(one):
                    one.failed = await self._count(assessment, one)
            finally:
                del self._wanted[assessment]
                one.over.set()

    def _is_wanted(self, one: _Wanted) -> bool:
        return bool(one.waiting) or self.workspace.monotonic() < one.until

    async def _count(self, assessment: str, one: _Wanted) -> str:
        """'' or why it could not be counted."""
        environment = {
            **os.environ,
            **self.workspace.live.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        self.started += 1
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-B", "-P", "-c", self.start, str(self.workspace.data), assessment),
            stdin=PIPE, stdout=DEVNULL, stderr=PIPE, env=environment,
        )  # fmt: skip
        message: str | None = None
        try:
            message = await self._ended(process, one)
        finally:
            # One that came to its end is not killed: how it ended would be lost.
            if message is None:
                with suppress(ProcessLookupError):
                    process.kill()
            await process.communicate()
        if process.returncode == 0 or message is None:
            return ""
        return message or f"the process that counted assessment {assessment} was ended; open the page again"

    async def _ended(self, process: Process, one: _Wanted) -> str | None:
        """What it said when it ended; None when nobody waits for it any more."""
        assert process.stderr is not None
        saying = asyncio.create_task(process.stderr.read())
        try:
            while not saying.done():
                await asyncio.wait([saying], timeout=LOOK_S)
                if not saying.done() and not self._is_wanted(one):
                    return None
        finally:
            saying.cancel()
            await asyncio.wait([saying])
        lines = saying.result().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""
