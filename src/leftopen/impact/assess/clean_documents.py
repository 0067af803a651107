"""The clean documents of one unit: how many, and a random few of them (`impact/review/clean_sample.py`)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from heapq import heappush, heapreplace

from leftopen.contents.digests import keyed_digest
from leftopen.impact.assess.pending_parts import PendingPart
from leftopen.model.assessment import CLEAN_SAMPLE, CleanDocument


@dataclass(slots=True)
class CleanDocuments:
    """Keeps those of the smallest ranks; memory does not grow with the unit."""

    count: int = 0
    _kept: list[tuple[int, str, CleanDocument]] = field(default_factory=list)

    def add(self, key: bytes, one: PendingPart, kind: str, year: int) -> None:
        self.count += 1
        rank = hmac.digest(key, b"sample\0" + one.place.encode(), "sha256")[:16]
        # The largest rank on top of the heap, so that it is replaced first.
        turned = -int.from_bytes(rank, "big")
        if len(self._kept) >= CLEAN_SAMPLE and turned <= self._kept[0][0]:
            return
        entry = turned, one.place, _document(key, one, kind, year, rank)
        if len(self._kept) >= CLEAN_SAMPLE:
            heapreplace(self._kept, entry)
        else:
            heappush(self._kept, entry)

    def sample(self) -> tuple[CleanDocument, ...]:
        """By rank."""
        return tuple(one for _, _, one in sorted(self._kept, key=lambda entry: (-entry[0], entry[1])))


def _document(key: bytes, one: PendingPart, kind: str, year: int, rank: bytes) -> CleanDocument:
    digest = bytes.fromhex(keyed_digest(key, one.digest_of or one.part.data)[:32])
    return CleanDocument(place=one.place, kind=kind, size=one.size, year=year, digest=digest, rank=rank)
