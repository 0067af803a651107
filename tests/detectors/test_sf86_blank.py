from __future__ import annotations

from leftopen.catalogue import detectors
from tests.detectors.test_examples import found_by


def test_a_form_is_either_filled_or_blank() -> None:
    filled, blank = detectors()["sf86"], detectors()["sf86_blank"]
    for text in filled.hits:
        assert not found_by(blank, text)
    for text in blank.hits:
        assert not found_by(filled, text)


def test_one_document_is_one_form_whatever_it_repeats() -> None:
    blank = detectors()["sf86_blank"]
    assert len(found_by(blank, blank.hits[0] * 50)) == 1
