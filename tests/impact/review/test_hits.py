"""Which hits are doubtful, what a rejection takes away, and what it leaves."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.impact.review.hits import KEPT, Doubt, DoubtfulHits, hit_id, hits_of
from leftopen.impact.review.rejections import Rejections, rejected_hits
from leftopen.model.assessment import FoundDocument, FoundValue, UnitResult
from leftopen.model.judgement import Judgement, JudgementKind, JudgementWord
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role

DETECTORS = catalogue.detectors()
WORDS = st.sampled_from([JudgementWord.CONFIRMED, JudgementWord.REJECTED])


def value(label: str, at: int = 0) -> FoundValue:
    return FoundValue(label=label, digest=bytes([at]) * 16, masked=f"***{at}")


def document(*values: FoundValue, place: str = "0:0", kind: str = "eml", digest: bytes = b"d" * 16,
             people: tuple[Mention, ...] = ()) -> FoundDocument:  # fmt: skip
    return FoundDocument(
        place=place, kind=kind, size=9, year=2019, digest=digest, units=(), values=values, people=people
    )


def result(*documents: FoundDocument) -> UnitResult:
    return UnitResult(number=0, outcomes={}, documents={}, years={}, found=documents)


def mention(*labels: tuple[str, int]) -> Mention:
    name = MaskedName(full=b"f" * 16, family=b"g" * 16, masked="J*** R**")
    values = tuple(PersonValue(label=label, digest=bytes([at]) * 16, masked="*") for label, at in labels)
    return Mention(reason=MentionReason.ROW, role=Role.SUBJECT, name=name, values=values)


def judged(hit: str, word: JudgementWord, by: str = "jane", about: bytes = b"d" * 16) -> Judgement:
    return Judgement(
        kind=JudgementKind.HIT, subject=hit, word=word, by=by, at=datetime(2026, 1, 1, tzinfo=UTC),
        document=about.hex(), place="0:0", assessment="a", label="us_ssn",
    )  # fmt: skip


def doubts(one: FoundDocument, about: FoundValue) -> tuple[Doubt, ...]:
    return next(hit.doubts for hit in hits_of(one, DETECTORS) if hit.masked == about.masked)


def test_each_doubt_has_its_reason() -> None:
    number = value("us_ssn", 1)
    alone = document(number, value("email_address", 2))
    assert set(doubts(alone, number)) >= {Doubt.ALONE, Doubt.NOBODY}
    known = document(number, value("iban", 2), people=(mention(("us_ssn", 1)),))
    assert not {Doubt.ALONE, Doubt.NOBODY} & set(doubts(known, number))
    assert Doubt.CARVED in doubts(document(number, kind="other"), number)
    marking = value("us_marking", 3)
    assert Doubt.NOBODY not in doubts(document(marking), marking)


@pytest.mark.parametrize("label", ["email_address", "mil_address", "government_address"])
def test_a_recipient_is_nothing_to_look_at(label: str) -> None:
    recipient = value(label, 1)
    assert doubts(document(recipient, value("email_address", 2)), recipient) == (
        (Doubt.NOBODY,) if DETECTORS[label].personal else ()
    )


def test_the_queue_has_the_most_severe_first_and_counts_copies_once() -> None:
    found = DoubtfulHits(detectors=DETECTORS)
    phone, number = value("phone", 1), value("us_ssn", 2)
    found.add(result(document(phone, kind="other", digest=b"p" * 16)))
    found.add(result(*(document(number, place=f"0:{at}") for at in range(3))))
    first, second = found.ranked()
    assert (first.label, first.copies, second.label) == ("us_ssn", 3, "phone")
    assert found.total == 4


def test_the_queue_is_bounded() -> None:
    found = DoubtfulHits(detectors=DETECTORS)
    for at in range(5 * KEPT):
        found.add(result(document(value("us_ssn", 1), digest=at.to_bytes(16, "big"))))
    assert (len(found.ranked()), found.total) == (KEPT, 5 * KEPT)


def test_a_rejected_hit_is_gone_with_what_rested_on_it_and_nothing_else() -> None:
    number, card = value("us_ssn", 1), value("payment_card", 2)
    one = document(number, card, people=(mention(("us_ssn", 1), ("payment_card", 2)), mention(("us_ssn", 1))))
    same = document(number, place="5:0/1")
    other = document(number, place="0:9", digest=b"e" * 16)
    hit = hits_of(one, DETECTORS)[0]
    rejections = Rejections.of([judged(hit.id, JudgementWord.REJECTED)])
    kept = rejections.apply(result(one, same, other)).found
    assert [(each.place, [held.label for held in each.values]) for each in kept] == [
        ("0:0", ["payment_card"]),
        ("0:9", ["us_ssn"]),
    ]
    assert [[held.label for held in each.values] for each in kept[0].people] == [["payment_card"]]
    # The copy at another place is the same bytes; the same value in another document is another hit.
    assert (rejections.left_out, len(rejections.met)) == (2, 1)
    assert Rejections.of([]).apply(result(one)) == result(one)
    assert Rejections.of([]).key == ""
    assert rejections.key


@given(st.lists(st.tuples(st.sampled_from("abc"), WORDS, st.sampled_from(["jane", "joe", "ann"]))))
def test_who_confirms_outweighs_who_rejects(answer: list[tuple[str, JudgementWord, str]]) -> None:
    found = rejected_hits(judged(hit, word, by) for hit, word, by in answer)
    for hit in "abc":
        words = {word for one, word, _ in answer if one == hit}
        assert (hit in found) is (words == {JudgementWord.REJECTED})


def test_the_id_depends_on_all_three() -> None:
    labels = ("us_ssn", "iban")
    ids = {hit_id(one, label, at) for one in (b"d", b"e") for label in labels for at in (b"v", b"w")}
    assert len(ids) == 8


def test_a_table_of_twenty_thousand_people_is_looked_at_in_seconds() -> None:
    """Each value was compared with each of each person: 20,000 rows took minutes."""
    rows = [(FoundValue(label="us_ssn", digest=at.to_bytes(16), masked="*"), at) for at in range(20_000)]
    people = tuple(
        replace(mention(), values=(PersonValue(label="us_ssn", digest=one.digest, masked="*"),))
        for one, _ in rows
    )
    mails = tuple(
        FoundValue(label="email_address", digest=at.to_bytes(16), masked="*") for at in range(20_000)
    )
    table = document(*mails, *(one for one, _ in rows), people=people)
    began = time.process_time()
    found = hits_of(table, DETECTORS)
    assert time.process_time() - began < 20
    assert not {Doubt.ALONE, Doubt.NOBODY} & {doubt for hit in found[20_000:] for doubt in hit.doubts}
