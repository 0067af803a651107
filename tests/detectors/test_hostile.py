"""No detector takes more than linear time, whatever the text repeats: four times the text, about four
times the time. And none takes long over half a megabyte.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import pytest

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.model.detector import Detector
from tests.stopwatch import shortest
from tests.tier import tier

DETECTORS = detectors()
SMALL = 60_000
TIMES = 4
# Linear is 4, quadratic 16.
MOST = 9
# Below this, the clock measures itself.
LEAST = 0.15
LARGE = tier(200_000, 600_000)
# Up to ten seconds for two megabytes on a quiet machine (the stored form of a password, nothing but digits);
# more where others are at work. What grows faster than its text takes a hundred times as long.
LONGEST = 20 * LARGE / 2_000_000
FEW = ("phone", "payment_card", "iban", "birth_date", "us_ssn", "dod_id", "email_address", "postal_address")


def repeated(detector: Detector) -> Iterator[str]:
    """Runs that begin as its own values do, and what most patterns begin with."""
    yield from ("1 ", "A", "a.", "<", "= ", "\n", "12 Main St, ", "://a:", "eyJa")
    yield from (hit[: max(1, len(hit) // 2)] for hit in detector.hits[:2])
    yield from (f"{hit}\n" for hit in detector.hits[:1])
    yield from (f"{word} " for word in detector.context[:1])


@pytest.mark.full
@pytest.mark.parametrize("name", DETECTORS)
def test_its_time_grows_with_the_text(name: str) -> None:
    for detector in {DETECTORS[name].pattern: DETECTORS[name], "stored": DETECTORS[name].storing}.values():
        finder = Finder({name: detector})
        for piece in repeated(detector):
            text = piece * (TIMES * SMALL // len(piece))
            # Patterns are compiled when they are first asked for.
            finder.find(text[:1000], (name,))
            long = seconds(finder, name, text)
            if long > LEAST:
                short = seconds(finder, name, text[: len(text) // TIMES])
                if long >= short * MOST:
                    # Perhaps the garbage of other tests was collected meanwhile.
                    long = seconds(finder, name, text)
                assert long < short * MOST, (piece, short, long)


def dense(detector: Detector) -> Iterator[str]:
    """Nothing but digits, letters or marks; and nothing but its own values, which are all judged."""
    yield from ("1", "a", "Z", "-", ". ", "1-", "12 34 56-78 ", "a1B2", "\u00e9")
    yield from (f"{hit}\n" for hit in detector.hits[:3])
    yield from (hit[: max(1, len(hit) // 2)] for hit in detector.hits[:3])


@pytest.mark.parametrize("name", tier(FEW, tuple(DETECTORS)))
def test_it_is_soon_done_with_a_hostile_text(name: str) -> None:
    for detector in {DETECTORS[name].pattern: DETECTORS[name], "stored": DETECTORS[name].storing}.values():
        finder = Finder({name: detector})
        for piece in dense(detector):
            text = piece * (LARGE // len(piece))
            finder.find(text[:1000], (name,))
            _, took = shortest(partial(finder.find, text, (name,)), 2)
            assert took < LONGEST, (piece, took)


def seconds(finder: Finder, name: str, text: str) -> float:
    began = time.process_time()
    finder.find(text, (name,))
    return time.process_time() - began
