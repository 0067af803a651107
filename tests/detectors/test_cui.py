from __future__ import annotations

from leftopen.detectors.cui import detector
from tests.detectors.test_examples import found_by


def test_one_line_of_a_designation_block_is_not_enough() -> None:
    assert found_by(detector, "Controlled by: Example Command\nCUI Category: PRVCY\n")
    assert not found_by(detector, "Controlled by: Example Command\n")
    assert not found_by(detector, "Controlled by: x\n" + "filler\n" * 200 + "CUI Category: PRVCY\n")


def test_brackets_must_match() -> None:
    assert found_by(detector, "1. (CUI) text")
    assert not found_by(detector, "1. (CUI] text")
