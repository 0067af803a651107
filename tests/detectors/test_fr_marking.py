from __future__ import annotations

from leftopen.detectors.fr_marking import detector
from tests.detectors.test_examples import found_by


def test_secret_alone_needs_the_defence_near() -> None:
    assert found_by(detector, "SECRET\nIGI 1300\n")
    assert not found_by(detector, "SECRET\n")
