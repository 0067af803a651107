from __future__ import annotations

from leftopen import catalogue
from tests.detectors.test_examples import found_by

detector = catalogue.detectors()["dd214"]
HEAD = detector.misses[0]


def test_a_blank_form_and_news_of_it_are_not_filled() -> None:
    assert found_by(detector, HEAD + "1. NAME: ROE, JANE Q\n2. BRANCH: ARMY\n4.a GRADE: SGT\n")
    assert not found_by(detector, HEAD)
    assert not found_by(detector, "1. NAME: ROE, JANE Q\n2. BRANCH: ARMY\n4.a GRADE: SGT\n")


def test_one_document_is_one_hit() -> None:
    assert (
        len(found_by(detector, (HEAD + "1. NAME: ROE, JANE Q\n2. BRANCH: ARMY\n4.a GRADE: SGT\n") * 20)) == 1
    )
