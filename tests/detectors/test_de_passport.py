from __future__ import annotations

from leftopen.detectors.de_passport import detector
from tests.detectors.test_examples import found_by


def test_one_check_digit_is_right() -> None:
    assert [last for last in range(10) if found_by(detector, f"Reisepass C01X00T47{last}")] == [8]
