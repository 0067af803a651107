"""Lives of cases under random faults: nothing is lost, repeated, closed without proof or passed over.

A failing seed is in the message; the same one again: SIMULATION_SEED=7 pytest tests/simulation
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.simulation.office import empty_folder, folder
from tests.simulation.run import lived
from tests.tier import tier

LIVES, PARTS = tier(6, 10_000), tier(1, 20)
"""Each part has its own seeds, so that several processes share them."""
SEED = os.environ.get("SIMULATION_SEED", "")
FAILED_ONCE = {
    50419: "the process dies between the yes of the mail server and the note of it",
    60477: "a notice was approved late, and its mail server is down: the next contact was not told",
    60446: "a check is dated a year ahead: the next one waited until then",
    50169: "the clock is a year ahead for two hours; the next contact was told when that year was over",
}
"""Seeds that found a fault, of the program or of this simulation, and that take about two seconds."""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with folder() as where:
        empty_folder(where / "empty")
        yield where


def seeds(part: int) -> Iterable[int]:
    return [int(SEED)] if SEED else itertools.count(part, PARTS)


@pytest.mark.parametrize("seed", FAILED_ONCE, ids=str)
def test_lives_that_failed_once(place: Path, seed: int) -> None:
    with asyncio.Runner() as runner:
        assert lived(seed, place, place / "empty", runner) > 0


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1 if SEED else PARTS))
def test_lives(place: Path, part: int) -> None:
    lives = 0
    with asyncio.Runner() as runner:
        for seed in seeds(part):
            lives += lived(seed, place, place / "empty", runner)
            if lives >= LIVES / PARTS:
                break
    assert lives > 0
