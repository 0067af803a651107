from __future__ import annotations

from leftopen.detectors.fr_nir import detector
from tests.detectors.test_examples import found_by


def test_every_key_but_the_right_one_is_refused() -> None:
    """The key is computed by long division, digit by digit."""
    body, remainder = "2690549588157", 0
    for digit in body:
        remainder = (remainder * 10 + int(digit)) % 97
    found = [key for key in range(100) if found_by(detector, f"NIR {body}{key:02d}")]
    assert found == [97 - remainder]


def test_corsica_has_letters() -> None:
    assert found_by(detector, "NIR 185052A00406121")
    assert not found_by(detector, "NIR 185052B00406121")
