from __future__ import annotations

from leftopen.detectors.us_ein import detector
from tests.detectors.test_examples import found_by


def test_a_prefix_that_no_office_gives_out_is_refused() -> None:
    assert found_by(detector, "EIN 12-3456789")
    assert not any(found_by(detector, f"EIN {prefix}-3456789") for prefix in ("00", "49", "97"))


def test_another_label_takes_its_number() -> None:
    assert found_by(detector, "the tax ID you asked for is 12-3456789")
    assert not found_by(detector, "we have your tax ID; the invoice 12-3456789 is open")


def test_the_german_word_is_no_label() -> None:
    assert not found_by(detector, "es gibt ein 123456789 davon")
