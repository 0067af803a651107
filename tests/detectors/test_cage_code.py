from __future__ import annotations

from leftopen.detectors.cage_code import detector
from tests.detectors.test_examples import found_by


def test_a_word_is_no_code() -> None:
    assert found_by(detector, "CAGE 3XYZ9")
    assert not found_by(detector, "CAGE BIRDS")
