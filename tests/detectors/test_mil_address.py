from __future__ import annotations

from leftopen.detectors.mil_address import detector
from tests.detectors.test_examples import found_by


def test_only_the_last_label_counts() -> None:
    assert found_by(detector, "jane@unit.example.mil")
    assert not found_by(detector, "jane@mil.example.com")
    assert not found_by(detector, "jane@unit.mil.example.com")


def test_one_letter_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("jane.roe@unit.example.mil") == "j***@unit.example.mil"
