from __future__ import annotations

from leftopen.detectors.de_passport import detector
from tests.detectors.test_examples import found_by


def test_one_check_digit_is_right() -> None:
    assert [last for last in range(10) if found_by(detector, f"Reisepass C01X00T47{last}")] == [8]


def test_small_letters_need_the_word_as_well() -> None:
    assert len(found_by(detector, "reisepass-nr.: c01x00t47")) == 1
    assert not found_by(detector, "reisepass-nr.: C01x00t47")
