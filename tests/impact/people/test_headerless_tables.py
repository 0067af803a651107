"""Tables without headings: whose the numbers are is told by the columns, or not at all."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents.find import Finder
from leftopen.documents.csv import reader
from leftopen.impact.people import headerless_tables
from leftopen.impact.people.mentions import MentionFinder
from leftopen.model.people import Mention, MentionReason
from tests.impact.people.test_mentions import told
from tests.impact.people.truth import people

FINDER = Finder(catalogue.detectors())
MADE = people(random.Random(19), 40)
SSN = [f"{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}" for one in MADE]
NAMES = [f"{one.first} {one.last}" for one in MADE]
IBANS = ["DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606"]


def mentions(text: str, kind: str = "text") -> list[Mention]:
    _, plain, hits = FINDER.find_in_each(text)
    found = MentionFinder(key=b"k" * 32, detectors=catalogue.detectors()).find(plain, kind, hits)
    return list(found.mentions)


def of_csv(text: str) -> list[Mention]:
    return mentions(reader.read(text.encode()).text, "csv")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("as_csv", [True, False])
def test_every_row_is_a_person(mark: str, as_csv: bool) -> None:
    rows = [
        mark.join((name, number, "room B", one.phone, "-"))
        for name, number, one in zip(NAMES, SSN, MADE, strict=True)
    ]
    found = (of_csv if as_csv else mentions)("\n".join(rows))
    assert {one.reason for one in found} == {MentionReason.BARE_ROW}
    assert len(found) == len(MADE)
    assert all({value.label for value in one.values} == {"us_ssn", "phone"} for one in found)
    assert all(one.name is not None for one in found)


def test_the_same_person_is_the_same_with_a_heading() -> None:
    row, other = (f"{name},{number}\n" for name, number in zip(NAMES[1:3], SSN[1:3], strict=True))
    [bare, _] = of_csv(row + other)
    [headed, _] = of_csv(f"Name,SSN\n{row}{other}")
    assert (bare.name, bare.values) == (headed.name, headed.values)


@pytest.mark.parametrize(
    "text",
    [
        f'{SSN[0]},"Roe, Jane"\n{SSN[1]},"Poe, Luke A"\n',
        f"1,Roe,Jane,{SSN[0]},Oldtown\n2,Poe,Luke,{SSN[1]},Oldtown\n",
        f"Jane Roe;2020-01-02;{SSN[0]}\n\nLuke Poe;2020-01-02;{SSN[1]}\n",
        f"> Jane Roe\t{SSN[0]}\n> Luke Poe\t{SSN[1]}\n",
        f"Jane Roe,,{SSN[0]}\nAnna Lee,,\nLuke Poe,,{SSN[1]}\n",
    ],
)
def test_names_and_numbers_in_any_order_and_with_gaps(text: str) -> None:
    for found in (mentions(text), of_csv(text)):
        assert len(found) == 2, text
        assert {one.name.masked for one in found if one.name} in (
            {"J*** R**", "L*** P**"}, {"R** J***", "P** L***"}
        )  # fmt: skip


def test_an_address_that_bears_the_name_is_enough() -> None:
    text = "Jane Roe,jane.roe@example.org\nLuke Poe,l.poe@example.org\nAnna Lee,anna.lee@example.org\n"
    found = told(of_csv(text))
    assert [(name, labels) for _, _, name, labels in found] == [
        (name, {"email_address"}) for name in ("J*** R**", "L*** P**", "A*** L**")
    ]


def test_accounts_and_cards_are_the_rows_own() -> None:
    cards = ["4242 4242 4242 4242", "5555-5555-5555-4444", "4111 1111 1111 1111"]
    text = "\n".join(f"{NAMES[at]};{IBANS[at]};x;{cards[at]}" for at in range(3))
    assert [labels for *_, labels in told(of_csv(text))] == [{"iban", "payment_card"}] * 3


@pytest.mark.parametrize(
    "text",
    [
        f"Jane Roe,Luke Poe,{SSN[0]}\nAnna Lee,Hugo Quist,{SSN[1]}\n",
        "New York\t202-555-0142\nOld Town\t202-555-0143\n",
        "Old Town,desk@example.org\nNew Town,hall@example.org\n",
        f"Jane Roe,{SSN[0]}\nJane Roe,{SSN[1]}\nJane Roe,{SSN[2]}\nJane Roe,{SSN[3]}\n",
        f"A12,{SSN[0]}\nA13,{SSN[1]}\n",
        f"Dear Jane Roe, your number {SSN[0]}, as asked.\nDear Luke Poe, your number {SSN[1]}, as asked.\n",
        f"Jane Roe,{SSN[0]},x\nx,Luke Poe,{SSN[1]}\n",
        "".join(f"Jane Roe,{number}\n" for number in SSN[:5]) + f"Luke Poe,{SSN[5]}\nLuke Poe,{SSN[6]}\n",
    ],
)
def test_what_the_columns_do_not_tell_is_nobodys(text: str) -> None:
    assert mentions(text) == []
    assert of_csv(text) == []


def test_a_name_and_a_number_alone_in_a_line_need_no_table() -> None:
    text = f"Jane Roe,{SSN[0]}" + "\nline" * 9 + f"\nLuke Poe,{SSN[1]}\n"
    for found in (mentions(text), of_csv(text)):
        assert [one.reason for one in found] == [MentionReason.STATEMENT] * 2
        assert [one.name.masked for one in found if one.name] == ["J*** R**", "L*** P**"]


def test_a_table_with_headings_is_left_to_them() -> None:
    text = f"Name,Spouse's SSN\nJane Roe,{SSN[0]}\nLuke Poe,{SSN[1]}\n"
    assert all(one.reason is MentionReason.ROW for one in mentions(text))


def test_the_rows_of_a_very_long_table_are_all_seen() -> None:
    made = people(random.Random(7), 3 * headerless_tables.TOGETHER)
    rows = [f"{one.first} {one.last},{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}" for one in made]
    assert len(mentions("\n".join(rows))) == len(rows)


MARKS = [",", ";", "\t", "\n", "|", '"', " "]


@given(st.lists(st.sampled_from(["Jane Roe", SSN[0], "x@b.example", *MARKS]), max_size=80))
def test_no_table_makes_it_raise(pieces: list[str]) -> None:
    mentions("".join(pieces))


def test_its_time_grows_with_the_text() -> None:
    row = f"Jane Roe,{SSN[0]}," + "x@b.example," * 200 + "\n"
    began = time.process_time()
    mentions(row * 100)
    assert time.process_time() - began < 10
