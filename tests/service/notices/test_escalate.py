"""Owners told by itself: only where the scope says so, each contact once, until somebody answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.outbox import WAITING, DeliveryState, HoldReason
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.scope.file import record
from leftopen.service.cases.decisions import decide
from leftopen.service.exclusions import scopes
from leftopen.service.notices import escalate
from leftopen.service.notices.notify import queue
from leftopen.service.notices.scheduled_actions import ScheduledActionKind, action_text, scheduled_actions
from leftopen.service.organisations import organisations, owner_directory
from leftopen.service.outbox import deliver
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.owner_links import OwnerLinks
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.entities.sending import OutboxWriter
from leftopen.store.records.erasure import ErasureWriter
from tests.service.office import SENDER, office
from tests.web.console.conftest import Clock, Console, console_in
from tests.web.console.furnished import found, observed, opened_case

FIRST, SECOND = "mailto:soc@example.org", "mailto:ciso@example.org"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path) as made:
        organisations.add(made.workspace, "Example Corps", by="jane", contacts=[FIRST, SECOND])
        yield made


def allow(console: Console, target: str, notify: NotifyPolicy) -> None:
    now = console.workspace.clock()
    one = record(target, authorised_by="A.", until=None, now=now, org="Example Corps", notify=notify)
    scopes.add(console.workspace, [one])


def ended(workspace: Workspace, state: DeliveryState = DeliveryState.SENT, **more: object) -> None:
    """What waits ends so now, as a worker would note it."""
    outbox = Outbox(workspace.store.records)
    for one in outbox.list(states=WAITING):
        after = replace(one.delivery, state=state, due=None, ended=workspace.clock(), **more)  # type: ignore[arg-type]
        OutboxWriter(Changes(workspace.store.records)).note(None, one.notice.id, after, None)


def test_nobody_is_told_where_the_scope_does_not_say_so(console: Console) -> None:
    assert escalate.run(console.workspace, escalate.EscalationMemory()).told == 0
    assert Outbox(console.workspace.store.records).list() == []


def test_each_contact_is_told_once_until_somebody_answers(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, [case, _], clock):
        with_two_contacts(workspace)
        memory = escalate.EscalationMemory()
        assert escalate.run(workspace, memory).told == 1
        assert heard(workspace) == {FIRST: {case.id}}
        clock.ahead += timedelta(days=31)
        assert escalate.run(workspace, memory).told == 0, "the first one still waits here"
        ended(workspace)
        assert escalate.run(workspace, memory).told == 0, "its wait begins when it was sent"
        clock.ahead += timedelta(days=31)
        assert escalate.run(workspace, memory).told == 1
        assert heard(workspace) == {FIRST: {case.id}, SECOND: {case.id}}
        ended(workspace)
        clock.ahead += timedelta(days=365)
        assert escalate.run(workspace, memory).told == 0
        assert len(Outbox(workspace.store.records).list()) == 2


def test_a_step_that_a_wrong_clock_put_off_comes_when_the_clock_is_right(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, [case, _], clock):
        with_two_contacts(workspace)
        memory = escalate.EscalationMemory()
        clock.ahead += timedelta(days=365)
        assert escalate.run(workspace, memory).told == 1
        ended(workspace)
        coming_year = escalate.run(workspace, memory).next
        assert coming_year is not None
        assert coming_year > workspace.clock()
        clock.ahead -= timedelta(days=365)
        assert escalate.run(workspace, memory).told == 1, "nothing changed but the clock"
        assert heard(workspace) == {FIRST: {case.id}, SECOND: {case.id}}


def test_a_case_that_failed_by_a_wrong_clock_is_tried_when_the_clock_is_right(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, [case, _], clock):
        clock.ahead += timedelta(days=365)
        memory = escalate.EscalationMemory(at=workspace.clock())
        memory.again[case.id] = workspace.clock() + escalate.AGAIN
        assert escalate.run(workspace, memory).told == 0
        clock.ahead -= timedelta(days=365)
        assert escalate.run(workspace, memory).told == 1


def test_an_answer_stops_it(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, [case, _], clock):
        with_two_contacts(workspace)
        memory = escalate.EscalationMemory()
        assert escalate.run(workspace, memory).told == 1
        until: dict[str, str | None] = {"until": "2030-01-01T00:00:00.000000Z", "because": "x"}
        decide(workspace, case.id, CaseEventKind.ACCEPTED, until)
        clock.ahead += timedelta(days=31)
        assert escalate.run(workspace, memory).told == 0
        assert heard(workspace) == {FIRST: {case.id}}


def test_with_ask_each_notice_waits_for_a_person(console: Console) -> None:
    case = console.cases[0]
    allow(console, case.address, NotifyPolicy.ASK)
    escalate.run(console.workspace, escalate.EscalationMemory())
    messages = Outbox(console.workspace.store.records).list()
    assert messages
    assert all(one.delivery.needs_approval for one in messages)
    assert {one.delivery.state for one in messages} <= {DeliveryState.QUEUED, DeliveryState.HELD}
    assert {one.delivery.hold for one in messages} <= {HoldReason.NONE, HoldReason.APPROVAL}


def test_the_plan_says_who_is_next(console: Console) -> None:
    case = console.cases[0]
    assert escalate.plan(console.workspace, case) is None
    allow(console, case.address, NotifyPolicy.AUTO)
    step = escalate.plan(console.workspace, case)
    assert step is not None
    assert (step.to, step.because) == (FIRST, "no contact was notified yet")


def test_the_contacts_of_a_parent_come_after(console: Console) -> None:
    organisations.add(console.workspace, "Ministry", by="jane", contacts=["mailto:top@example.org"])
    organisations.add(console.workspace, "Example Corps", by="jane", contacts=[FIRST], parent="Ministry")
    case = console.cases[0]
    allow(console, case.address, NotifyPolicy.AUTO)
    directory = owner_directory.load(console.workspace)
    record = directory.record_of(case)
    then = directory.then(record, console.workspace.clock())
    contacts = [point.url for point in directory.contacts(case, record, then)]
    assert contacts == [FIRST, "mailto:top@example.org"]


@contextmanager
def two(
    folder: Path, *, first: NotifyPolicy, second: NotifyPolicy, until: int = 0
) -> Iterator[tuple[Workspace, list[Case], Clock]]:
    """One server at two addresses that have an authorisation and a contact each; the second one's ends after
    so many days."""
    clock = Clock()
    with office(folder, clock, **SENDER, owner_links="on", public_url="https://leftopen.example.org") as made:
        for number, policy, contact in ((1, first, FIRST), (2, second, SECOND)):
            now = made.clock()
            end = now + timedelta(days=until) if until and number == 2 else None
            one = record(
                f"198.51.100.{number}", authorised_by="A.", until=end, now=now, contact=contact, notify=policy
            )  # fmt: skip
            scopes.add(made, [one])
        yield made, [at(made, number) for number in (1, 2)], clock


def at(workspace: Workspace, number: int) -> Case:
    o = observed(f"198.51.100.{number}", 1080, workspace.clock(), "mail", identity="tls-key:SHA256:1")
    return opened_case(workspace, found(o, "mailbox_web_open", workspace.clock(), Severity.HIGH, ()))


def heard(workspace: Workspace) -> dict[str, set[str]]:
    """Recipient → the cases of which it was told."""
    found: dict[str, set[str]] = {}
    for one in Outbox(workspace.store.records).list():
        found.setdefault(one.notice.to, set()).update(item.case for item in one.notice.about)
    return found


def test_the_contact_of_one_owner_hears_nothing_of_another_owners_server(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.AUTO) as (workspace, cases, _):
        escalate.run(workspace, escalate.EscalationMemory())
        assert heard(workspace) == {FIRST: {cases[0].id}, SECOND: {cases[1].id}}


def test_where_the_scope_says_no_nobody_hears_of_it_through_a_neighbour(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, cases, _):
        escalate.run(workspace, escalate.EscalationMemory())
        assert heard(workspace) == {FIRST: {cases[0].id}}


def test_an_authorisation_that_ended_says_nothing(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.AUTO, until=1) as (
        workspace,
        cases,
        clock,
    ):
        clock.ahead += timedelta(days=2)
        escalate.run(workspace, escalate.EscalationMemory())
        assert heard(workspace) == {FIRST: {cases[0].id}}


def grouped(workspace: Workspace) -> None:
    """Both addresses have one more authorisation, the narrower one of the first contact."""
    for number in (1, 2):
        now = workspace.clock()
        old = [
            one
            for one in Scopes(workspace.store.records).list()
            if one.target.startswith(f"198.51.100.{number}")
        ]
        for one in old:
            scopes.remove(workspace, one.id)
        one = record(
            f"198.51.100.{number}", authorised_by="A.", until=None, now=now, contact=FIRST,
            notify=NotifyPolicy.AUTO,
        )  # fmt: skip
        scopes.add(workspace, [one])


def test_what_could_not_be_delivered_for_a_group_is_not_written_again_and_again(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.AUTO) as (workspace, cases, clock):
        grouped(workspace)
        memory = escalate.EscalationMemory()
        escalate.run(workspace, memory)
        assert heard(workspace) == {FIRST: {case.id for case in cases}}
        ended(workspace, DeliveryState.NOT_DELIVERED)
        entries = Audit(workspace.store.records).of_kind("notice", 10, 0)[1]
        for _ in range(3):
            clock.ahead += timedelta(minutes=11)
            assert escalate.run(workspace, memory).told == 0
        assert Audit(workspace.store.records).of_kind("notice", 10, 0)[1] == entries == 1
        links = [one for case in cases for one in OwnerLinks(workspace.store.records).of(case.id)]
        assert len({one.id for one in links}) == 1
        with pytest.raises(NotAllowed, match="was written before: not_delivered"):
            queue(workspace, cases[1].id, via=FIRST, by="a test")


def with_two_contacts(workspace: Workspace) -> None:
    """The first address belongs to an organisation that has both."""
    organisations.add(workspace, "Example Corps", by="jane", contacts=[FIRST, SECOND])
    [old] = [one for one in Scopes(workspace.store.records).list() if one.target.startswith("198.51.100.1")]
    scopes.remove(workspace, old.id)
    one = record(
        "198.51.100.1", authorised_by="A.", until=None, now=workspace.clock(), org="Example Corps",
        notify=NotifyPolicy.AUTO,
    )  # fmt: skip
    scopes.add(workspace, [one])


def test_a_channel_that_is_not_configured_reaches_nobody(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, cases, _):
        with_two_contacts(workspace)
        memory = escalate.EscalationMemory()
        escalate.run(workspace, memory)
        ended(workspace, DeliveryState.HELD, hold=HoldReason.NOT_CONFIGURED)
        escalate.run(workspace, memory)
        assert heard(workspace) == {FIRST: {cases[0].id}, SECOND: {cases[0].id}}


def test_what_a_mail_server_keeps_refusing_moves_on_to_the_next_contact(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.NO) as (workspace, cases, clock):
        with_two_contacts(workspace)
        memory = escalate.EscalationMemory()
        escalate.run(workspace, memory)
        clock.ahead += timedelta(hours=10)
        escalate.run(workspace, memory)
        assert heard(workspace) == {FIRST: {cases[0].id}}, "it was not tried yet"
        object.__setattr__(workspace.settings, "smtp_host", "127.0.0.1")
        assert waiting(workspace)[0][0] == "queued"
        escalate.run(workspace, memory)
        assert heard(workspace) == {FIRST: {cases[0].id}, SECOND: {cases[0].id}}


def waiting(workspace: Workspace) -> list[tuple[str, str]]:
    """After one try of all that waits: the state and what is said of each message, oldest first."""
    for one in Outbox(workspace.store.records).list(states=WAITING):
        asyncio.run(deliver.attempt(workspace, one.notice.id, random=lambda: 0.5))
    listed = sorted(Outbox(workspace.store.records).list(), key=lambda one: one.delivery.created)
    return [(one.delivery.state.value, one.delivery.said) for one in listed]


def test_what_waits_is_written_anew_when_one_of_its_cases_is_decided(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.AUTO) as (workspace, cases, clock):
        grouped(workspace)
        memory = escalate.EscalationMemory()
        escalate.run(workspace, memory)
        object.__setattr__(workspace.settings, "smtp_host", "127.0.0.1")
        decide(workspace, cases[0].id, CaseEventKind.MARKED_FALSE, {"because": "meant"}, by="jane")
        [(state, answer)] = waiting(workspace)
        assert state == "dropped"
        assert answer.startswith("1 of 2 exposures that need no notice now: the exposure is no longer open")
        clock.ahead += timedelta(minutes=11)
        assert escalate.run(workspace, memory).told == 1
        [new] = Outbox(workspace.store.records).list(states=WAITING)
        assert [item.case for item in new.notice.about] == [cases[1].id]
        assert cases[0].endpoint not in new.notice.text
        decide(workspace, cases[1].id, CaseEventKind.MARKED_FALSE, {"because": "meant"}, by="jane")
        assert waiting(workspace)[1] == ("dropped", "the exposure is no longer open")


def test_an_erasure_of_the_second_case_takes_the_notice_and_the_link(tmp_path: Path) -> None:
    with two(tmp_path, first=NotifyPolicy.AUTO, second=NotifyPolicy.AUTO) as (workspace, cases, _):
        grouped(workspace)
        escalate.run(workspace, escalate.EscalationMemory())
        records = workspace.store.records
        assert len(OwnerLinks(records).of(cases[1].id)) == len(Outbox(records).about(cases[1].id)) == 1
        ErasureWriter(Changes(records)).cases([cases[1].id], lambda address: False)
        assert not OwnerLinks(records).of(cases[1].id)
        assert not Outbox(records).about(cases[1].id)


def test_what_is_due_already_is_next_without_a_time_that_is_over(console: Console) -> None:
    case = console.cases[0]
    allow(console, case.address, NotifyPolicy.AUTO)
    console.clock.ahead += timedelta(days=3)
    [next_] = [
        one
        for one in scheduled_actions(console.workspace, case, ())
        if one.kind is ScheduledActionKind.NOTICE
    ]
    assert (next_.at, action_text(next_)) == (None, f"{FIRST} will be notified next, once a worker runs")
