from __future__ import annotations

from leftopen.detectors.vat_number import detector
from tests.detectors.test_examples import found_by


def test_the_check_digit_decides() -> None:
    assert [last for last in "0123456789" if found_by(detector, f"VAT DE67028619{last}")] == ["6"]


def test_without_its_country_the_label_leads_to_it() -> None:
    assert found_by(detector, "our VAT number, since May, is 355126270")
    assert not found_by(detector, "VAT is added on top.\n\nParcel 355126270 has left")


def test_it_is_written_with_marks_or_without() -> None:
    for written in ("FR88705691095", "FR 88 705 691 095", "FR-88-705691095", "FR88.705.691.095"):
        assert found_by(detector, f"N° TVA intracommunautaire : {written}, merci"), written
