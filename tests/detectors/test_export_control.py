from __future__ import annotations

from leftopen.detectors.export_control import detector
from tests.detectors.test_examples import found_by


def test_a_page_about_the_rules_is_none() -> None:
    assert found_by(detector, "This file is export controlled")
    assert not found_by(detector, "webinar: is this data export-controlled?")
