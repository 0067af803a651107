from __future__ import annotations

from leftopen.detectors.uk_passport import detector
from tests.detectors.test_examples import found_by


def test_the_country_must_be_near() -> None:
    assert found_by(detector, "United Kingdom, passport 512345678")
    assert not found_by(detector, "United Kingdom" + " " * 80 + "passport 512345678")
