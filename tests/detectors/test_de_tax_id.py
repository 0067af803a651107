from __future__ import annotations

from leftopen.detectors.de_tax_id import detector
from tests.detectors.test_examples import found_by


def test_ten_different_digits_are_refused() -> None:
    assert not any(found_by(detector, f"Steuer-ID 1234567890{last}") for last in range(10))
    assert found_by(detector, "Steuer-ID 65929970489")
