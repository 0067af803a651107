from __future__ import annotations

from leftopen.detectors.salary import detector
from tests.detectors.test_examples import found_by


def test_no_digit_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("$84,500.00") == "$**,***.**"
    assert not found_by(detector, "the salary of 2023")
