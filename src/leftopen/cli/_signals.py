"""Ctrl-C and SIGTERM set an event; the work stops by itself and prints how to resume. Work that cannot be
resumed stops immediately."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)
ENDING = (*SIGNALS, signal.SIGHUP)


class Ended(BaseException):
    """A signal stopped the work; `code` is the exit code for this signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


@contextmanager
def stop_on_signal(stop: asyncio.Event) -> Iterator[None]:
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
def set_on_signal(stop: threading.Event) -> Iterator[None]:
    """The same for work without a loop. Only from the main thread."""
    before = [(number, signal.signal(number, lambda *_: stop.set())) for number in SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def raise_on_signal() -> Iterator[Callable[[], None]]:
    """While inside, the first of `ENDING` raises Ended; later ones are ignored while the program cleans up.
    Signals that are ignored from the start (nohup) stay ignored. Only from the main thread.

    Yields a function that raises Ended again, to be called regularly: C libraries may swallow one."""
    came: list[int] = []

    def end(number: int, _: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        came.append(number)
        raise Ended(number)

    def ended() -> None:
        if came:
            raise Ended(came[0])

    handlers = {number: signal.getsignal(number) for number in ENDING}
    before = {number: handler for number, handler in handlers.items() if handler is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, end)
    try:
        yield ended
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is end:
                signal.signal(number, handler)
