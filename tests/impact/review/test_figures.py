"""The bound on what was missed, the agreement of two people, the sample: against figures known elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.impact.assess.clean_documents import CleanDocuments
from leftopen.impact.assess.pending_parts import PendingPart
from leftopen.impact.review.agreement import agreements, kappa
from leftopen.impact.review.clean_sample import CleanDraw
from leftopen.impact.review.missed_share import upper_bound
from leftopen.model.assessment import CLEAN_SAMPLE, CleanDocument, UnitResult
from leftopen.model.judgement import Judgement, JudgementKind, JudgementWord
from leftopen.model.reader import Part


@pytest.mark.parametrize(
    ("missed", "judged", "bound"),
    # 1 - 0.05 ** (1 / n), and the 95 % quantile of the beta distribution with x + 1 and n - x.
    [(0, 59, 0.04950), (0, 1, 0.95), (0, 300, 0.009936), (1, 10, 0.39416), (2, 50, 0.12061), (5, 5, 1.0)],
)
def test_the_bound_is_that_of_clopper_and_pearson(missed: int, judged: int, bound: float) -> None:
    assert upper_bound(missed, judged) == pytest.approx(bound, abs=2e-4)


def test_fifty_nine_are_the_fewest_that_give_five_percent() -> None:
    assert upper_bound(0, 59) < 0.05 < upper_bound(0, 58)
    assert upper_bound(0, 1000) == pytest.approx(3 / 1000, rel=0.01)
    assert upper_bound(0, 0) == 1.0


@given(st.integers(0, 80), st.integers(1, 80))
def test_the_bound_lies_above_the_share_and_falls_with_more_judged(missed: int, judged: int) -> None:
    missed = min(missed, judged)
    bound = upper_bound(missed, judged)
    assert missed / judged <= bound <= 1
    assert upper_bound(missed, judged + 1) <= bound + 1e-9


def test_the_bound_holds_in_nineteen_samples_of_twenty() -> None:
    random, share, held = Random(19), 0.04, 0
    for _ in range(2_000):
        missed = sum(random.random() < share for _ in range(59))
        held += upper_bound(missed, 59) >= share
    assert held / 2_000 > 0.94


def test_kappa_is_that_of_the_textbook_example() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("y", "y"), ("n", "n")]) == 1
    assert kappa([("y", "y")] * 9) is None
    assert kappa([]) is None
    assert kappa([("y", "n"), ("n", "y")]) == -1


def answer(subject: str, word: JudgementWord, by: str) -> Judgement:
    return Judgement(
        kind=JudgementKind.HIT, subject=subject, word=word, by=by, at=datetime(2026, 1, 1, tzinfo=UTC),
        document="00", place="0", assessment="a",
    )  # fmt: skip


def test_agreement_counts_only_what_both_judged() -> None:
    yes, no = JudgementWord.CONFIRMED, JudgementWord.REJECTED
    found = agreements(
        [answer("1", yes, "jane"), answer("1", yes, "joe"), answer("2", no, "jane"), answer("2", yes, "joe"),
         answer("3", no, "jane"), answer("4", no, "ann")]
    )  # fmt: skip
    [one] = found
    assert (one.one, one.other, one.items, one.same, one.kappa) == ("jane", "joe", 2, 1, 0.0)


def clean(numbers: range, key: bytes = b"k") -> UnitResult:
    kept = CleanDocuments()
    for at in numbers:
        part = Part(name="", media="", data=b"x")
        kept.add(key, PendingPart(place=f"0:{at}", part=part, depth=0, size=1), "eml", 0)
    return UnitResult(
        number=0, outcomes={}, documents={}, years={}, clean=kept.count, clean_sample=kept.sample()
    )


def clean_sample(results: list[UnitResult], number: int) -> tuple[list[CleanDocument], int]:
    draw = CleanDraw()
    for one in results:
        draw.add(one)
    return draw.documents[:number], draw.total


def test_the_sample_does_not_depend_on_the_units_and_a_larger_one_holds_it() -> None:
    whole, total = clean_sample([clean(range(3_000))], 59)
    parts, same = clean_sample([clean(range(7)), clean(range(7, 2_000)), clean(range(2_000, 3_000))], 59)
    assert (whole, total) == (parts, same)
    assert (len(whole), total) == (59, 3_000)
    larger, _ = clean_sample([clean(range(3_000))], 200)
    assert larger[:59] == whole
    assert clean_sample([clean(range(3_000), b"other")], 59)[0] != whole
    assert len(clean(range(3_000)).clean_sample) == CLEAN_SAMPLE
    few, all_ = clean_sample([clean(range(4))], 59)
    assert (len(few), all_) == (4, 4)


def test_each_document_is_drawn_equally_often() -> None:
    drawn = [
        int(one.place.partition(":")[2])
        for key in range(300)
        for one in clean_sample([clean(range(40), bytes([key % 256, key // 256]))], 10)[0]
    ]
    assert len(drawn) == 3_000
    assert all(40 <= drawn.count(at) <= 115 for at in range(40))
