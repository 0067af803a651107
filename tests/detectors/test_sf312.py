from __future__ import annotations

from leftopen import catalogue
from tests.detectors.test_examples import found_by

detector = catalogue.detectors()["sf312"]
HEAD = detector.misses[0]


def test_a_blank_form_and_news_of_it_are_not_filled() -> None:
    assert found_by(detector, HEAD + "Name: Jane Roe\nSSN: 891-23-4567\nDate: 02/03/2020\n")
    assert not found_by(detector, HEAD)
    assert not found_by(detector, "Name: Jane Roe\nSSN: 891-23-4567\nDate: 02/03/2020\n")


def test_one_document_is_one_hit() -> None:
    assert len(found_by(detector, (HEAD + "Name: Jane Roe\nSSN: 891-23-4567\nDate: 02/03/2020\n") * 20)) == 1
