"""The few raw bytes that prove the content. They exist in memory only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn


class Sample:
    """Named pieces of raw content: (name, media type or '', bytes).

    Deliberately not a dataclass: it prints empty, can't be pickled, copied or turned into JSON, and the
    pipeline drops it after reading. `left` counts the listed items that were not read, `cut` those that were
    read in part.
    """

    __slots__ = ("_pieces", "cut", "left")

    def __init__(self, *pieces: tuple[str, str, bytes], left: int = 0, cut: int = 0) -> None:
        self._pieces = pieces
        self.left = left
        self.cut = cut

    def __iter__(self) -> Iterator[tuple[str, str, bytes]]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def __repr__(self) -> str:
        return "Sample()"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a sample is never stored")


NOTHING = Sample()
