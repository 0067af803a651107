"""What joins mentions to one person, what keeps them apart, and what is in doubt."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.impact.people.join import OWN, SHARED
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import FoundDocument, UnitResult
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from tests.impact.people.joined import AffectedPeople, affected


def named(first: str, last: str) -> MaskedName:
    masked = f"{first}." if len(first) == 1 else first[0] + "*" * (len(first) - 1)
    return MaskedName(
        full=" ".join(sorted((first, last))).encode(), family=last.encode(), masked=f"{masked} {last[0]}**"
    )


def mention(name: str = "", **values: str) -> Mention:
    first, _, last = name.partition(" ")
    return Mention(
        reason=MentionReason.ROW,
        role=Role.SUBJECT,
        name=named(first, last) if name else None,
        values=tuple(
            PersonValue(label=label, digest=value.encode(), masked=f"*{value[-1:]}")
            for label, value in sorted(values.items())
        ),
    )


def unit(number: int, *mentions: Mention, digest: bytes = b"", year: int = 2019) -> UnitResult:
    document = FoundDocument(
        place=f"{number}:0/1",
        kind="text",
        size=1,
        year=year,
        digest=digest or str(number).encode(),
        units=("unit.example.mil",),
        values=(),
        people=mentions,
    )
    return UnitResult(number=number, outcomes={}, documents={}, years={}, found=(document,))


def joined(*mentions: Mention) -> AffectedPeople:
    index = MentionIndex()
    for number, one in enumerate(mentions):
        index.add(unit(number, one))
    return affected(index)


@pytest.mark.parametrize(
    ("mentions", "certain"),
    [
        pytest.param([mention("Jane Roe", us_ssn="1"), mention("Jane Roe", us_ssn="2")], 2, id="namesakes"),
        pytest.param([mention("Jane Roe", us_ssn="1"), mention("Jane Roe", phone="2")], 1, id="a name alone"),
        pytest.param([mention("Jane Roe", us_ssn="1"), mention("J Roe", us_ssn="1")], 1, id="a number"),
        pytest.param(
            [
                mention("Jane Roe", us_ssn="1"),
                mention("Jane Roe", dod_id="2"),
                mention(us_ssn="1", dod_id="2"),
            ],
            1,
            id="a row knows both",
        ),
        pytest.param(
            [mention("Jane Roe", email_address="a"), mention("J Roe", email_address="a")], 1, id="an initial"
        ),
        pytest.param(
            [mention("Jane Roe", email_address="a"), mention("Luke Roe", email_address="a")], 2, id="a family"
        ),
        pytest.param(
            [
                mention("Jane Roe", email_address="a", us_ssn="1"),
                mention("Jane Roe", email_address="a", us_ssn="2"),
            ],
            2,
            id="one address, two numbers",
        ),
        pytest.param(
            [mention("Jane Roe", birth_date="a", us_ssn="1"), mention("Jane Roe", birth_date="a", phone="3")],
            1,
            id="name and birth date",
        ),
        pytest.param(
            [mention("Jane Roe", birth_date="a"), mention("Jane Roe", birth_date="b")],
            2,
            id="other dates",
        ),
        pytest.param(
            [mention("Jane Roe", birth_date="a"), mention("Luke Roe", birth_date="a")],
            2,
            id="a date alone",
        ),
        pytest.param(
            [mention("Jane Roe", us_passport="a"), mention("Luke Poe", us_passport="a")], 2, id="one passport"
        ),
    ],
)
def test_who_is_one_person(mentions: list[Mention], certain: int) -> None:
    assert joined(*mentions).certain == certain


def test_one_number_with_two_names_is_one_person_in_doubt() -> None:
    found = joined(mention("Jane Roe", us_ssn="1"), mention("Jane Poe", us_ssn="1"))
    (person,) = found.people
    assert person.doubts == ("more than one name",)
    assert [(one.label, one.strength.value, one.mentions) for one in person.joins] == [
        ("us_ssn", "strong", 2)
    ]


def test_a_number_with_many_names_joins_nobody() -> None:
    names = ("Jane Roe", "Luke Poe", "Anna Doe", "Paul Loe")
    found = joined(*(mention(name, us_ssn="1") for name in names))
    assert (len(found.people), found.certain) == (4, 0)
    assert all(one.doubts == ("one us_ssn with more than 3 names",) for one in found.people)


def test_the_address_of_a_family_without_a_name_is_nobody_more() -> None:
    found = joined(
        mention("Jane Roe", email_address="a"),
        mention("Luke Roe", email_address="a"),
        mention(email_address="a", phone="1"),
    )
    assert (found.certain, found.at_most) == (2, 3)


def test_an_address_of_a_crowd_joins_nobody() -> None:
    crowd = [mention(f"{chr(97 + at) * 3} Roe", email_address="list") for at in range(25)]
    assert joined(*crowd).certain == 0


@pytest.mark.parametrize(
    "label", ["us_passport", "payment_card", "driver_license", "uk_nino", "fr_nir", "iban", "email_address"]
)
def test_what_a_person_is_known_by_joins_where_names_agree(label: str) -> None:
    jane = [mention("Jane Roe", us_ssn="1", **{label: "a"}), mention("J Roe", phone="2", **{label: "a"})]
    assert joined(*jane).at_most == 1
    luke = joined(*jane, mention("Luke Poe", **{label: "a"}))
    assert (luke.at_most, luke.certain) == (2, 2)


def test_a_telephone_joins_one_name_and_nobody_where_others_have_it() -> None:
    own = [mention("Jane Roe", us_ssn="1", phone="a"), mention("Jane Roe", us_passport="b", phone="a")]
    assert joined(*own).at_most == 1
    assert joined(*own, mention("Luke Poe", phone="a")).at_most == 3
    apart = [mention("Jane Roe", us_ssn="1", phone="a"), mention("Jane Roe", us_ssn="2", phone="a")]
    assert joined(*apart).at_most == 2


def test_every_kind_that_joins_is_a_kind_of_data() -> None:
    assert not {*OWN, *SHARED} - {*catalogue.detectors()}


def test_copies_of_a_document_count_once() -> None:
    index = MentionIndex()
    jane = mention("Jane Roe", us_ssn="1")
    index.add(unit(7, jane, digest=b"same"))
    index.add(unit(3, jane, digest=b"same", year=2012))
    (person,) = affected(index).people
    assert (person.documents, person.places, person.years) == (1, ("3:0/1",), (2012, 2019))
    assert [(one.label, one.distinct, one.documents) for one in person.holds] == [("us_ssn", 1, 1)]


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "us_ssn": st.sampled_from("123"),
        "dod_id": st.sampled_from("12"),
        "email_address": st.sampled_from("ab"),
        "birth_date": st.sampled_from("xy"),
    },
).filter(bool)
NAMES = st.sampled_from(["", "Jane Roe", "J Roe", "Luke Roe", "Jane Poe"])
MENTIONS = st.lists(st.builds(lambda name, values: mention(name, **values), NAMES, VALUES), max_size=12)


@given(MENTIONS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_makes_no_difference(mentions: list[Mention], rng: random.Random) -> None:
    units = [unit(number, one) for number, one in enumerate(mentions)]
    first, second = MentionIndex(), MentionIndex()
    for one in units:
        first.add(one)
    rng.shuffle(units)
    for one in units:
        second.add(one)
    distinct = len(first.mentions)
    found = affected(first)
    assert found == affected(second)
    assert found.at_least <= found.at_most
    assert sum(one.mentions for one in found.people) == distinct


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            lambda at: mention("Jane Roe", email_address="a", phone=f"{at}"), id="one of one address"
        ),
        pytest.param(
            lambda at: mention("Jane Roe", email_address="a", us_ssn=f"{at}"), id="many of one name"
        ),
    ],
)
def test_a_table_with_one_address_in_every_row_is_joined_in_seconds(row: Callable[[int], Mention]) -> None:
    """Each row was compared with each: a hundred thousand never ended."""
    began = time.process_time()
    joined(*map(row, range(20_000)))
    assert time.process_time() - began < 30


def test_an_address_of_more_people_than_an_office_has_identifies_nobody() -> None:
    """Told apart by their numbers, under one name."""
    few = joined(*(mention("Jane Roe", email_address="a", us_ssn=f"{at}") for at in range(20)))
    assert {doubt for one in few.people for doubt in one.doubts} == {"one email_address of several people"}
    many = joined(
        mention("Jane Roe", email_address="a", phone="1"),
        mention("Jane Roe", email_address="a", phone="2"),
        *(mention("Jane Roe", email_address="a", us_ssn=f"{at}") for at in range(21)),
    )
    assert (len(many.people), many.certain) == (23, 21)
