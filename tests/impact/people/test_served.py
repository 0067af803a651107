"""People and a reading of the logs together: who is in which file, and what the logs say of the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.cli._people_text import people_served
from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.people.file_reading import FileReading, file_reading
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.impact.people.served import (
    KindServed,
    PeopleServed,
    PersonServed,
    ServedIndex,
    UntiedItems,
)
from leftopen.model.access_logs import Item, ItemAnswer, ReadVerdict
from leftopen.model.assessment import FoundDocument, FoundValue, UnitResult
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from leftopen.service.access_logs.people import lines
from tests.impact.people.joined import affected

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SERVED, PART, POSSIBLY, NOT, UNKNOWN = ReadVerdict


def answer(verdict: ReadVerdict, *addresses: str, clients: int = -1, hours: int = 0) -> ItemAnswer:
    read = verdict in (SERVED, PART, POSSIBLY)
    at = AT + timedelta(hours=hours)
    return ItemAnswer(
        item=Item(id="x"), verdict=verdict, addresses=addresses,
        clients=len(addresses) if clients < 0 else clients,
        first=at if read else None, last=at if read else None,
    )  # fmt: skip


def mention(person: str, *labels: str) -> Mention:
    name = MaskedName(full=person.encode(), family=person.encode(), masked=f"{person}*")
    values = tuple(
        PersonValue(label=label, digest=f"{person} {label}".encode(), masked="*") for label in labels
    )
    return Mention(reason=MentionReason.ROW, role=Role.SUBJECT, name=name, values=values)


def result(*documents: tuple[str, Mention]) -> UnitResult:
    return UnitResult(
        number=0, outcomes={}, documents={}, years={},
        found=tuple(
            FoundDocument(place=place, kind="text", size=1, year=0, digest=place.encode(), units=(),
                          values=(), people=(one,))
            for place, one in documents
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Joined:
    """`people` by their ids."""

    people: dict[str, PersonServed]
    counts: PeopleServed

    @property
    def whole(self) -> KindServed:
        return self.counts.whole

    @property
    def kinds(self) -> tuple[KindServed, ...]:
        return self.counts.kinds


def joined(files: dict[int, FileReading], *documents: tuple[str, Mention]) -> Joined:
    index, served, made = MentionIndex(), ServedIndex(files=files), result(*documents)
    index.add(made)
    served.add(made)
    found = affected(index)
    people = dict(zip((one.id for one in found.people), served.people(found), strict=True))
    return Joined(people, served.counted())


def test_a_person_is_what_the_most_of_their_files_is_and_each_kind_by_itself() -> None:
    files = {
        0: file_reading([answer(SERVED, "203.0.113.1", "203.0.113.2")]),
        1: file_reading([answer(PART, "203.0.113.3", hours=5)]),
        2: file_reading([answer(NOT)]),
    }
    found = joined(
        files,
        ("0:0", mention("ann", "us_ssn")),
        ("1:0/2", mention("ann", "us_ssn", "iban")),
        ("1:9", mention("bob", "us_ssn")),
        ("2", mention("cyd", "us_ssn")),
        ("7", mention("dee", "us_ssn")),
    )
    whole = found.whole
    assert (whole.served, whole.possibly, whole.unknown, whole.not_served) == (1, 1, 1, 1)
    assert (whole.bounds.at_least, whole.bounds.at_most, whole.to.clients) == (1, 3, 2)
    kinds = {one.label: one for one in found.kinds}
    assert (kinds["us_ssn"].served, kinds["us_ssn"].to.clients, kinds["us_ssn"].to.last) == (1, 2, AT)
    assert (kinds["iban"].served, kinds["iban"].possibly, kinds["iban"].to.clients) == (0, 1, 0)
    ann = next(one for one in found.people.values() if "iban" in one.kinds)
    assert (ann.whole.verdict, ann.kinds["iban"], ann.whole.clients) == (SERVED, POSSIBLY, 2)
    # The file that was served in part is not what the verdict is by.
    assert (ann.whole.first, ann.whole.last) == (AT, AT)
    bob = next(one for one in found.people.values() if one.whole.verdict is POSSIBLY)
    assert (bob.whole.clients, bob.whole.first) == (1, AT + timedelta(hours=5))


def test_the_same_client_at_several_files_counts_once_and_addresses_may_be_cut() -> None:
    files = {
        0: file_reading([answer(SERVED, "203.0.113.1")]),
        1: file_reading([answer(SERVED, "203.0.113.1", "203.0.113.2", clients=50)]),
    }
    found = joined(files, ("0", mention("ann", "us_ssn")), ("1", mention("ann", "iban")))
    assert (found.whole.to.clients, found.whole.to.more) == (50, True)
    kinds = {one.label: one.to for one in found.kinds}
    assert (kinds["us_ssn"].clients, kinds["us_ssn"].more) == (1, False)


def test_what_may_be_another_file_is_only_possible() -> None:
    assert _said(file_reading([answer(SERVED, "203.0.113.1")], sure=False)) == ReadVerdict.POSSIBLY
    assert _said(file_reading([answer(SERVED), answer(NOT)], sure=False)) == ReadVerdict.POSSIBLY
    assert _said(file_reading([answer(UNKNOWN), answer(NOT)], sure=False)) == ReadVerdict.UNKNOWN
    assert _said(file_reading([answer(NOT), answer(NOT)], sure=False)) == ReadVerdict.NOT_SERVED
    assert _said(file_reading([])) == ReadVerdict.UNKNOWN


def _said(reading: FileReading) -> ReadVerdict:
    [one] = joined({0: reading}, ("0", mention("ann", "us_ssn"))).people.values()
    return one.whole.verdict


VERDICTS = st.lists(st.sampled_from([*ReadVerdict]), min_size=1, max_size=6)


@given(verdicts=VERDICTS, people=st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_any_order_gives_the_same_and_everybody_is_counted_once(
    verdicts: list[ReadVerdict], people: list[int]
) -> None:
    files = {
        number: file_reading([answer(one, f"203.0.113.{number}")]) for number, one in enumerate(verdicts)
    }
    documents = [(f"{at % 8}:{at}", mention(f"p{one}", "us_ssn")) for at, one in enumerate(people)]
    first = joined(files, *documents)
    assert joined(files, *reversed(documents)) == first
    for one in first.kinds:
        assert one.served + one.possibly + one.unknown + one.not_served == len(set(people))
        assert one.bounds.at_least <= one.bounds.people <= (one.bounds.at_most or 0)
    served = [one.whole for one in first.people.values() if one.whole.verdict is SERVED]
    assert first.whole.to.clients >= max((one.clients for one in served), default=0)
    for verdict, at in zip(verdicts, range(len(verdicts)), strict=True):
        # Nobody with a file that was served, or may have been, is called not served.
        if verdict in (SERVED, PART, POSSIBLY):
            in_it = {f"p{one}" for place, one in enumerate(people) if place % 8 == at}
            not_served = sum(one.whole.verdict is NOT for one in first.people.values())
            assert not_served <= len(set(people)) - len(in_it)


def test_a_person_without_values_and_a_read_without_clients_count() -> None:
    found = joined({0: file_reading([answer(POSSIBLY)])}, ("0", mention("ann")))
    assert (found.whole.possibly, [one.label for one in found.kinds]) == (1, [""])


def nameless(label: str, value: str) -> Mention:
    held = (PersonValue(label=label, digest=f"{label} {value}".encode(), masked="*"),)
    return Mention(reason=MentionReason.FORM, role=Role.SUBJECT, name=None, values=held)


def test_one_by_a_number_and_one_by_an_address_may_be_the_same_person() -> None:
    """The file was served with both, and no name stands beside them."""
    files = {0: file_reading([answer(SERVED, "203.0.113.1")])}
    found = joined(files, ("0:1", nameless("us_ssn", "1")), ("0:2", nameless("email_address", "a")))
    reported = {
        line["label"]: (line["served"], line["at_least"], line["at_most"]) for line in lines(found.counts)
    }
    assert reported == {None: (2, 1, 2), "us_ssn": (1, 1, 1), "email_address": (1, 0, 1)}


def loose(place: str, *values: str) -> FoundDocument:
    """Numbers that no person has."""
    held = tuple(FoundValue(label="us_ssn", digest=one.encode(), masked="*") for one in values)
    return FoundDocument(
        place=place, kind="text", size=1, year=0, digest=place.encode(), units=(), values=held
    )


def test_numbers_of_nobody_that_were_served_are_people_too() -> None:
    """Two in a file that was served, one in one that perhaps was, and one in one that was not."""
    files = {
        0: file_reading([answer(SERVED, "203.0.113.1")]),
        1: file_reading([answer(PART, "203.0.113.1")]),
        2: file_reading([answer(NOT)]),
    }
    made = UnitResult(
        number=0, outcomes={}, documents={}, years={},
        found=(loose("0", "a", "b"), loose("1", "c", "d"), loose("2", "e", "f")),
    )  # fmt: skip
    index, served = MentionIndex(), ServedIndex(files=files, detectors=catalogue.detectors())
    index.add(made)
    served.add(made)
    assert list(served.people(affected(index))) == []
    reported = {one.label: one.bounds for one in served.counted().kinds}
    assert reported == dict.fromkeys(("", "us_ssn"), PeopleBounds(people=2, at_least=2, at_most=4))


def test_a_kind_that_nobody_is_known_to_have_is_not_nobodys_where_an_item_is_tied_to_nothing() -> None:
    whole = joined({0: file_reading([answer(SERVED, "203.0.113.1")])}, ("0", mention("ann", "us_ssn"))).counts
    assert people_served(whole, "iban") == "served to outsiders: 0 people (at least 0, at most 0)"
    untied = replace(whole, untied=UntiedItems(items=3, served=2))
    assert (
        people_served(untied, "iban")
        == "served to outsiders: not examined; nothing ties 2 items to a document"
    )
    unread = replace(whole.whole, bounds=replace(whole.whole.bounds, at_most=None))
    assert (
        people_served(replace(whole, kinds=(unread, *whole.kinds[1:])), "iban")
        == "served to outsiders: not known"
    )


def test_a_number_that_stands_alone_in_a_served_document_is_its_persons_there_too() -> None:
    """Tied to a name in a file that nobody got, and alone in one that a stranger got."""
    files = {0: file_reading([answer(NOT)]), 1: file_reading([answer(SERVED, "203.0.113.7")])}
    ann, bob = mention("ann", "us_ssn", "iban"), mention("bob", "us_ssn")
    alone = FoundDocument(
        place="1", kind="text", size=1, year=0, digest=b"1", units=(),
        values=(FoundValue(label="us_ssn", digest=b"ann us_ssn", masked="*", count=1),),
    )  # fmt: skip
    made = result(("0", ann), ("0:9", bob))
    made = replace(made, found=(*made.found, alone))
    index, served = MentionIndex(), ServedIndex(files=files, detectors=catalogue.detectors(), every=True)
    index.add(made)
    served.add(made)
    found = affected(index)
    people = list(served.people(found))
    (hers,) = [one for one in people if "iban" in one.kinds]
    assert (hers.whole.verdict, hers.kinds) == (SERVED, {"us_ssn": SERVED, "iban": NOT})
    assert (hers.whole.clients, hers.whole.first) == (1, AT)
    kinds = {one.label: one for one in served.counted().kinds}
    ssn = kinds["us_ssn"]
    assert (ssn.served, ssn.not_served, ssn.bounds.at_least, ssn.to.clients) == (1, 1, 1, 1)
    assert (kinds["iban"].served, kinds["iban"].not_served) == (0, 1)
