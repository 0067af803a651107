"""Temporary files for downloads: a few at once, one per user, streamed and always deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

MOST = 2
# A slower reader would block others: in all, and for each megabyte. What the kernel takes ahead of the reader
# counts once, so that who reads nothing loses the slot within a minute.
SENT_S = 600.0
STEP_BYTES, STEP_S = 1_000_000, 30.0


@dataclass(frozen=True, slots=True)
class DownloadSlots:
    """Bound to one event loop."""

    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST))
    _whose: set[str] = field(default_factory=set)

    async def lend(self, name: str, write: Callable[[Path], None], *, who: str) -> Response | None:
        """The response with the file that `write` writes in a thread. None when `who` already has a
        download, or all slots are in use. Raises what `write` raises."""
        if self._room.locked() or who in self._whose:
            return None
        await self._room.acquire()
        self._whose.add(who)
        folder = TemporaryDirectory(prefix="leftopen-export-", ignore_cleanup_errors=True)

        def gone() -> None:
            folder.cleanup()
            self._whose.discard(who)
            self._room.release()

        file = Path(folder.name) / name
        work = asyncio.ensure_future(asyncio.to_thread(write, file))
        try:
            # The thread can't be stopped, so its file stays until it ends.
            await asyncio.shield(work)
        except BaseException:
            work.add_done_callback(lambda _: gone())
            # Read the exception, or the loop would log it as never retrieved.
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise
        return _Lent(file, gone)


class _Lent(FileResponse):
    def __init__(self, file: Path, gone: Callable[[], None]) -> None:
        super().__init__(file, media_type="application/octet-stream", filename=file.name)
        self._gone = gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(SENT_S), asyncio.timeout(STEP_S) as step:
                    await super().__call__(scope, receive, _paced(send, step))
        finally:
            self._gone()


def _paced(send: Send, step: asyncio.Timeout) -> Send:
    """Puts the end of the step off whenever as many bytes were taken."""
    taken, clock = 0, asyncio.get_running_loop().time

    async def counted(message: Message) -> None:
        nonlocal taken
        await send(message)
        taken += len(message.get("body", b""))
        if taken >= STEP_BYTES:
            taken = 0
            step.reschedule(clock() + STEP_S)

    return counted
