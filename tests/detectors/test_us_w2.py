from __future__ import annotations

from leftopen import catalogue
from tests.detectors.test_examples import found_by

detector = catalogue.detectors()["us_w2"]
HEAD = detector.misses[0]


def test_a_blank_form_and_news_of_it_are_not_filled() -> None:
    assert found_by(detector, HEAD + "Employee SSN: 891-23-4567\n")
    assert not found_by(detector, HEAD)
    assert not found_by(detector, "Employee SSN: 891-23-4567\n")


def test_one_document_is_one_hit() -> None:
    assert len(found_by(detector, (HEAD + "Employee SSN: 891-23-4567\n") * 20)) == 1
