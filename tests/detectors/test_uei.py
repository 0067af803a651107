from __future__ import annotations

from leftopen.detectors.uei import detector
from leftopen.formats import check_digits
from tests.detectors.test_examples import found_by


def test_a_leading_zero_is_refused() -> None:
    assert found_by(detector, "UEI A1B2C3D4E5F4")
    assert not found_by(detector, "UEI 01B2C3D4E5F1")


def test_the_check_digit_decides() -> None:
    assert found_by(detector, "UEI: ZQGGHJH74DW7")
    assert [last for last in "0123456789" if found_by(detector, f"UEI: ZQGGHJH74DW{last}")] == ["7"]


def test_nine_digits_in_a_row_are_never_given_out() -> None:
    value = next(f"A123456789B{last}" for last in "0123456789" if check_digits.uei(f"A123456789B{last}"))
    assert not found_by(detector, f"UEI: {value}")
