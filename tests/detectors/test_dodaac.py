from __future__ import annotations

from leftopen.detectors.dodaac import detector
from tests.detectors.test_examples import found_by


def test_two_digits_are_needed() -> None:
    assert found_by(detector, "DoDAAC FB2300")
    assert not found_by(detector, "DoDAAC FBAAA1")
