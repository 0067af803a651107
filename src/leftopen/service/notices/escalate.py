"""Tells the owners by itself, where the scope says so: one contact after another until somebody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leftopen.cases.escalation import ESCALATED, ContactAttempt, NextStep, next_step
from leftopen.errors import LeftopenError, NotAllowed
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.outbox import WAITING, CaseMessage, DeliveryState, HoldReason
from leftopen.model.scope import NotifyPolicy
from leftopen.service.notices.notify import queue
from leftopen.service.organisations import owner_directory
from leftopen.service.organisations.owner_directory import OwnerDirectory, policy_of
from leftopen.service.outbox.outcomes import BY_ITSELF
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes

BY = BY_ITSELF
_TELLING = frozenset({CaseEventKind.NOTIFIED, CaseEventKind.ACKNOWLEDGED, CaseEventKind.REOPENED})
_TIMES = 4
"""How often a step may move: hours move it once, and a change of the clocks once more."""
AGAIN = timedelta(minutes=10)
"""After a notice that was not allowed, or could not be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRound:
    """`told`: contacts that a notice was written to; `failed`: those to whom it could not be; `next`: when
    the next step is due, None when there is none."""

    told: int = 0
    failed: int = 0
    next: datetime | None = None


def plan(workspace: Workspace, case: Case) -> NextStep | None:
    """Who is told next about the case, and when; None where the scope does not say so, or nobody is left."""
    outbox = Outbox(workspace.store.records)
    notified = {id: outbox.about(id) for id in _lives(workspace, case)}
    events = Cases(workspace.store.records).events(case.id)
    return _planned(workspace, owner_directory.load(workspace), case, events, notified, workspace.clock())


def _planned(
    workspace: Workspace,
    directory: OwnerDirectory,
    case: Case,
    events: Sequence[CaseEvent],
    notified: Mapping[str, Sequence[CaseMessage]],
    now: datetime,
) -> NextStep | None:
    """`events`: at least the notices, acknowledgements and reopenings of the case; `told`: the messages about
    each one. `now` is the caller's, because a step that is due now must be so for the caller too. Raises
    LeftopenError for contacts that can't be found."""
    if case.state not in ESCALATED:
        return None
    record = directory.record_of(case)
    if policy_of(record) is NotifyPolicy.NO:
        return None
    attempts = _attempts(
        case, events, [one for id in _lives(workspace, case) for one in notified.get(id, ())]
    )
    answers = [event.at for event in events if event.kind is CaseEventKind.ACKNOWLEDGED]

    def at(moment: datetime) -> NextStep | None:
        then = directory.then(record, moment)
        points = directory.contacts(case, record, then)
        closed = {point.url: point.opens for point in points if point.opens is not None}
        urls = tuple(point.url for point in points)
        step = next_step(case, urls, attempts, max(answers, default=None), closed, now=now)
        doubts = [one.doubt for one in then if one.doubt]
        return replace(step, because="; ".join([step.because, *doubts])) if step and doubts else step

    return _settled(at, now)


def _settled(at: Callable[[datetime], NextStep | None], now: datetime) -> NextStep | None:
    """Who is at work or on call counts at the time of the step, not now."""
    step = at(now)
    for _ in range(_TIMES):
        if step is None or step.due <= now:
            break
        now, before = step.due, step
        step = at(now)
        if step is not None:
            # At that time the hours have begun, which is why it is due only then.
            because = before.because if step.to == before.to else step.because
            step = replace(step, due=max(step.due, now), because=because)
    return step


def _lives(workspace: Workspace, case: Case) -> list[str]:
    """The case, and those that it continues: who was told of them knows."""
    found = {id: Cases(workspace.store.records).find(id) for id in case.linked}
    return [case.id, *(id for id, one in found.items() if one is not None and one.continued_as == case.id)]


@dataclass(slots=True, kw_only=True)
class EscalationMemory:
    """What one worker remembers between two rounds: when the last one was, the state of the records at it,
    when the next step is due, which failures it has recorded, and when each case that failed is tried
    again."""

    at: datetime | None = None
    seen: tuple[object, ...] = ()
    next: datetime | None = None
    failures: set[tuple[str, str]] = field(default_factory=set)
    again: dict[str, datetime] = field(default_factory=dict)


