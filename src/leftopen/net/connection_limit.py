"""Limits concurrent connections to one address, first come first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class _Queue:
    used: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


@dataclass(slots=True, kw_only=True)
class ConnectionLimit:
    """Belongs to one event loop."""

    most: int
    _queues: dict[Hashable, _Queue] = field(default_factory=dict)

    def ask(self, key: Hashable) -> asyncio.Future[None]:
        """A future that is done when the slot is free; give it back with `release`, done or not."""
        queue = self._queues.setdefault(key, _Queue())
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if queue.used < self.most:
            queue.used += 1
            turn.set_result(None)
        else:
            queue.waiting.append(turn)
        return turn

    def idle(self, key: Hashable) -> bool:
        """No slot is taken or waited for."""
        return key not in self._queues

    def release(self, key: Hashable, turn: asyncio.Future[None]) -> None:
        queue = self._queues[key]
        if not turn.done():
            queue.waiting.remove(turn)
        elif queue.waiting:
            queue.waiting.popleft().set_result(None)
        else:
            queue.used -= 1
        if not queue.used and not queue.waiting:
            del self._queues[key]
