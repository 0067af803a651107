from __future__ import annotations

from leftopen.detectors.uk_nino import detector
from tests.detectors.test_examples import found_by


def test_letters_that_are_never_used_are_refused() -> None:
    assert found_by(detector, "NI number CE123456A")
    assert not any(found_by(detector, f"NI number {letter}E123456A") for letter in "DFIQUV")
    assert not any(found_by(detector, f"NI number C{letter}123456A") for letter in "DFIOQUV")
