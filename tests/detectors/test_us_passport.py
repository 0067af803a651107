from __future__ import annotations

from leftopen.detectors.us_passport import detector
from tests.detectors.test_examples import found_by


def test_another_word_between_them_is_too_far() -> None:
    assert found_by(detector, "passport: 512345678")
    assert not found_by(detector, "passport lost, call 512345678")


def test_small_letters_need_the_word_as_well() -> None:
    assert len(found_by(detector, "Passport No.: x12345678")) == 1
    assert not found_by(detector, "x12345678")
