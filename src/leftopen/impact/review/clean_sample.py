"""A random sample of the documents called clean: read as a whole, with nothing found but mail addresses.

Each unit keeps those documents whose keyed digest of the place is smallest. The smallest of all units
together are a uniform sample of the whole, the same with any number of workers, and nobody without the key
can foresee it. A larger sample holds the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest

from leftopen.model.assessment import CLEAN_SAMPLE, CleanDocument, UnitResult


def clean_sample(results: Iterable[UnitResult], number: int) -> tuple[list[CleanDocument], int]:
    """The sample, in its random order, and how many documents were called clean. At most `CLEAN_SAMPLE`."""
    kept: list[CleanDocument] = []
    total = 0
    for result in results:
        total += result.clean
        kept = smallest([*kept, *result.clean_sample], min(number, CLEAN_SAMPLE))
    return kept, total


def smallest(documents: Iterable[CleanDocument], number: int) -> list[CleanDocument]:
    return nsmallest(number, documents, key=lambda one: (one.rank, one.place))