def run(workspace: Workspace, memory: EscalationMemory) -> EscalationRound:
    """Writes every notice that is due into the outbox. A case for which that fails does not stop the
    others, and is tried again later. Reads next to nothing while nothing changed and nothing is due."""
    seen, now = _state(workspace), workspace.clock()
    if memory.at is not None and now < memory.at:
        # The clock was set back: what is remembered is of a time that comes again, perhaps in a year.
        memory.seen, memory.next = (), None
        memory.again.clear()
    memory.at = now
    if seen == memory.seen and (memory.next is None or now < memory.next):
        return EscalationRound(next=memory.next)
    done = _round(workspace, memory, now)
    # What was just told has a next step of its own: the next round finds it.
    memory.seen, memory.next = () if done.told else _state(workspace), done.next
    return done


def _state(workspace: Workspace) -> tuple[object, ...]:
    """What could change a step: an event of a case, a message, a scope record or an organisation."""
    records = workspace.store.records
    scopes = tuple((record.id, record.notify) for record in Scopes(records).list())
    messages = Outbox(records).tried(), *sorted(Outbox(records).counts().items())
    owners = tuple(Organisations(records).list()), tuple(Organisations(records).on_call().values())
    return Cases(records).newest_event(), messages, scopes, owners


def _round(workspace: Workspace, memory: EscalationMemory, now: datetime) -> EscalationRound:
    if not is_enabled(workspace):
        return EscalationRound()
    notified, failed, waits = 0, 0, list[datetime]()
    directory = owner_directory.load(workspace)
    if (shift := directory.next_shift(now)) is not None:
        waits.append(shift)
    records = workspace.store.records
    messages = Outbox(records).by_case(ESCALATED | {CaseState.TAKEN_OVER})
    events = Cases(records).events_of_kinds(_TELLING, ESCALATED)
    for case in Cases(records).list(ESCALATED):
        if now < memory.again.get(case.id, now):
            waits.append(memory.again[case.id])
            continue
        try:
            step = _planned(workspace, directory, case, events.get(case.id, ()), messages, now)
            if step is not None and step.due <= now:
                _tell(workspace, directory, case, step)
                notified += 1
            elif step is not None:
                waits.append(step.due)
        except NotAllowed:
            # An exclusion mutes it, or another address of the same server was faster.
            waits.append(now + AGAIN)
        except LeftopenError as error:
            failed += 1
            memory.again[case.id] = now + AGAIN
            waits.append(now + AGAIN)
            _record(workspace, memory, case, str(error))
    return EscalationRound(told=notified, failed=failed, next=min(waits, default=None))


def _record(workspace: Workspace, memory: EscalationMemory, case: Case, why: str) -> None:
    """The same failure of a case once."""
    if (case.id, why) not in memory.failures:
        memory.failures.add((case.id, why))
        audit_log.record(workspace, BY, "cannot notify", case.id, why[:500])


def is_enabled(workspace: Workspace) -> bool:
    """Does a scope record say that owners are notified by itself?"""
    return any(record.notify is not NotifyPolicy.NO for record in Scopes(workspace.store.records).list())


def _tell(workspace: Workspace, directory: OwnerDirectory, case: Case, step: NextStep) -> None:
    """Raises as `queue`."""
    ask = policy_of(directory.record_of(case)) is NotifyPolicy.ASK
    queue(workspace, case.id, via=step.to, by=BY, needs_approval=ask, because=step.because)


def _attempts(
    case: Case, events: Sequence[CaseEvent], messages: Sequence[CaseMessage]
) -> tuple[ContactAttempt, ...]:
    """Every message about the case since it was last opened, oldest first: whichever address of the server
    it names first, and whatever became of it. What was dropped never left. What was told of before the
    case was opened again, and what waits, is known whatever its date: the clock may have been set."""
    opened, known, before = case.reopened or case.detected, set[str](), set[str]()
    for event in events:
        if event.kind is CaseEventKind.REOPENED:
            before |= known
            known.clear()
        elif event.kind is CaseEventKind.NOTIFIED:
            known.add(str(event.body["notice"]))
    found = {
        one.id: _attempt(one)
        for one in messages
        if one.delivery.state is not DeliveryState.DROPPED
        and one.id not in before
        and (one.written >= opened or one.id in known or one.delivery.state in WAITING)
    }
    return tuple(sorted(found.values(), key=lambda attempt: attempt.at))


def _attempt(message: CaseMessage) -> ContactAttempt:
    """One that is refused again and again does not stop the clock; one that something here holds does."""
    own = message.delivery
    held = own.state is DeliveryState.HELD and own.hold is not HoldReason.NOT_CONFIGURED
    fresh = own.state is DeliveryState.QUEUED and not own.attempts
    unset = own.state is DeliveryState.HELD and own.hold is HoldReason.NOT_CONFIGURED
    return ContactAttempt(
        to=message.to,
        at=own.ended or message.written,
        waits=held or fresh,
        reached=own.state is not DeliveryState.NOT_DELIVERED and not unset,
    )
