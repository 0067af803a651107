"""Ordinary pages hold nothing: each detector by itself, and a sample of all of them in the evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents import Contents
from leftopen.contents.find import Finder
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from tests.detectors.ordinary import PAGES

DETECTORS = detectors()
FINDER = Finder(DETECTORS)


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    built = Contents.build(DETECTORS, readers(), b"k" * 32)
    yield built
    built.close()


@pytest.mark.parametrize("page", PAGES)
def test_an_ordinary_page_holds_nothing(page: str) -> None:
    assert [(hit.detector, hit.value) for hit in FINDER.find_in_both(PAGES[page])] == []


@pytest.mark.parametrize("page", PAGES)
def test_an_ordinary_page_is_stored_as_it_stands(contents: Contents, page: str) -> None:
    assert contents.mask(PAGES[page]) == PAGES[page]


def test_ordinary_pages_make_no_evidence(contents: Contents) -> None:
    sample = Sample(*((f"{name}.txt", "text/plain", text.encode()) for name, text in PAGES.items()))
    evidence = contents.classify(sample, Severity.LOW)
    assert (evidence.holds, evidence.severity) == ((), Severity.LOW)


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("EDIPI 1234567890", "dod_id"),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("card 4242 4242 4242 4242", "payment_card"),
        ("tel. 202-555-0142", "phone"),
        ("DOB 1980-02-03", "birth_date"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_one_value_planted_in_a_page_is_the_only_one_found(page: str, planted: str, name: str) -> None:
    lines = PAGES[page].splitlines()
    lines.insert(len(lines) // 2, planted)
    assert [hit.detector for hit in FINDER.find("\n".join(lines))] == [name]
