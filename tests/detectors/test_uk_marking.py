from __future__ import annotations

from leftopen.detectors.uk_marking import detector
from tests.detectors.test_examples import found_by


def test_a_descriptor_may_follow() -> None:
    assert found_by(detector, "OFFICIAL-SENSITIVE COMMERCIAL\n") == []
    assert found_by(detector, "OFFICIAL-SENSITIVE - COMMERCIAL\n")
