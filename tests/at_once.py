"""The same act by several threads in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
LONGEST_S = 60.0


def at_once(number: int, act: Callable[[], T]) -> list[T | Exception]:
    """What each of them gave, or raised."""
    gate = threading.Barrier(number)

    def one(_: int) -> T | Exception:
        gate.wait(LONGEST_S)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - what was raised is what the test is about
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))
