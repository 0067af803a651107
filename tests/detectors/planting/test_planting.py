"""Values that the detectors' author did not choose, in documents of many shapes: nearly all are found."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from random import Random

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents.find import Finder
from leftopen.contents.unpack import documents
from leftopen.model.reader import Document, Reader
from leftopen.model.sample import Sample
from tests.detectors.planting.shapes import SHAPES, plain
from tests.detectors.planting.values import KINDS
from tests.detectors.planting.wordings import WORDINGS, worded
from tests.tier import tier

COUNT = tier(2, 300)
"""Of each kind in each shape. Of so few, only the share of all kinds in one shape means something."""
MEANS = 300
PLAIN, HARD = 0.98, 0.95
LOWEST = {"plain": 0.96}
LOWEST_HARD = 0.92
"""What the lower bound of each kind in each shape has to be."""
WORDED = tier(20, 400)


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
    if COUNT >= MEANS:
        bounds = {kind: wilson(COUNT - missed[kind], COUNT) for kind in KINDS}
        print(f"{shape}: the lowest bound of a kind is {min(bounds.values()):.3f}")
        assert min(bounds.values()) >= LOWEST.get(shape, LOWEST_HARD), bounds


@pytest.mark.parametrize("kind", WORDINGS)
def test_nearly_every_wording_is_understood(kind: str) -> None:
    chance = Random(f"{kind} in words")
    missed: Counter[str] = Counter()
    for _ in range(WORDED):
        planted, wording = worded(chance, kind)
        missed[wording] += not is_found(kind, planted[1], *plain(planted))
    assert 1 - missed.total() / WORDED >= PLAIN, +missed


def wilson(found: int, tried: int) -> float:
    """The lower bound of the share with 95 % confidence."""
    share, z = found / tried, 1.96
    spread = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return (share + z * z / (2 * tried) - spread) / (1 + z * z / tried)


@pytest.mark.parametrize(("found", "tried", "bound"), [(300, 300, 0.987), (294, 300, 0.957), (0, 10, 0.0)])
def test_the_bound(found: int, tried: int, bound: float) -> None:
    assert wilson(found, tried) == pytest.approx(bound, abs=0.001)
