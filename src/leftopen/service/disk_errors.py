"""Files of our own that are written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leftopen.errors import StoreFailed


@contextmanager
def on_disk(file: str) -> Iterator[None]:
    """One clear line for a disk that does not take it; `file`: as whoever reads that line knows it. Raises
    StoreFailed."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"cannot write {file}: {error.strerror}") from None
