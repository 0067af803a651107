from __future__ import annotations

from leftopen.detectors import us_passport
from leftopen.detectors.uk_passport import detector
from tests.detectors.test_examples import found_by


def test_the_country_must_be_near() -> None:
    assert found_by(detector, "United Kingdom, passport 512345678")
    assert not found_by(detector, "United Kingdom" + " " * 80 + "passport 512345678")


def test_one_passport_is_found_by_one_of_the_two_however_far_the_country() -> None:
    found = {
        far: (len(found_by(detector, text)), len(found_by(us_passport.detector, text)))
        for far in range(0, 160, 5)
        if (text := f"United Kingdom{' ' * far} passport 512345678")
    }
    assert {far: both for far, both in found.items() if sum(both) != 1} == {}
    assert found[0] == (1, 0)
    assert found[155] == (0, 1)
