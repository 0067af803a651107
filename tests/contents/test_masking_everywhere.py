"""Whatever stands beside a value and however it is encoded, nothing of it is stored.

Every detector that hides, each of its hits, every neighbour on each side, every encoding; and what the
import's fast path calls clean is what the mask leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.contents.test_bulk import called_clean, tools
from tests.contents.written import ENCODINGS, beside, is_another_code, shows, values

VALUES = list(values())
PAIRS = list(beside())
# One more than one percent fewer would be a hole in the product of them all.
AT_LEAST = 60_000


def cases(encoding: str) -> Iterator[tuple[str, str, str]]:
    """(detector, value, text): the value encoded, and the value with its neighbours encoded."""
    write = ENCODINGS[encoding]
    for name, before, value, after in VALUES:
        for left, right in PAIRS:
            if not is_another_code(encoding, left, write(value), right, after):
                yield name, value, f"{before}{left}{write(value)}{right}{after}"
        if encoding != "as it is":
            for left, right in PAIRS[::3]:
                yield name, value, f"{before}{write(left + value + right)}{after}"


def test_there_are_as_many_as_there_should_be() -> None:
    count = sum(1 for encoding in ENCODINGS for _ in cases(encoding))
    print(
        f"{count} cases: {len(VALUES)} values, {len(PAIRS)} pairs of neighbours, {len(ENCODINGS)} encodings"
    )
    assert count > AT_LEAST


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_value_is_stored(encoding: str) -> None:
    _, masker = tools()
    unmasked = [
        (name, text, masked)
        for name, value, text in cases(encoding)
        if shows(name, value, masked := masker.mask(text))
    ]
    assert unmasked == []
