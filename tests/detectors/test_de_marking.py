from __future__ import annotations

from leftopen.detectors.de_marking import detector
from tests.detectors.test_examples import found_by


def test_geheim_alone_needs_the_words_of_secrecy() -> None:
    assert found_by(detector, "STRENG GEHEIM\n1. Ausfertigung\n")
    assert not found_by(detector, "STRENG GEHEIM\n")
