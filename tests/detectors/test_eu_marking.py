from __future__ import annotations

from leftopen.detectors.eu_marking import detector
from tests.detectors.test_examples import found_by


def test_one_language_is_not_enough() -> None:
    assert found_by(detector, "TRÈS SECRET UE/EU TOP SECRET")
    assert not found_by(detector, "EU TOP SECRET")
