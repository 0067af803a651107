from __future__ import annotations

from leftopen.detectors.us_bank_account import detector
from tests.detectors.test_examples import found_by


def test_a_wrong_routing_number_is_refused() -> None:
    assert [last for last in range(10) if found_by(detector, f"routing 02100002{last} account 1234567")] == [
        1
    ]
