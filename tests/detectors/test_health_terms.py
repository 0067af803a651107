from __future__ import annotations

from leftopen.detectors.health_terms import detector
from tests.detectors.test_examples import found_by


def test_a_word_of_treatment_must_be_near() -> None:
    assert found_by(detector, "medical history: asthma")
    assert not found_by(detector, "medical history: none." + " " * 90 + "asthma")
