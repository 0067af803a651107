from __future__ import annotations

from leftopen.detectors.us_itin import detector
from tests.detectors.test_examples import found_by


def test_only_groups_that_are_given_out_count() -> None:
    given = [group for group in range(100) if found_by(detector, f"ITIN 912-{group:02d}-1234")]
    assert given == [*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)]
