from __future__ import annotations

from leftopen.detectors.pl_pesel import detector
from tests.detectors.test_examples import found_by


def test_one_last_digit_is_right() -> None:
    assert [last for last in range(10) if found_by(detector, f"PESEL 0207080362{last}")] == [8]
