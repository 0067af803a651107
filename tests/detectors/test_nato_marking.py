from __future__ import annotations

from leftopen.detectors.nato_marking import detector
from tests.detectors.test_examples import found_by


def test_a_level_in_a_sentence_is_no_marking() -> None:
    assert found_by(detector, "NATO SECRET\n")
    assert not found_by(detector, "papers that are NATO SECRET and others")
