"""The clock of each deadline. None starts by itself: a person says that the law applies, and when the moment
was from which it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from leftopen.impact.respond.due_time import due
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws as every_law
from leftopen.impact.respond.response import Moment, Response
from leftopen.model.law import Deadline, Law
from leftopen.model.response import Word
from leftopen.translate import N_, Message

MET = "met:"


class ClockState(StrEnum):
    """`asked` nobody knows yet whether the law, or this deadline of it, applies: a question ·
    `not_applicable` a person said no · `waiting` it applies, but the moment from which it counts is not
    recorded · `running` · `no_date` it runs, but the law names no number of hours or days · `over` · `met` ·
    `met_late`."""

    ASKED = "asked"
    NOT_APPLICABLE = "not_applicable"
    WAITING = "waiting"
    RUNNING = "running"
    NO_DATE = "no_date"
    OVER = "over"
    MET = "met"
    MET_LATE = "met_late"


NOT_RUNNING = (ClockState.ASKED, ClockState.NOT_APPLICABLE)
"""The law does not apply, or nobody knows yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`name` is `law.deadline`. `question`: what must be answered first, '' for none. `begun` and `due` are
    None while they are not known; `waits_for` names the moment or the deadline that is missing."""

    name: str
    law: Law
    deadline: Deadline
    state: ClockState
    question: str = ""
    begun: datetime | None = None
    due: datetime | None = None
    met: datetime | None = None
    waits_for: str = ""

    def left(self, now: datetime) -> timedelta | None:
        """Time until it ends, negative once it is over; None without an end."""
        return None if self.due is None else self.due - now


def clocks(laws: Mapping[str, Law], response: Response, now: datetime) -> list[Clock]:
    """Every deadline of every law, one clock for those that one act meets: those with an end first, the
    earliest first; then the others."""
    made = [
        _clock(f"{name}.{deadline.name}", name, law, deadline, response, now)
        for name, law in laws.items()
        for deadline in law.deadlines
    ]
    shown = {one.deadline.same_as for one in made if one.state not in NOT_RUNNING}
    found = [one for one in made if one.name not in shown]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    order = list(ClockState)
    return sorted(found, key=lambda one: (one.met is not None, one.due or far, order.index(one.state)))


def open_questions(laws: Mapping[str, Law], response: Response) -> list[str]:
    """The laws of which nobody has said yes or no, and the conditions of those that apply."""
    unknown = [name for name in laws if response.word(name) not in (Word.YES, Word.NO)]
    conditions = {
        deadline.only_if: None
        for name, law in laws.items()
        if response.word(name) is Word.YES
        for deadline in law.deadlines
        if deadline.only_if and response.word(deadline.only_if) not in (Word.YES, Word.NO)
    }
    return [*unknown, *conditions]


def moment_title(begins: str, law: Law) -> Message:
    """What a clock waits for, in words."""
    if not begins.startswith(MET):
        return MILESTONES[begins]
    other = next(one for one in law.deadlines if one.name == begins.removeprefix(MET))
    return N_("done: {title}", title=other.title)


def _clock(
    name: str, law_name: str, law: Law, deadline: Deadline, response: Response, now: datetime
) -> Clock:
    for question in filter(None, (law_name, deadline.only_if)):
        word = response.word(question)
        if word is Word.NO:
            return Clock(name=name, law=law, deadline=deadline, state=ClockState.NOT_APPLICABLE)
        if word is not Word.YES:
            return Clock(name=name, law=law, deadline=deadline, state=ClockState.ASKED, question=question)
    began = _began(law_name, deadline, response)
    met = next((response.met[one] for one in _same(name, deadline) if one in response.met), None)
    if began is None:
        state = ClockState.MET if met else ClockState.WAITING
        return Clock(
            name=name, law=law, deadline=deadline, state=state, met=met.at if met else None,
            waits_for=deadline.begins,
        )  # fmt: skip
    end = due(began.at, deadline, law)
    return Clock(
        name=name, law=law, deadline=deadline, state=_state(end, met, now), begun=began.at, due=end,
        met=met.at if met else None,
    )  # fmt: skip


def _same(name: str, deadline: Deadline) -> list[str]:
    """The deadlines that one act meets with this one, which comes first."""
    others = (
        f"{law}.{one.name}" for law, of in every_law().items() for one in of.deadlines if one.same_as == name
    )
    return [name, *filter(None, (deadline.same_as, *others))]


def _began(law_name: str, deadline: Deadline, response: Response) -> Moment | None:
    if deadline.begins.startswith(MET):
        return response.met.get(f"{law_name}.{deadline.begins.removeprefix(MET)}")
    return response.milestones.get(deadline.begins)


def _state(end: datetime | None, met: Moment | None, now: datetime) -> ClockState:
    if met is not None:
        return ClockState.MET if end is None or met.at <= end else ClockState.MET_LATE
    if end is None:
        return ClockState.NO_DATE
    return ClockState.RUNNING if now <= end else ClockState.OVER
