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


def test_a_telephone_behind_a_relative_is_the_relatives_and_behind_a_supervisor_nobodys(
    finder: Finder,
) -> None:
    me, contact = f"Name: Jane Roe\nSSN: {SSN}\n", "Emergency contact: Luke Poe\nPhone: +1 202 555 0143\n"
    both = {("J*** R**", frozenset({"us_ssn"})), ("L*** P**", frozenset({"phone"}))}
    for text in (
        me + contact,
        contact + me,
        me + contact + "Address: 12 Elm Street, Springfield, IL 62701\n",
    ):
        found = told(mentions(finder, text))
        assert {(name, frozenset(labels - {"postal_address"})) for *_, name, labels in found} == both, text
        assert "postal_address" not in next(labels for *_, name, labels in found if name == "J*** R**")
    behind = me + "Supervisor: Luke Poe\nPhone: +1 202 555 0143\n"
    assert [labels for *_, labels in told(mentions(finder, behind))] == [{"us_ssn"}]
    own = f"Name: Jane Roe\nPhone: +1 202 555 0143\nSSN: {SSN}\nSpouse: Luke Poe\n"
    assert [labels for *_, labels in told(mentions(finder, own))] == [{"us_ssn", "phone"}]


def test_a_cell_of_somebody_else_is_not_the_rows_person(finder: Finder) -> None:
    text = f"Name,SSN,Emergency contact,Emergency phone\nJane Roe,{SSN},Luke Poe,202-555-0143\n"
    found = told(mentions(finder, text))
    assert [(role, name, labels) for _, role, name, labels in found] == [
        ("subject", "J*** R**", {"us_ssn"}),
        ("relative", "", {"phone"}),
    ]


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


DISCHARGE = "CERTIFICATE OF RELEASE OR DISCHARGE FROM ACTIVE DUTY\nDD FORM 214\n"
NAME, BRANCH, NUMBER = "1. NAME (Last, First, Middle)", "2. BRANCH", "3. SOCIAL SECURITY NUMBER"


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}: ROE, JANE Q\n{BRANCH}: ARMY\n{NUMBER}: {SSN}\n",
        f"{NAME} ROE, JANE Q\n{BRANCH}: ARMY\n{NUMBER}: {SSN}\n",
        f"{NAME}\nROE, JANE Q\n{BRANCH}\nARMY\n{NUMBER}\n{SSN}\n",
        f"{NAME}      {BRANCH}      {NUMBER}\nROE, JANE Q      ARMY      {SSN}\n",
        f"1. Name: ROE JANE Q\n(2) Branch: ARMY\n3.a. SSN: {SSN}\n",
    ],
)
def test_the_numbered_fields_of_a_certificate(finder: Finder, text: str) -> None:
    [found] = mentions(finder, DISCHARGE + text)
    assert found.name is not None
    assert found.name.masked in ("J*** R**", "R** J***")
    assert "us_ssn" in {value.label for value in found.values}


@pytest.mark.parametrize(
    "text",
    [
        f"Name: Jane Roe / IBAN: {IBAN}",
        f"Name: Jane Roe | IBAN: {IBAN} | Date of entry: soon",
        f"Name: Roe, Jane; IBAN: {IBAN}",
        f"Name: Roe, Jane, IBAN: {IBAN}",
        f"Name: Roe, Jane IBAN: {IBAN}",
        f"Account holder: Jane Roe   IBAN: {IBAN}",
        f"Kontoinhaber: Jane Roe\nIBAN: {IBAN}",
        f"Name:\nJane Roe\nIBAN:\n{IBAN}",
    ],
)
def test_an_account_in_a_form_is_its_persons(finder: Finder, text: str) -> None:
    [(_, _, name, labels)] = told(mentions(finder, text))
    assert (name, labels) == ("J*** R**", {"iban"})


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("Passport number: X12345678", "us_passport"),
        ("Driver's license: D1234567", "driver_license"),
        ("National Insurance number: AB 12 34 56 C", "uk_nino"),
        ("Card number: 4242 4242 4242 4242", "payment_card"),
    ],
)
def test_what_a_person_is_known_by_in_a_form(finder: Finder, field: str, label: str) -> None:
    found = told(mentions(finder, f"Full name: Jane Roe\n{field}\n"))
    assert [name for _, _, name, labels in found if label in labels] == ["J*** R**"]


@pytest.mark.parametrize(
    "fields",
    [
        {"Name": "Roe, Jane", "SSN": SSN},
        {"Text1 (NAME (Last, First, Middle Initial))": "Roe, Jane", "Text2 (Social Security Number)": SSN},
        {"1. NAME Last First Middle": "ROE, JANE", "3. SOCIAL SECURITY NO.": SSN},
        {"Name (Enter it as on your card)": "Jane Roe", "SSN (nine digits)": SSN},
    ],
)
def test_the_fields_of_a_pdf_form(finder: Finder, fields: dict[str, str]) -> None:
    text = "\n".join(f"form1[0].{name} = {value}" for name, value in fields.items())
    assert told(mentions(finder, text, "pdf")) == [("form", "subject", "J*** R**", {"us_ssn"})]


def test_one_name_in_one_letter_is_one_person(finder: Finder) -> None:
    text = f"Name: Jane Roe\nSSN: {SSN}\n\n\n\n\nThe IBAN of Jane Q. Roe is {IBAN}.\n"
    [(_, _, _, labels)] = told(mentions(finder, text))
    assert {"us_ssn", "iban"} <= labels
    apart = f"Name: Jane Roe\nSSN: {SSN}\n\n\n\n\nThe SSN of Jane Roe is {OTHER}.\n"
    assert len(mentions(finder, apart)) == 2
    many = "".join(f"Name: {first} Roe\nSSN: 891-23-40{at}\n\n" for at, first in enumerate(FIRSTS, 10))
    again = f"{many}\n\n\n\nThe IBAN of Jane Roe is {IBAN}.\n"
    assert len(mentions(finder, again)) == len(FIRSTS) + 1


FIRSTS = ("Jane", "Luke", "Anna", "Paul", "Mary", "Hugo", "Olga")
