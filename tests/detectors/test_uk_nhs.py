from __future__ import annotations

from leftopen.detectors.uk_nhs import detector
from tests.detectors.test_examples import found_by


def test_one_wrong_digit_is_refused() -> None:
    right = "9434765919"
    for at in range(10):
        wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
        assert not found_by(detector, f"NHS number {wrong}")
