from __future__ import annotations

from leftopen.detectors.bic import detector
from tests.detectors.test_examples import found_by


def test_the_country_must_exist() -> None:
    assert found_by(detector, "BIC EXMPFRPP")
    assert not found_by(detector, "BIC EXMPQQPP")
