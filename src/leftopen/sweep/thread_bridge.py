"""Passes events from the sweep's thread to the event loop, bounded: a slow reader slows the sweep down."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class ThreadBridge(Generic[T]):
    """Holds at most `most` events. Created inside the loop that reads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: deque[T] = deque()
        self._change = threading.Condition()
        self._ended = False
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def put(self, thing: T) -> bool:
        """From the thread: waits while the bridge is full. False when the reader is gone."""
        with self._change:
            while len(self._things) >= self._most and not self._closed:
                self._change.wait()
            if self._closed:
                return False
            self._things.append(thing)
        self._loop.call_soon_threadsafe(self._news.set)
        return True

    def end(self) -> None:
        """From the thread: nothing more will come."""
        with self._change:
            self._ended = True
            if self._closed:
                return
        self._loop.call_soon_threadsafe(self._news.set)

    async def get(self) -> T | None:
        """In the loop: the next event, None after the last."""
        while True:
            with self._change:
                if self._things:
                    self._change.notify()
                    return self._things.popleft()
                if self._ended:
                    return None
                self._news.clear()
            await self._news.wait()

    def close(self) -> None:
        """In the loop: stops reading."""
        with self._change:
            self._closed = True
            self._change.notify_all()
