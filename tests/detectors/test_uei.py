from __future__ import annotations

from leftopen.detectors.uei import detector
from tests.detectors.test_examples import found_by


def test_a_leading_zero_is_refused() -> None:
    assert found_by(detector, "UEI A1B2C3D4E5F6")
    assert not found_by(detector, "UEI 01B2C3D4E5F6")
