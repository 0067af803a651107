from __future__ import annotations

from leftopen.detectors.network_plan import ROWS, detector
from tests.detectors.test_examples import found_by


def test_one_document_is_one_hit() -> None:
    assert len(found_by(detector, f"vlan subnet gateway\n{ROWS}\n" * 30)) == 1


def test_addresses_of_others_are_no_plan() -> None:
    assert not found_by(detector, "vlan subnet gateway\n" + ROWS.replace("10.20", "192.0"))
