from __future__ import annotations

from leftopen.detectors.fr_rib import detector
from tests.detectors.test_examples import found_by


def test_one_key_is_right() -> None:
    body = "300040082300010073427"
    found = [key for key in range(1, 98) if found_by(detector, f"RIB {body}{key:02d}")]
    assert found == [key for key in range(1, 98) if int(f"{body}{key:02d}") % 97 == 0]
    assert len(found) == 1
