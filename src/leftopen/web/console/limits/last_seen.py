"""Records when a session was last used, beside the response: reading works even while records can't be
written, for example on a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.errors import StoreFailed

# Longer than any write takes; a write that waits for a lock must not delay a page.
WAITED_S = 0.5


@dataclass(slots=True)
class LastSeenWriter:
    """Bound to one event loop. One write at a time per session, because a waiting write occupies a thread."""

    _under_way: dict[str, asyncio.Task[object]] = field(default_factory=dict)

    async def seen(self, session: str, write: Callable[[], object]) -> None:
        """Calls `write` in a thread. Raises what it raises within half a second, except StoreFailed: then
        the session only ends sooner."""
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
            # Read the exception, or the loop would log it as never retrieved.
            task.exception()
