"""Turns disk errors of our own files into one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leftopen.errors import StoreFailed


@contextmanager
def on_disk(file: str) -> Iterator[None]:
    """One clear line for a failed write; `file` is its name as the user knows it. Raises StoreFailed."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"cannot write {file}: {error.strerror}") from None
