from __future__ import annotations

from leftopen.detectors.driver_license import detector
from tests.detectors.test_examples import found_by


def test_a_word_in_another_word_is_no_label() -> None:
    assert found_by(detector, "DL number D1234567")
    assert not found_by(detector, "printer driver licensed 1234567")
