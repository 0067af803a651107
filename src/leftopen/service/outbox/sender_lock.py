"""Shows other processes that this one lives while it sends a message.

The kernel ends the lock with its process, however that ends. So the next sender need not wait until the loan
of a killed one is over, and no sender that lives is ever taken for a dead one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leftopen.service.workspace.locks import is_abandoned, remove_lock, try_lock

SENDER = "sender-"


@contextmanager
def alive(data: Path) -> Iterator[str]:
    """The name of this sender, for its loan. Raises StoreFailed."""
    name = f"{SENDER}{secrets.token_hex(8)}"
    # The file goes also after an error: this process lives on, and what it began may still go on in a thread,
    # so that nothing is proved.
    with try_lock(data, name):
        yield name


def is_dead(data: Path, name: str) -> bool:
    """Is it proved that the process of that sender is gone? Raises StoreFailed."""
    return is_abandoned(data, name)


def forget(data: Path, name: str) -> None:
    """Removes what a sender that died left."""
    if name:
        remove_lock(data, name)
