from __future__ import annotations

from leftopen.detectors.fr_passport import detector
from tests.detectors.test_examples import found_by


def test_it_is_no_part_of_a_longer_run() -> None:
    assert found_by(detector, "passeport 12AB34567.")
    assert not found_by(detector, "passeport 12AB345678")


def test_small_letters_need_the_word_as_well() -> None:
    assert len(found_by(detector, "passeport n° 12ab34567")) == 1
    assert not found_by(detector, "passeport 12aB34567")
