from __future__ import annotations

import time

from leftopen.detectors.email_address import detector
from tests.detectors.test_examples import found_by


def test_an_address_in_a_link_is_found_without_the_link() -> None:
    assert found_by(detector, "<a href='mailto:jane@x.example'>") == ["jane@x.example"]
    assert found_by(detector, "/?to=jane%40x.example&a=b") == ["jane%40x.example"]


def test_one_letter_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("jane.roe@x.example") == "j***@x.example"
    assert detector.mask("jane.roe%40x.example") == "j***%40x.example"


def test_long_runs_are_read_in_linear_time() -> None:
    began = time.process_time()
    found_by(detector, "a" * 1_000_000 + "@" + "b." * 500_000)
    assert time.process_time() - began < 10
