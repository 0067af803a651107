"""One contact after another: nobody is passed over, and no step is later than its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leftopen.cases.escalation import PATIENCE, WAITS
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.outbox import WAITING, DeliveryState, HoldReason, Message
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from tests.simulation.lives import Life, Lives

LATE = timedelta(minutes=21)
"""A notice that was refused here is tried again after ten minutes; the next round follows within a minute."""
UNANSWERED = frozenset({CaseState.OPEN, CaseState.NOTIFIED})


@dataclass(slots=True, kw_only=True)
class Ladder:
    """True times: `written` and `opened` when a message, or an opening of a case, was first seen; `free`
    since when nothing stops the next step of a case, `answered` when it was last acknowledged."""

    lives: Lives
    written: dict[str, datetime] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)
    ended: dict[str, datetime] = field(default_factory=dict)
    free: dict[str, datetime] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)

    def check(self, life: Life) -> list[datetime]:
        """Gives the moments at which something must have happened, or will be due."""
        now, case = self.lives.now, self.lives.stored.cases[life.id]
        self._events(life, now)
        messages = self.lives.stored.about(life.id)
        for one in messages:
            self.written.setdefault(one.notice.id, now)
            if one.delivery.state in (DeliveryState.SENT, DeliveryState.NOT_DELIVERED):
                self.ended.setdefault(one.notice.id, now)
        answer = self._told(life, messages)
        left = [to for to in life.contacts if to not in {one.notice.to for one in answer}]
        speaks = self._speaks(life, case)
        if not left or speaks is None or speaks > now or any(_waits(one) for one in answer):
            self.free.pop(life.id, None)
            return [speaks] if left and speaks else []
        due = max(self.free.setdefault(life.id, now), self._due(life, answer))
        latest = due + LATE + self._back()
        assert now <= latest, f"{life.address} {life.severity}: nobody told {left[0]} until {now}, due {due}"
        return [due, latest]

    def _events(self, life: Life, now: datetime) -> None:
        events = self.lives.stored.events[life.id]
        openings = sum(one.kind is CaseEventKind.REOPENED for one in events)
        if openings != self.openings.get(life.id):
            self.openings[life.id], self.opened[life.id] = openings, now
            self.free.pop(life.id, None)
        answers = sum(one.kind is CaseEventKind.ACKNOWLEDGED for one in events)
        if answers > self.answers.get(life.id, 0):
            self.answers[life.id], self.answered[life.id] = answers, now

    def _told(self, life: Life, messages: Sequence[Message]) -> list[Message]:
        """Those of this opening, in the order in which they ended, or were written. What still waits from an
        earlier one is about this one now."""
        found = [
            one for one in messages
            if one.delivery.state in WAITING
            or (one.delivery.state is not DeliveryState.DROPPED and self._at(one) >= self.opened[life.id])
        ]  # fmt: skip
        return sorted(found, key=self._at)

    def _at(self, one: Message) -> datetime:
        return self.ended.get(one.notice.id, self.written[one.notice.id])

    def _speaks(self, life: Life, case: Case) -> datetime | None:
        """From when on somebody is to be told of the case; None: not now."""
        if life.policy is NotifyPolicy.NO or life.id in self.lives.out_of_scope:
            return None
        if case.state is CaseState.ACKNOWLEDGED:
            promised = case.promised and self.lives.office.clock.true(case.promised)
            return promised or self.answered[life.id] + PATIENCE
        return self.opened[life.id] if case.state in UNANSWERED else None

    def _due(self, life: Life, answer: Sequence[Message]) -> datetime:
        if not answer:
            return self.opened[life.id]
        reached = {one.notice.to for one in answer if _reached(one)}
        if not _reached(answer[-1]):
            return self._at(answer[-1])
        return self._at(answer[-1]) + self._wait(life.severity, len(reached))

    def _wait(self, severity: Severity, step: int) -> timedelta:
        """After so many contacts, as the page about cases says."""
        times = list(WAITS[severity])
        while len(times) <= step:
            times.append(WAITS[severity][-1] * (len(times) - len(WAITS[severity]) + 2))
        return times[step] - times[step - 1]

    def _back(self) -> timedelta:
        """A clock that is set back by an hour shows every time an hour later."""
        return timedelta(hours=len(self.lives.clock_set))


def _waits(one: Message) -> bool:
    own = one.delivery
    if own.state is DeliveryState.HELD:
        return own.hold is not HoldReason.NOT_CONFIGURED
    return own.state is DeliveryState.QUEUED and not own.attempts


def _reached(one: Message) -> bool:
    return one.delivery.state is not DeliveryState.NOT_DELIVERED
