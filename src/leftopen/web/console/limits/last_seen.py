"""Writes down that somebody is still there, beside the page that shows it: looking goes on where the records
can be read and not written, as while another program writes, or on a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.errors import StoreFailed

# Longer than any write takes; who waits for a lock must not keep a page waiting too.
WAITED_S = 0.5


@dataclass(slots=True)
class LastSeenWriter:
    """Of one event loop. One write at a time for each sitting: one that waits has a thread meanwhile."""

    _under_way: dict[str, asyncio.Task[object]] = field(default_factory=dict)

    async def seen(self, session: str, write: Callable[[], object]) -> None:
        """Calls `write` in a thread. Raises what it raises within half a second, but not StoreFailed: then
        the sitting ends sooner, and that is all."""
        if session in self._under_way:
            return
        task: asyncio.Task[object] = asyncio.create_task(asyncio.to_thread(write))
        self._under_way[session] = task
        task.add_done_callback(lambda done: self._over(session, done))
        await asyncio.wait((task,), timeout=WAITED_S)
        if task.done() and not isinstance(task.exception(), StoreFailed):
            task.result()

    def _over(self, session: str, task: asyncio.Task[object]) -> None:
        del self._under_way[session]
        if not task.cancelled():
            # Asked for, or the loop would print one that nobody waited for.
            task.exception()
