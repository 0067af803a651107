from __future__ import annotations

from leftopen.detectors.nsn import detector
from tests.detectors.test_examples import found_by


def test_the_country_must_codify() -> None:
    assert found_by(detector, "NSN 1005-99-123-4567")
    assert not found_by(detector, "NSN 1005-90-123-4567")
