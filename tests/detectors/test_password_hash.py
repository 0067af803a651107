from __future__ import annotations

from leftopen.detectors.password_hash import detector
from tests.detectors.test_examples import found_by


def test_its_kind_alone_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask(detector.hits[0]) == "[password hash]"
    assert not found_by(detector, "$6$short")
