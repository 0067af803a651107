from __future__ import annotations

from leftopen.detectors.be_national_number import detector
from tests.detectors.test_examples import found_by


def test_people_born_since_2000_have_another_check() -> None:
    body = 170730033
    assert found_by(detector, f"registre national {body}{97 - (2_000_000_000 + body) % 97:02d}")
    assert found_by(detector, f"registre national {body}{97 - body % 97:02d}")
