"""A random sample of the documents called clean: read as a whole, with nothing found but mail addresses.

Each unit keeps those documents whose keyed digest of the place is smallest. The smallest of all units
together are a uniform sample of the whole, the same with any number of workers, and nobody without the key
can foresee it. A larger sample holds the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

from leftopen.model.assessment import CLEAN_SAMPLE, CleanDocument, UnitResult


@dataclass(slots=True)
class CleanDraw:
    """Add each result once. `documents`: the sample, in its random order, at most `CLEAN_SAMPLE`; `total`:
    how many were called clean."""

    documents: list[CleanDocument] = field(default_factory=list)
    total: int = 0

    def add(self, result: UnitResult) -> None:
        self.total += result.clean
        if result.clean_sample:
            self.documents = smallest([*self.documents, *result.clean_sample], CLEAN_SAMPLE)


def smallest(documents: Iterable[CleanDocument], number: int) -> list[CleanDocument]:
    return nsmallest(number, documents, key=lambda one: (one.rank, one.place))
