from __future__ import annotations

from leftopen.detectors.medical_record_number import detector
from tests.detectors.test_examples import found_by


def test_the_label_is_whole() -> None:
    assert found_by(detector, "patient_id=7654321")
    assert not found_by(detector, "inpatient identity 7654321")
