from __future__ import annotations

from leftopen.detectors.password import detector
from tests.detectors.test_examples import found_by


def test_nothing_of_it_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("Kestrel-41") == "****"


def test_the_word_may_be_part_of_a_name_in_any_case() -> None:
    assert found_by(detector, "SPRING_DATASOURCE_PASSWORD=kestrel41")
    assert not found_by(detector, "compass: kestrel41")
