from __future__ import annotations

from dataclasses import replace

from leftopen.catalogue import detectors


def test_an_example_is_masked_a_marking_stands_and_nothing_of_any_other_value() -> None:
    number = detectors()["us_ssn"]
    assert number.example("891-23-4567") == "***-**-**67"
    assert replace(number, mask=None).example("891-23-4567") == ""
    assert detectors()["nato_marking"].example("NATO \n SECRET") == "NATO SECRET"
