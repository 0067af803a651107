from __future__ import annotations

from leftopen.detectors.ch_ahv import detector
from tests.detectors.test_examples import found_by


def test_one_wrong_digit_is_refused() -> None:
    assert [last for last in range(10) if found_by(detector, f"756.9217.0769.8{last}")] == [5]
