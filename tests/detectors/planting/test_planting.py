"""Values that the detectors' author did not choose, in documents of many shapes: nearly all are found."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents.find import Finder
from leftopen.contents.unpack import documents
from leftopen.model.reader import Document, Reader
from leftopen.model.sample import Sample
from tests.detectors.planting.shapes import SHAPES
from tests.detectors.planting.values import KINDS
from tests.tier import tier

# Of each kind in each shape. The shares are of all kinds in one shape.
COUNT = tier(2, 300)
PLAIN, HARD = 0.98, 0.95


@cache
def finder() -> Finder:
    return Finder(detectors())


def read(reader: Reader, data: bytes) -> Document:
    return reader.read(data)


def is_found(kind: str, value: str, name: str, raw: bytes) -> bool:
    """Found by its own detector, the value as it was planted."""
    wanted = bare(value)
    for document in documents(Sample((name, "", raw)), readers(), read):
        for hit in finder().find_in_both(document.text):
            if hit.detector == kind and wanted in bare(hit.value):
                return True
    return False


def bare(value: str) -> str:
    return "".join(filter(str.isalnum, value)).casefold()


@pytest.mark.parametrize("shape", SHAPES)
def test_nearly_every_planted_value_is_found(shape: str) -> None:
    chance = Random(f"planted in {shape}")
    missed: Counter[str] = Counter()
    tried = 0
    for kind, draw in KINDS.items():
        for _ in range(COUNT):
            planted = draw(chance)
            made = SHAPES[shape](planted)
            if made is not None:
                tried += 1
                missed[kind] += not is_found(kind, planted[1], *made)
    lost = sum(missed.values())
    print(f"{shape}: {tried - lost} of {tried} found; missed {dict(+missed)}")
    assert tried >= COUNT * len(KINDS) * 0.9
    assert 1 - lost / tried >= (PLAIN if shape == "plain" else HARD), +missed
