from __future__ import annotations

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.detectors.health_terms import detector
from tests.detectors.test_examples import found_by

TOLD = (
    "Ms. Pratt is pregnant and will be on leave from May",
    "our driver takes 50 mg of sertraline",
    "my father has been on dialysis since March",
    "Reason for absence: migraine",
    "Vorerkrankungen\nBluthochdruck\n",
    "son fils est épileptique",
    "the sick note says M54.5, lumbago",
    "he's HIV positive, please keep it to yourself",
)
UNTOLD = (
    "Scientists look for genes that cause Parkinson's and arthritis.",
    "The charity funds treatment for AIDS and malaria worldwide.",
    "In a single stroke the board cut the budget.",
    "il résida à Paris",
    "a library for migraine research",
)


def test_somebody_has_it_or_a_label_tells() -> None:
    assert [text for text in TOLD if not found_by(detector, text)] == []
    assert [text for text in UNTOLD if found_by(detector, text)] == []


def test_a_word_of_treatment_must_be_near() -> None:
    assert found_by(detector, "medical history: asthma")
    assert not found_by(detector, "medical history: none." + " " * 90 + "asthma")


def test_a_cell_tells_by_its_heading_or_its_row() -> None:
    finder = Finder(detectors())
    for table in ("name;diagnosis\nRoe;asthma\nPoe;gastritis\n", "4471|Roe|hypertension|B2\n"):
        assert {hit.detector for hit in finder.find_in_both(table)} == {"health_terms"}, table
