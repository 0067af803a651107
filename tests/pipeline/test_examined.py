"""Each service gets one word: closed only by a refusal, open where a case is open, else what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.model.endpoint import Endpoint
from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.finding import CheckResult
from leftopen.model.observation import Observation
from leftopen.model.shape import Intent
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.pipeline.examined import examined
from leftopen.pipeline.outcome import CheckOutcome, CheckRun
from leftopen.pipeline.paths_asked import PathsAsked
from tests.pipeline.walking import LOCAL
from tests.store.samples import seen

HTTP = replace(seen(port=80), module="http", product="")
REDIS = replace(seen(port=6379), module="redis", product="Redis")
LOCKED, LATE, DATA = (
    closed(Reason.PASSWORD_ASKED, "HTTP 401"), unknown(Reason.TIMEOUT), opened(ExposureKind.DATA),
)  # fmt: skip
PARTS = frozenset({"git_directory_open"})
"""Checks of one path."""


def result(check: str, verdict: Verdict, intent: Intent = Intent.LEFT_OPEN) -> CheckOutcome:
    judged = CheckResult(
        look="l", finding="f", service="s", observation="o", endpoint=Endpoint(address=LOCAL, port=80),
        check=check, at=datetime(2026, 1, 1, tzinfo=UTC), scan="x", clause="c", verdict=verdict,
        vantage=Vantage(place=Place.LOOPBACK, name="test"), intent=intent,
    )  # fmt: skip
    return CheckOutcome(judged=judged)


def word(
    o: Observation, outcomes: Sequence[CheckOutcome] = (), paths: PathsAsked | None = None,
    not_followed: int = 0, live: Sequence[str] = (), *, suspect: bool = False,
) -> Examined:  # fmt: skip
    run = CheckRun(
        outcomes=tuple(outcomes), paths=paths, not_followed=tuple(f"/{n}" for n in range(not_followed))
    )
    return examined(o, run, whole=lambda name: name not in PARTS, live=live, suspect=suspect)


def kind(found: Examined) -> UnexaminedKind | None:
    assert (found.verdict is ExaminedVerdict.UNEXAMINED) == (found.kind is not None)
    return found.kind


def test_what_is_readable_decides_and_the_worst_of_it() -> None:
    outcomes = [
        result("metrics", DATA, Intent.PUBLISHED),
        result("records", DATA, Intent.UNDETERMINED),
        result("redis_open", LOCKED),
    ]
    assert word(HTTP, outcomes[:1]).verdict is ExaminedVerdict.PUBLISHED
    assert (word(HTTP, outcomes).verdict, word(HTTP, outcomes).check) == (
        ExaminedVerdict.UNDETERMINED,
        "records",
    )
    assert word(HTTP, [*outcomes, result("mailbox", DATA)]).verdict is ExaminedVerdict.OPEN


def test_a_refusal_of_the_protocol_itself_is_closed() -> None:
    found = word(REDIS, [result("redis_open", LOCKED)])
    assert (found.verdict, found.check, found.reason, found.said) == (
        ExaminedVerdict.CLOSED,
        "redis_open",
        Reason.PASSWORD_ASKED,
        "HTTP 401",
    )


def test_a_refused_check_of_one_path_or_of_an_unknown_program_is_not_closed() -> None:
    read = PathsAsked(pages=1)
    named = replace(HTTP, product="nginx")
    assert kind(word(named, [result("git_directory_open", LOCKED)], read)) is not None
    assert kind(word(HTTP, [result("mailbox_web_open", LOCKED)], read)) is not None
    assert word(named, [result("mailbox_web_open", LOCKED)]).verdict is ExaminedVerdict.CLOSED


def test_that_it_is_no_longer_served_is_no_refusal() -> None:
    found = word(REDIS, [result("redis_open", closed(Reason.NOT_SERVED))])
    assert kind(found) is UnexaminedKind.NOTHING_RECOGNISED


def test_every_path_asks_for_a_password() -> None:
    found = word(HTTP, (), PathsAsked(others=2, front_refuses=True, all_ask_for_password=True))
    assert (found.verdict, found.reason, found.paths) == (
        ExaminedVerdict.CLOSED,
        Reason.PASSWORD_ASKED,
        2,
    )


@pytest.mark.parametrize(
    ("paths", "not_followed", "expected"),
    [
        (PathsAsked(others=4, front_refuses=True), 3, UnexaminedKind.FRONT_REFUSES),
        (PathsAsked(pages=9), 0, UnexaminedKind.NOTHING_RECOGNISED),
        (PathsAsked(pages=9), 11, UnexaminedKind.LINKS_NOT_FOLLOWED),
        (PathsAsked(pages=9, unasked=5), 11, UnexaminedKind.BUDGET_SPENT),
        (PathsAsked(pages=9, ended=Reason.BUDGET_SPENT), 0, UnexaminedKind.BUDGET_SPENT),
        (PathsAsked(pages=2, ended=Reason.TIMEOUT), 0, UnexaminedKind.NO_ANSWER),
        (PathsAsked(ended=Reason.NEEDS_LISTING), 0, UnexaminedKind.NOT_PERMITTED),
        (PathsAsked(ended=Reason.BUG), 0, UnexaminedKind.BUG),
        (None, 0, UnexaminedKind.NO_ANSWER),
    ],
)
def test_what_a_visit_left_open(
    paths: PathsAsked | None, not_followed: int, expected: UnexaminedKind
) -> None:
    assert kind(word(HTTP, (), paths, not_followed)) is expected


def test_a_check_without_an_answer_comes_before_what_a_visit_saw() -> None:
    late = result("redis_open", LATE)
    assert kind(word(HTTP, [late], PathsAsked(pages=1))) is UnexaminedKind.NO_ANSWER
    part = result("git_directory_open", LATE)
    assert kind(word(HTTP, [part], PathsAsked(pages=1))) is UnexaminedKind.NOTHING_RECOGNISED


def test_no_check_and_no_identification() -> None:
    assert kind(word(replace(REDIS, module="ssh"))) is UnexaminedKind.NO_CHECK
    for module in ("unknown", "tls"):
        assert kind(word(replace(REDIS, module=module))) is UnexaminedKind.NOT_IDENTIFIED


def test_an_open_case_is_never_called_unexamined() -> None:
    found = word(REDIS, [result("redis_open", LATE)], live=["redis_open"])
    assert (found.verdict, found.reason) == (ExaminedVerdict.OPEN, Reason.TIMEOUT)
    unasked = word(replace(REDIS, module="unknown"), live=["redis_open"], suspect=True)
    assert (unasked.verdict, unasked.check) == (ExaminedVerdict.OPEN, "redis_open")


def test_a_case_whose_check_is_refused_does_not_keep_it_open() -> None:
    found = word(REDIS, [result("redis_open", LOCKED)], live=["redis_open"])
    assert found.verdict is ExaminedVerdict.CLOSED


def test_a_host_that_accepts_everything_proves_nothing() -> None:
    found = word(REDIS, [result("redis_open", unknown(Reason.ANSWERS_EVERYTHING))], suspect=True)
    assert kind(found) is UnexaminedKind.ANSWERS_EVERYTHING
    assert kind(word(replace(REDIS, module="ssh"), suspect=True)) is UnexaminedKind.ANSWERS_EVERYTHING


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_an_unknown_verdict_has_a_kind(reason: Reason) -> None:
    assert kind(word(REDIS, [result("redis_open", unknown(reason))])) is not None
