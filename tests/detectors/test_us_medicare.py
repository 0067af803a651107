from __future__ import annotations

from leftopen.detectors.us_medicare import detector
from tests.detectors.test_examples import found_by


def test_letters_that_look_like_digits_are_refused() -> None:
    assert not any(found_by(detector, f"MBI 1{letter}G4-TE5-MK73") for letter in "SLOIBZ")
    assert found_by(detector, "Medicare 1AC0-AA0-AA00")
