"""One document to its mentions: which values belong to whom, and which to nobody."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.contents.find import Finder
from leftopen.impact.people.mentions import MentionFinder
from leftopen.model.people import Mention

DETECTORS = catalogue.detectors()
SSN, OTHER = "891-23-4567", "892-34-5678"
IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(DETECTORS)


def mentions(finder: Finder, text: str, kind: str = "text") -> list[Mention]:
    _, plain, hits = finder.find_in_each(text)
    return list(MentionFinder(key=b"k" * 32, detectors=DETECTORS).find(plain, kind, hits).mentions)


def told(found: list[Mention]) -> list[tuple[str, str, str, set[str]]]:
    return [
        (one.reason.value, one.role.value, one.name.masked if one.name else "", {v.label for v in one.values})
        for one in found
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Name,SSN\nJane Roe,{SSN}\n",
        f"SSN;Name\n{SSN};Jane Roe\n",
        f"Name\tSSN\nName = Roe, Jane\tSSN = {SSN}\n",
        f"First Name\tLast Name\tSSN\nJane\tRoe\t{SSN}\n",
        f"Name          SSN\n----          ---\nJane Roe      {SSN}\n",
        f"| Name | SSN |\n| --- | --- |\n| Jane Roe | {SSN} |\n",
        f"> Name,SSN\n> Jane Roe,{SSN}\n",
        "Name,SSN\nJane Roe,891234567\n",
        "Name\tSocial\nName = Jane Roe\tSocial = 891234567\n",
        "Employee,SSAN\nJane Roe,891234567\n",
        "Employee\tSocSecNum\nEmployee = Jane Roe\tSocSecNum = 891234567\n",
    ],
)
def test_a_row_is_one_person(finder: Finder, text: str) -> None:
    assert told(mentions(finder, text)) == [("table row", "subject", "J*** R**", {"us_ssn"})]


def test_what_detectors_find_in_a_row_is_that_persons(finder: Finder) -> None:
    found = mentions(finder, f"Name,SSN,Account\nJane Roe,{SSN},{IBAN}\nLuke Poe,{OTHER},\n")
    assert [labels for *_, labels in told(found)] == [{"us_ssn", "iban"}, {"us_ssn"}]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"Name,IBAN\nJane Roe,{IBAN}\n", "iban"),
        (f"Account holder;IBAN\nJane Roe;{IBAN}\n", "iban"),
        ("Cardholder,Card number\nJane Roe,4242 4242 4242 4242\n", "payment_card"),
    ],
)
def test_a_name_with_a_number_that_only_detectors_know(finder: Finder, text: str, label: str) -> None:
    assert told(mentions(finder, text)) == [("table row", "subject", "J*** R**", {label})]


def test_each_card_of_an_address_book_is_another_person(finder: Finder) -> None:
    cards = "full name = {1}, {0}\nname = {0} {1}\ne-mail = {0}@one.example\n\n"
    found = mentions(finder, cards.format("jane", "Roe") + cards.format("luke", "Poe"), "vcf")
    assert [labels for *_, labels in told(found)] == [{"email_address"}] * 2
    assert len({value.digest for one in found for value in one.values}) == 2


def test_a_table_of_things_is_nobody(finder: Finder) -> None:
    assert mentions(finder, "Item,E-mail code,Date of delivery\nPump,A-1,2019-01-01\n") == []


@pytest.mark.parametrize("born", ["1980-02-03", "02/03/1980", "3 Feb 1980"])
def test_a_birth_date_has_one_digest(finder: Finder, born: str) -> None:
    (one,) = mentions(finder, f"Name: Jane Roe\nDOB: {born}\n")
    (other,) = mentions(finder, f'Name,DOB\n"Roe, Jane Q","{born}"\n')
    assert one.values == other.values
    assert one.name is not None
    assert other.name is not None
    assert one.name.full == other.name.full


def test_relatives_and_references_of_a_questionnaire_are_others(finder: Finder) -> None:
    fields = (
        ("Sections1-6[0].LastName[0]", "Roe"),
        ("Sections1-6[0].FirstName[0]", "Jane"),
        ("Sections1-6[0].SSN[0]", SSN),
        ("Section16_1[0].LastName[0]", "Doe"),
        ("Section16_1[0].FirstName[0]", "Anna"),
        ("Section16_1[0].Email[0]", "anna.doe@example.org"),
        ("Section18_1[0].LastName[0]", "Roe"),
        ("Section18_1[0].FirstName[0]", "Luke"),
        ("Section18_1[0].DateOfBirth[0]", "1950-01-02"),
        ("Section18_2[0].LastName[0]", "Roe"),
        ("Section18_2[0].FirstName[0]", "Mary"),
        ("Section18_2[0].DateOfBirth[0]", "1951-01-02"),
        ("#subform[99].SSN[1]", SSN),
    )
    head = "QUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS\nStandard Form 86\n"
    text = head + "\n".join(f"form1[0].{name} = {value}" for name, value in fields)
    assert sorted(told(mentions(finder, text, "pdf"))) == [
        ("form", "reference", "A*** D**", {"email_address"}),
        ("form", "relative", "L*** R**", {"birth_date"}),
        ("form", "relative", "M*** R**", {"birth_date"}),
        ("form", "subject", "J*** R**", {"us_ssn", "sf86"}),
    ]


def test_blocks_of_a_text_are_different_people(finder: Finder) -> None:
    text = f"Name: Jane Roe\nSSN: {SSN}\n\nName: Luke Poe\nSSN: {OTHER}\nSpouse's name: Anna Poe\n"
    assert [name for _, _, name, _ in told(mentions(finder, text))] == ["J*** R**", "L*** P**"]


def test_a_mail(finder: Finder) -> None:
    text = (
        "From: Jane Roe <jane.roe@example.org>\nTo: b@example.org\n\nHello,\n\n"
        "Jane Q. Roe\nTel: 202-555-0142\n\n"
        "> Regards\n>\n> Luke Poe\n> Branch 7\n> luke.poe@example.net\n> 202-555-0177\n"
    )
    found = told(mentions(finder, text, "eml"))
    assert found == [
        ("sender of a mail", "subject", "J*** R**", {"email_address", "phone"}),
        ("signature", "subject", "L*** P**", {"email_address"}),
    ]


@pytest.mark.parametrize(("who", "role"), [("Relative 1", "relative"), ("Reference 2", "reference")])
def test_numbered_people_of_a_form(finder: Finder, who: str, role: str) -> None:
    text = f"Full name = Jane Roe\nSSN = {SSN}\n{who} full name = Hugo Quist\n{who} birth date = 1951-02-02\n"
    assert [one[1:3] for one in told(mentions(finder, text, "pdf"))] == [
        ("subject", "J*** R**"),
        (role, "H*** Q****"),
    ]


@pytest.mark.parametrize(
    "head", ["Born", "Birth", "BIRTH_DT", "BDate", "DATE_NAISS", "Naissance", "Geb.-Datum"]
)
def test_the_head_of_birth_dates(finder: Finder, head: str) -> None:
    text = f"Name\tSocial\t{head}\nName = Jane Roe\tSocial = 891234567\t{head} = 1980-02-03\n"
    assert told(mentions(finder, text)) == [("table row", "subject", "J*** R**", {"us_ssn", "birth_date"})]


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("jane.roe@unit.example.mil", "mil_address"),
        ("jane.roe@department.example.gov.uk", "government_address"),
    ],
)
def test_a_sender_has_the_special_address_too(finder: Finder, address: str, label: str) -> None:
    [one] = mentions(finder, f"From: Jane Roe <{address}>\nTo: b@unit.example.mil\n\nHello\n", "eml")
    assert {value.label for value in one.values} == {"email_address", label}


@pytest.mark.parametrize(
    "sender", ["Help Desk <help@example.org>", "help@department.example.gov.uk", "noreply@example.org", "x"]
)
def test_an_address_of_nobody(finder: Finder, sender: str) -> None:
    assert mentions(finder, f"From: {sender}\n\nHello\n", "eml") == []


def test_a_certificate(finder: Finder) -> None:
    found = told(mentions(finder, "CN=ROE.JANE.Q.1234567890,OU=PKI"))
    assert found == [("certificate name", "subject", "J*** R**", {"dod_id"})]


@pytest.mark.parametrize(
    "text", [f"The number {SSN} was seen.", f"SSN: {SSN}", "Name: Jane Roe\nPlace: here\n"]
)
def test_values_with_no_person_near_stay_values(finder: Finder, text: str) -> None:
    assert mentions(finder, text) == []
