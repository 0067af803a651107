from __future__ import annotations

from leftopen.detectors.birth_place import detector
from tests.detectors.test_examples import found_by


def test_only_the_first_letter_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("Exampleville, Ohio") == "E***********, ****"
    assert found_by(detector, "Geburtsort: Musterstadt")
