"""A few pieces of a store by which its reading time is estimated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from leftopen.impact.assess.inventory import Inventory
from leftopen.model.assessment import SourceFile, Unit, UnitKind

T = TypeVar("T")
PIECE = 4 * 1024 * 1024
"""Bytes of one piece of a large file, and of small files together."""
PIECES = 3
"""Of each kind, spread over the store."""
FILES = 60
"""Files of one piece."""


def sample_units(found: Inventory) -> list[Unit]:
    """First one piece of each kind, then the next of each: whoever stops early has measured all kinds. Pieces
    of empty files measure nothing."""
    kinds = [
        [piece for piece in _pieces(found, kind) if piece.bytes]
        for kind in UnitKind
        if kind is not UnitKind.DIGEST
    ]
    return [pieces[at] for at in range(PIECES) for pieces in kinds if at < len(pieces)]


def bytes_of(units: Sequence[Unit]) -> dict[UnitKind, int]:
    """By the kind of unit; without digests."""
    kinds = {kind: 0 for kind in UnitKind if kind is not UnitKind.DIGEST}
    for unit in units:
        if unit.kind in kinds:
            kinds[unit.kind] += unit.bytes
    return {kind: held for kind, held in kinds.items() if held}


def _pieces(found: Inventory, kind: UnitKind) -> Iterator[Unit]:
    units = [unit for unit in found.units if unit.kind is kind]
    if kind is UnitKind.FILES:
        yield from _batches(found.files, [at for unit in units for at in unit.files])
        return
    held = sum(unit.bytes for unit in units)
    for number in range(min(PIECES, -(-held // PIECE))):
        yield _slice(units, number * held // PIECES, number)


def _slice(units: Sequence[Unit], at: int, number: int) -> Unit:
    """The piece that begins so many bytes into these units; it does not reach into the next one."""
    for unit in units:
        if at < unit.bytes:
            start = unit.start + at
            end = min(unit.end, start + PIECE)
            return Unit(
                number=number, kind=unit.kind, files=unit.files, bytes=end - start, start=start, end=end
            )
        at -= unit.bytes
    raise LookupError("a place behind the last unit")


def _batches(files: Sequence[SourceFile], numbers: Sequence[int]) -> Iterator[Unit]:
    chosen = _spread(numbers, PIECES * FILES)
    for first in range(PIECES):
        batch: list[int] = []
        held = 0
        for at in chosen[first::PIECES]:
            if batch and held + files[at].size > PIECE:
                continue
            batch.append(at)
            held += files[at].size
        if batch:
            yield Unit(number=first, kind=UnitKind.FILES, files=tuple(batch), bytes=held)


def _spread(all_of_them: Sequence[T], most: int) -> list[T]:
    count = min(most, len(all_of_them))
    return [all_of_them[at * len(all_of_them) // count] for at in range(count)]
