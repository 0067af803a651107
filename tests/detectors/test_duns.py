from __future__ import annotations

from leftopen.detectors.duns import detector
from tests.detectors.test_examples import found_by


def test_the_label_is_needed() -> None:
    assert found_by(detector, "D-U-N-S 150483782")
    assert not found_by(detector, "order 150483782 of DUNS")
