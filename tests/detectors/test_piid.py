from __future__ import annotations

from leftopen.detectors.piid import detector
from tests.detectors.test_examples import found_by


def test_the_office_and_the_year_are_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("H9ZZ99-23-C-0001") == detector.mask("H9ZZ9923C0001") == "H9ZZ99-23-*-****"


def test_a_bare_number_needs_a_word_of_the_trade() -> None:
    assert found_by(detector, "order H9ZZ9923C0001")
    assert not found_by(detector, "token H9ZZ9923C0001")
    assert not found_by(detector, "order" + " " * 90 + "H9ZZ9923C0001")


def test_the_year_is_judged_without_a_clock() -> None:
    assert [year for year in range(100) if not found_by(detector, f"H9ZZ99-{year:02d}-C-0001")] == [
        *range(40, 50)
    ]
