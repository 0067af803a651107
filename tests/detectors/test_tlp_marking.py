from __future__ import annotations

from leftopen.detectors.tlp_marking import detector
from tests.detectors.test_examples import found_by


def test_what_may_be_shared_is_no_hit() -> None:
    assert found_by(detector, "TLP: AMBER") == ["TLP: AMBER"]
    assert not found_by(detector, "TLP:CLEAR")
