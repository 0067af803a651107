from __future__ import annotations

from leftopen.detectors.es_dni import detector
from tests.detectors.test_examples import found_by


def test_one_letter_of_twenty_three_is_right() -> None:
    assert [
        letter for letter in "TRWAGMYFPDXBNJZSQVHLCKE" if found_by(detector, f"DNI 00000001{letter}")
    ] == ["R"]


def test_the_letter_of_a_foreigner_counts_as_a_digit() -> None:
    assert found_by(detector, "NIE Y1234567X")
