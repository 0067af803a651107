"""The word about a service as a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.verdict import Reason
from leftopen.present.examined import (
    counted_as,
    counts_text,
    evidence,
    evidence_text,
    examined_field,
)

UNCONFIRMED = Examined(verdict=ExaminedVerdict.OPEN, check="redis_open")
WAITS = "redis_open: its case is open, and this scan could not confirm it"


def unexamined(kind: UnexaminedKind, reason: Reason | None = None, **numbers: Any) -> Examined:
    return Examined(verdict=ExaminedVerdict.UNEXAMINED, kind=kind, reason=reason, **numbers)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        (
            unexamined(UnexaminedKind.LINKS_NOT_FOLLOWED, pages=9, paths=8, not_followed=11),
            "9 pages read, nothing recognised; 11 links not followed",
        ),
        (unexamined(UnexaminedKind.NOTHING_RECOGNISED, pages=1), "1 page read, nothing recognised"),
        (unexamined(UnexaminedKind.FRONT_REFUSES, paths=0), "the front page refuses; 0 other paths asked"),
        (unexamined(UnexaminedKind.FRONT_REFUSES, paths=1), "the front page refuses; 1 other path asked"),
        (
            unexamined(UnexaminedKind.BUDGET_SPENT, pages=12, unasked=1),
            "12 pages read, nothing recognised; budget spent, 1 path not asked",
        ),
        (unexamined(UnexaminedKind.NO_CHECK), "no check for this protocol"),
        (
            unexamined(UnexaminedKind.NO_ANSWER, Reason.TIMEOUT, pages=2),
            "2 pages read, nothing recognised; no response before the deadline",
        ),
        (unexamined(UnexaminedKind.NOTHING_RECOGNISED, paths=3), "3 other paths asked, no page read"),
        (
            Examined(verdict=ExaminedVerdict.CLOSED, reason=Reason.PASSWORD_ASKED, paths=1),
            "the front page and 1 other path ask for a password",
        ),
        (
            Examined(
                verdict=ExaminedVerdict.CLOSED,
                check="redis_open",
                reason=Reason.PASSWORD_ASKED,
                said="NOAUTH",
            ),
            "redis_open: the server asks for a password (NOAUTH)",
        ),
        (
            replace(UNCONFIRMED, reason=Reason.TIMEOUT),
            f"{WAITS}; no response before the deadline",
        ),
        (UNCONFIRMED, WAITS),
    ],
)
def test_the_evidence(word: Examined, text: str) -> None:
    assert evidence_text(word) == text


@pytest.mark.parametrize("kind", UnexaminedKind)
def test_every_kind_has_evidence_without_numbers(kind: UnexaminedKind) -> None:
    assert all(map(str, evidence(unexamined(kind))))
    assert evidence_text(unexamined(kind))


def test_numbers_are_grouped_and_texts_translated() -> None:
    [part] = evidence(unexamined(UnexaminedKind.NOTHING_RECOGNISED, pages=1234))
    assert str(part) == "1,234 pages read, nothing recognised"


def test_counts_of_a_summary() -> None:
    denies = Examined(verdict=ExaminedVerdict.CLOSED, check="nats_open", reason=Reason.FORBIDDEN)
    asks = replace(denies, reason=Reason.PASSWORD_ASKED)
    words = [asks, asks, denies, unexamined(UnexaminedKind.NO_CHECK), UNCONFIRMED, None]
    counts = Counter(count for word in words for count in counted_as(word))
    assert counts_text(counts) == "2 ask for a password, 1 deny access, 1 unexamined"
    assert counts_text({"open": 3}) == ""


def test_no_word_is_null() -> None:
    assert examined_field(None) is None
