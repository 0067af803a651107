from __future__ import annotations

from leftopen.detectors.secret_setting import detector
from tests.detectors.test_examples import found_by


def test_a_row_of_few_characters_is_no_secret() -> None:
    assert found_by(detector, "auth_token=" + "q8Zr5Lk2Wp9Xt4Vn")
    assert not found_by(detector, "auth_token=" + "abab1212" * 3)
