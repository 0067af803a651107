"""Ctrl-C and SIGTERM set an event; the work ends by itself and says how to go on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stops(stop: asyncio.Event) -> Iterator[None]:
    """While inside, both signals set `stop`."""
    import asyncio

    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)


@contextmanager
def sets(stop: threading.Event) -> Iterator[None]:
    """The same for work without a loop. Only from the main thread."""
    before = [(number, signal.signal(number, lambda *_: stop.set())) for number in SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
