"""Who is told next, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import escalation
from leftopen.cases.escalation import ESCALATED, PATIENCE, WAITS, ContactAttempt, NextStep
from leftopen.model.case import Case, CaseState
from leftopen.model.severity import Severity

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
EVER = datetime.max.replace(tzinfo=UTC)
CONTACTS = ("mailto:one@example.org", "mailto:two@example.org", "mailto:three@example.org")
CASE = Case(
    id="c", finding="f", service="s", check="redis_open", endpoint="192.0.2.1:6379", address="192.0.2.1",
    port=6379, realm="internet", identity="", product="Redis", state=CaseState.OPEN,
    severity=Severity.CRITICAL, first_open=NOW, last_open=NOW, detected=NOW,
)  # fmt: skip
TOLD = replace(CASE, state=CaseState.NOTIFIED)


def next_step(
    case: Case,
    contacts: tuple[str, ...],
    attempts: tuple[ContactAttempt, ...],
    answered: datetime | None = None,
    closed: Mapping[str, datetime] = escalation.NO_HOURS,
    *,
    now: datetime = EVER,
) -> NextStep | None:
    """After all of it."""
    return escalation.next_step(case, contacts, attempts, answered, closed, now=now)


def attempt(number: int, minutes: int, *, reached: bool = True) -> ContactAttempt:
    return ContactAttempt(to=CONTACTS[number], at=NOW + timedelta(minutes=minutes), reached=reached)


def test_the_first_is_told_at_once_and_the_next_after_its_wait() -> None:
    first = next_step(CASE, CONTACTS, ())
    assert first is not None
    assert (first.to, first.due) == (CONTACTS[0], NOW)
    second = next_step(TOLD, CONTACTS, (attempt(0, 2),))
    assert second is not None
    assert (second.to, second.due) == (CONTACTS[1], NOW + timedelta(minutes=32))
    third = next_step(TOLD, CONTACTS, (attempt(0, 2), attempt(1, 32)))
    assert third is not None
    assert (third.to, third.due) == (CONTACTS[2], NOW + timedelta(minutes=62))


def test_a_message_that_does_not_arrive_brings_the_next_at_once() -> None:
    step = next_step(TOLD, CONTACTS, (attempt(0, 2, reached=False),))
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[1], NOW + timedelta(minutes=2))
    assert "could not be delivered" in step.because


def test_an_answer_stops_the_clock_until_the_promised_day() -> None:
    answered = replace(TOLD, state=CaseState.ACKNOWLEDGED, acknowledged=NOW + timedelta(minutes=10))
    step = next_step(answered, CONTACTS, (attempt(0, 2),))
    assert step is not None
    assert step.due == NOW + timedelta(minutes=10) + PATIENCE
    day = NOW + timedelta(days=9)
    step = next_step(replace(answered, promised=day), CONTACTS, (attempt(0, 2),))
    assert step is not None
    assert step.due == day


def test_who_answered_is_not_told_at_once_when_the_scope_says_auto_later() -> None:
    day = NOW + timedelta(days=9)
    answered = replace(TOLD, state=CaseState.ACKNOWLEDGED, acknowledged=NOW, promised=day)
    step = next_step(answered, CONTACTS, ())
    assert step is not None
    assert step.due == day


def test_the_newest_answer_counts_and_not_the_first_of_the_case() -> None:
    answered = replace(TOLD, state=CaseState.ACKNOWLEDGED, acknowledged=NOW)
    step = next_step(answered, CONTACTS, (attempt(0, 2),), NOW + timedelta(days=20))
    assert step is not None
    assert step.due == NOW + timedelta(days=20) + PATIENCE


def test_the_wait_begins_when_the_last_one_was_sent_and_nothing_comes_while_one_waits() -> None:
    first, late = attempt(0, 2), attempt(1, 600)
    step = next_step(TOLD, CONTACTS, (first, late))
    assert step is not None
    assert step.due == NOW + timedelta(minutes=630)
    assert next_step(TOLD, CONTACTS, (first, replace(late, waits=True))) is None


def test_nobody_is_left() -> None:
    assert next_step(CASE, (), ()) is None
    assert next_step(TOLD, CONTACTS, tuple(attempt(n, 40 * n) for n in range(3))) is None


@pytest.mark.parametrize("state", sorted(set(CaseState) - ESCALATED))
def test_a_case_that_needs_no_notice(state: CaseState) -> None:
    assert next_step(replace(CASE, state=state), CONTACTS, ()) is None


@given(
    st.sampled_from(Severity),
    st.integers(0, 30),
    st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), max_size=30),
)
def test_it_goes_through_every_contact_once_and_never_back_in_time(
    severity: Severity, contacts: int, past: list[tuple[int, bool]]
) -> None:
    named = tuple(f"mailto:{number}@example.org" for number in range(contacts))
    case, attempts, last = replace(TOLD, severity=severity), list[ContactAttempt](), NOW
    for minutes, reached in [*past, *[(0, True)] * contacts]:
        step = next_step(case, named, tuple(attempts))
        if step is None:
            break
        assert step.due >= (attempts[-1].at if attempts else NOW)
        last = max(last, step.due) + timedelta(minutes=minutes)
        attempts.append(ContactAttempt(to=step.to, at=last, reached=reached))
    assert [one.to for one in attempts] == list(named[: len(attempts)])
    assert next_step(case, named, tuple(attempts)) is None or len(attempts) < contacts


def test_waits_only_grow() -> None:
    assert all(list(waits) == sorted(waits) for waits in WAITS.values())


MONDAY = NOW + timedelta(days=2)


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.HIGH])
def test_what_is_urgent_passes_over_who_is_not_at_work(severity: Severity) -> None:
    urgent = replace(CASE, severity=severity)
    step = next_step(urgent, CONTACTS, (), closed={CONTACTS[0]: MONDAY}, now=NOW)
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[1], NOW)


def test_what_is_urgent_waits_for_nobody_when_all_are_at_home() -> None:
    step = next_step(CASE, CONTACTS, (), closed=dict.fromkeys(CONTACTS, MONDAY), now=NOW)
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[0], NOW)


def test_what_is_not_urgent_waits_for_working_hours() -> None:
    case = replace(CASE, severity=Severity.MEDIUM)
    step = next_step(case, CONTACTS, (), closed={CONTACTS[0]: MONDAY}, now=NOW)
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[0], MONDAY)
    assert step.because == f"no contact was notified yet, and {CONTACTS[0]} is not at work before"
    later = next_step(
        case, CONTACTS, (attempt(0, 2),), closed={CONTACTS[1]: MONDAY}, now=NOW + timedelta(minutes=3)
    )
    assert later is not None
    assert later.due == NOW + timedelta(minutes=2, days=3), "its own wait is longer"


def test_what_is_dated_in_the_future_holds_up_nothing() -> None:
    """The clock was a year ahead when the first contacts were told; it is right again."""
    year = 365 * 24 * 60
    minute = NOW + timedelta(minutes=1)
    step = next_step(TOLD, CONTACTS, (attempt(0, year),), now=minute)
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[1], minute)
    answer = (attempt(0, year), attempt(1, 1))
    step = next_step(TOLD, CONTACTS, answer, now=minute)
    assert step is not None
    assert (step.to, step.due) == (CONTACTS[2], NOW + timedelta(minutes=31)), "and the next has its wait"
    step = next_step(replace(CASE, detected=NOW + timedelta(days=365)), CONTACTS, (), now=NOW)
    assert step is not None
    assert step.due == NOW
    answered = replace(TOLD, state=CaseState.ACKNOWLEDGED, acknowledged=NOW + timedelta(days=365))
    step = next_step(answered, CONTACTS, (attempt(0, 1),), now=NOW + timedelta(days=1))
    assert step is not None
    assert step.due == NOW + timedelta(days=1)
