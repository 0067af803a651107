from __future__ import annotations

from leftopen.detectors.distribution_statement import detector
from tests.detectors.test_examples import found_by


def test_public_release_is_no_hit() -> None:
    assert found_by(detector, "DISTRIBUTION STATEMENT C. Distribution authorized to agencies")
    assert not found_by(detector, "DISTRIBUTION STATEMENT A. Distribution is unlimited")
