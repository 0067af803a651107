from __future__ import annotations

from leftopen.detectors.nl_bsn import detector
from tests.detectors.test_examples import found_by


def test_one_wrong_digit_is_refused() -> None:
    assert [last for last in range(10) if found_by(detector, f"BSN 12345678{last}")] == [2]
