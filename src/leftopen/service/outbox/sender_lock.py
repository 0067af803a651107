"""Shows other processes that this one lives while it sends a message.

The kernel ends the lock with its process, however that ends. So the next sender need not wait until the loan
of a killed one is over, and no sender that lives is ever taken for a dead one.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leftopen.service.locks import is_abandoned, remove_lock, try_lock


@contextmanager
def alive(data: Path) -> Iterator[str]:
    """The name of this sender, for its loan. Raises StoreFailed."""
    name = f"sender-{secrets.token_hex(8)}"
    with try_lock(data, name):
        try:
            yield name
        except (Exception, asyncio.CancelledError):
            # This process lives on, and what it began may still go on in a thread: nothing is proved.
            remove_lock(data, name)
            raise
        remove_lock(data, name)


def died(data: Path, name: str) -> bool:
    """Is it proved that the process of that sender is gone? Raises StoreFailed."""
    return is_abandoned(data, name)


def forget(data: Path, name: str) -> None:
    """Removes what a sender that died left."""
    if name:
        remove_lock(data, name)
