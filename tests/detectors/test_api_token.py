from __future__ import annotations

from leftopen.detectors.api_token import detector
from tests.detectors.test_examples import found_by


def test_the_prefix_alone_is_shown() -> None:
    assert detector.mask is not None
    shown = [detector.mask(value) for hit in detector.hits for value in found_by(detector, hit)]
    assert shown == ["sk_" + "live_****", "SG.****", "npm_****", "sk-ant-****", "12345678:****"]
