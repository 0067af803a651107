from __future__ import annotations

from leftopen.detectors.password_export import ROW, detector
from tests.detectors.test_examples import found_by


def test_heads_without_rows_hold_nothing() -> None:
    assert found_by(detector, "Title,Url,Username,Password" + ROW)
    assert not found_by(detector, "Title,Url,Username,Password\n")
