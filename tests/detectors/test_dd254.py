from __future__ import annotations

from leftopen import catalogue
from tests.detectors.test_examples import found_by

detector = catalogue.detectors()["dd254"]
HEAD = detector.misses[0]


def test_a_blank_form_and_news_of_it_are_not_filled() -> None:
    assert found_by(
        detector, HEAD + "Contract number: H9ZZ99-23-C-0001\nContractor: Example Corp\nCAGE code: 1ABC5\n"
    )
    assert not found_by(detector, HEAD)
    assert not found_by(
        detector, "Contract number: H9ZZ99-23-C-0001\nContractor: Example Corp\nCAGE code: 1ABC5\n"
    )


def test_one_document_is_one_hit() -> None:
    assert (
        len(
            found_by(
                detector,
                (HEAD + "Contract number: H9ZZ99-23-C-0001\nContractor: Example Corp\nCAGE code: 1ABC5\n")
                * 20,
            )
        )
        == 1
    )
