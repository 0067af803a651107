"""No detector takes more than linear time, whatever the text repeats: four times the text, about four
times the time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.model.detector import Detector

DETECTORS = detectors()
SMALL = 60_000
TIMES = 4
# Linear is 4, quadratic 16.
MOST = 9
# Below this, the clock measures itself.
LEAST = 0.15


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
            long = seconds(finder, name, text)
            if long > LEAST:
                short = seconds(finder, name, text[: len(text) // TIMES])
                assert long < short * MOST, (piece, short, long)


def seconds(finder: Finder, name: str, text: str) -> float:
    began = time.process_time()
    finder.find(text, (name,))
    return time.process_time() - began
