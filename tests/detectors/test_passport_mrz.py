from __future__ import annotations

from leftopen.detectors.passport_mrz import detector
from tests.detectors.test_examples import found_by

LINE = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_a_change_of_any_digit_is_refused() -> None:
    """The example of ICAO 9303."""
    assert found_by(detector, LINE) == [LINE]
    for at, char in enumerate(LINE):
        if char.isdigit():
            wrong = LINE[:at] + str((int(char) + 1) % 10) + LINE[at + 1 :]
            assert not found_by(detector, wrong), at
