from __future__ import annotations

from leftopen.detectors.authorization_header import detector
from tests.detectors.test_examples import found_by


def test_a_question_for_credentials_holds_none() -> None:
    assert found_by(detector, "Authorization: token Kx7mQ2vZ9pLr4TbN")
    assert not found_by(detector, "WWW-Authenticate: Bearer Kx7mQ2vZ9pLr4TbN")
