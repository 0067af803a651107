"""Sentences and lines that say whose a number is, and those that do not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents.find import Finder
from leftopen.impact.people.mentions import MentionFinder
from leftopen.model.people import Mention, MentionReason

FINDER = Finder(catalogue.detectors())
SSN, OTHER, PASSPORT = "891-23-4567", "892-34-5678", "X12345678"


def mentions(text: str, kind: str = "text") -> list[Mention]:
    _, plain, hits = FINDER.find_in_each(text)
    found = MentionFinder(key=b"k" * 32, detectors=catalogue.detectors()).find(plain, kind, hits)
    return list(found.mentions)


def owners(text: str, kind: str = "text") -> list[tuple[str, list[str]]]:
    """Names, and the SSNs and passports that are theirs."""
    return [
        (one.name.masked if one.name else "", shown)
        for one in mentions(text, kind)
        if (shown := [value.masked[-2:] for value in one.values if value.label in ("us_ssn", "us_passport")])
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"The SSN of Jane Roe is {SSN}.",
        f"The Social Security number of Ms. Jane Q. Roe is {SSN}.",
        f"Jane Roe's SSN is {SSN}.",
        f"Jane Roe, born 3 February 1980, SSN {SSN}, asks for leave.",
        f"Jane Roe (SSN {SSN}) is new here.",
        f"Please use SSN {SSN} for Jane Roe.",
        f"SSN {SSN} (Jane Roe) is wrong.",
        f"- Jane Roe: {SSN}\n",
        f"Roe, Jane Q. SSN {SSN}\n",
        f"This is to certify that JANE ROE, SSN\n{SSN}, served here.\n",
        f"I, Jane Roe, SSN {SSN}, declare that I lost my card.\n",
        f"I am Jane Roe and I moved here. My SSN is {SSN}.\n",
        f"My SSN is {SSN}.\n\nSincerely,\n\nJane Roe\n",
        f"Ms. Jane Roe\n9 Elm Street\n\nDear Ms. Roe,\n\nyour SSN {SSN} is wrong.\n\nYours,\nHelen Clark\n",
        f"Dear Jane Roe,\n\nplease check your SSN {SSN}.\n\nHelen Clark\n",
        f"Jane Roe asked for leave. Her SSN is {SSN}.\n",
        f"Leave request for MSG Jane Roe.\nSSN: {SSN}\n",
        f"Claim of Jane Roe\n\nDetails\n\nSSN: {SSN}\n",
        f'{{"name": "Jane Roe", "ssn": "{SSN}"}}',
    ],
)
def test_a_sentence_or_line_says_whose_it_is(text: str) -> None:
    assert owners(text) == [("J*** R**", ["67"])]


@pytest.mark.parametrize(
    "text",
    [
        f"The SSN of Jane Roe's husband is {SSN}.",
        f"Jane Roe told Luke Poe that the SSN is {SSN}.",
        f"Jane Roe spoke with Luke Poe. Her SSN is {SSN}.",
        f"Jane Roe and Luke Poe were here. Some SSN like {SSN} was seen.",
        f"Dear Jane Roe,\n\nthe SSN {SSN} was seen in our logs.\n\nHelen Clark\n",
        f"Dear Jane Roe,\n\nyour manager's SSN is {SSN}.\n",
        f"My SSN is {SSN}.\n",
        f"My SSN is {SSN}.\n\nSincerely,\nJane Roe\n\nI am Luke Poe and agree.\n",
        f"Supervisor: Luke Poe\nSSN: {SSN}\n",
        f"Commerzbank Berlin, SSN {SSN}\n",
        f"Jane Roe,Luke Poe,{SSN}\n",
        f"Address while away: 65 Hollow Lane, Pier Quillon.\nSSN: {SSN}\n",
        f"Adresse: Hollowstraße 65, Pier Quillon\n\nSSN: {SSN}\n",
        f"Lives at 65 Hollow Lane, Pier Quillon, SSN {SSN}.\n",
        f"He lives at 65 Hollow Lane, Pier Quillon. His SSN is {SSN}.\n",
        f"Leave request for LTC Quillon.\nSSN: {SSN}\n",
        f"Leave request for MSG Quillon.\nSSN: {SSN}\n",
    ],
)
def test_what_no_sentence_says_is_nobodys(text: str) -> None:
    assert owners(text) == []


def test_lists_of_names_and_numbers_in_either_order() -> None:
    for text in (
        f"Jane Roe: SSN {SSN}\nLuke Poe: SSN {OTHER}\n",
        f"SSN {SSN} - Jane Roe\nSSN {OTHER} - Luke Poe\n",
        f"The SSN of Jane Roe is {SSN} and the SSN of Luke Poe is {OTHER}.\n",
    ):
        assert owners(text) == [("J*** R**", ["67"]), ("L*** P**", ["78"])], text


def test_one_name_with_two_numbers_of_one_kind_may_be_two_people() -> None:
    text = f"these are missing:\n\npassport no. {PASSPORT} - Jane Roe\npassport no. X12345679 - Jane Roe\n"
    assert owners(text) == [("J*** R**", ["78"]), ("J*** R**", ["79"])]
    assert owners(f"SSN {SSN} of Jane Roe.\n\nThe SSN of Jane Roe is {SSN}.") == [("J*** R**", ["67"])]


def test_a_mail_in_the_first_person_is_the_senders_and_what_it_quotes_is_not() -> None:
    head = "From: Jane Roe <jane.roe@example.org>\nTo: office@example.org\n\n"
    text = f"{head}My passport number is {PASSPORT}.\n\n> My SSN is {SSN}.\n"
    [found] = mentions(text, "eml")
    assert {"email_address", "us_passport"} <= {value.label for value in found.values}
    assert owners(text, "eml") == [("J*** R**", ["78"])]


def test_what_stands_below_the_senders_name_is_the_senders() -> None:
    text = f"From: Jane Roe <jane.roe@example.org>\n\nHello\n\nJane Q. Roe\nBranch 7\nPassport {PASSPORT}\n"
    assert owners(text, "eml") == [("J*** R**", ["78"])]
    assert {one.reason for one in mentions(text, "eml")} == {MentionReason.SENDER}


PIECES = [
    "Jane Roe",
    "Roe, Jane",
    SSN,
    "SSN ",
    "my ",
    "your ",
    "Dear Ms. Roe,\n",
    "\n\n",
    "\n",
    ". ",
    ", ",
    "> ",
    "'s ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["text", "eml", "pdf"]))
def test_no_text_makes_it_raise(pieces: list[str], kind: str) -> None:
    mentions("".join(pieces), kind)


@pytest.mark.parametrize(
    "text", [f"A a, SSN {SSN} ", f"Jane Roe SSN {SSN}\n", "Jane-", f"Dear Jane Roe Luke, {SSN}\n"]
)
def test_its_time_grows_with_the_text(text: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        mentions(f"SSN {SSN}\n" + text * times)
        return time.process_time() - began

    assert seconds(8_000) < 10
