from __future__ import annotations

from leftopen.detectors.it_codice_fiscale import detector
from tests.detectors.test_examples import found_by


def test_one_character_of_twenty_six_is_right() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [char for char in letters if found_by(detector, f"CF MRTMTT91D08F205{char}")] == ["J"]
