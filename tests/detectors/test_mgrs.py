from __future__ import annotations

from leftopen.detectors.mgrs import detector
from tests.detectors.test_examples import found_by


def test_the_square_is_shown_and_the_place_in_it_is_not() -> None:
    assert detector.mask is not None
    assert detector.mask("18S UJ 23480 06470") == "18S UJ ***** *****"
    assert detector.mask("38SMB4488") == "38SMB****"
    assert found_by(detector, "objective 38SMB44488888")
