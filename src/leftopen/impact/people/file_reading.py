"""What the access logs say of one file or mail, from the answers for every item that stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.access_logs import ItemAnswer, ReadVerdict

ORDER = (ReadVerdict.NOT_SERVED, ReadVerdict.UNKNOWN, ReadVerdict.POSSIBLY, ReadVerdict.SERVED)
"""Of a person, in the order of their weight: the highest of any document counts."""
NOT, UNKNOWN, POSSIBLY, SERVED = range(len(ORDER))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What the logs say of one file, from every item that stands for it. `clients`: at least so many
    strangers; `addresses` are those that are known, of which there may be fewer."""

    rank: int = UNKNOWN
    clients: int = 0
    addresses: frozenset[str] = frozenset()
    first: datetime | None = None
    last: datetime | None = None


def file_reading(answers: Iterable[ItemAnswer], *, sure: bool = True) -> FileReading:
    """Of the answers for one file. `sure`: they are of this file and of no other."""
    found = list(answers)
    ranks = [_rank(one.verdict) for one in found]
    rank = max(ranks, default=UNKNOWN)
    if not sure and (rank == SERVED or len(set(ranks)) > 1):
        rank = min(max(rank, UNKNOWN), POSSIBLY)
    # Whose read was only possible is not among the clients of what was served.
    read = [one for one in found if _rank(one.verdict) >= max(rank, POSSIBLY)]
    addresses = frozenset(address for one in read for address in one.addresses)
    return FileReading(
        rank=rank,
        clients=max([len(addresses), *(one.clients for one in read)]),
        addresses=addresses,
        first=min((one.first for one in read if one.first), default=None),
        last=max((one.last for one in read if one.last), default=None),
    )


def _rank(verdict: ReadVerdict) -> int:
    return POSSIBLY if verdict is ReadVerdict.SERVED_IN_PART else ORDER.index(verdict)


def weight(verdict: ReadVerdict) -> tuple[int, bool]:
    """By which of two verdicts on one item the stronger is taken."""
    return _rank(verdict), verdict is ReadVerdict.SERVED_IN_PART


def inside_of(place: str) -> list[str]:
    """The places of a document and of all that it lies in, from the outermost on: `3:120/2/0` has `3:120`,
    `3:120/2` and itself."""
    parts = place.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]
