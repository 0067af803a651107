"""What waits for a person: for `leftopen status` and the top of the overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from leftopen.impact.respond.clocks import ClockState
from leftopen.model.case import Case, CaseState
from leftopen.model.facts import Json
from leftopen.model.outbox import DeliveryState, HoldReason
from leftopen.model.review import Review
from leftopen.service.cases.case_list import case_due
from leftopen.service.cases.counts import open_cases
from leftopen.service.respond.state import all_clocks, load
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.store.records.entities.outbox import Outbox
from leftopen.translate import Message, plural_message, plurals

SOON = timedelta(hours=48)
"""A deadline that ends within this time waits for a person, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`name` and what it means are in `TASKS`."""

    name: str
    count: int

    @property
    def text(self) -> Message:
        return plural_message(self.count, *TASKS[self.name][0])

    @property
    def command(self) -> str:
        """Shows them in a terminal."""
        return TASKS[self.name][1]

    @property
    def page(self) -> str:
        """Shows them in the console."""
        return TASKS[self.name][2]

    def line(self) -> dict[str, Json]:
        """For `--json`."""
        return {
            "type": "task", "name": self.name, "count": self.count, "text": str(self.text),
            "command": self.command,
        }  # fmt: skip


TASKS = {
    "deadlines": (
        plurals(
            "{n} deadline of a law ends within 48 hours, or is over",
            "{n} deadlines of laws end within 48 hours, or are over",
        ),
        "leftopen respond CASE deadlines",
        "/exposures",
    ),
    "approvals": (
        plurals("{n} message waits for approval", "{n} messages wait for approval"),
        "leftopen outbox list --state held",
        "/outbox?state=held",
    ),
    "overdue": (
        plurals("{n} case is overdue", "{n} cases are overdue"),
        "leftopen cases list --due overdue",
        "/exposures?sort=due",
    ),
    "reviews": (
        plurals(
            "the purpose of {n} readable service is unknown",
            "the purpose of {n} readable services is unknown",
        ),
        "leftopen review list",
        "/exposures/review",
    ),
    "silent": (
        plurals("{n} case is silent: closure not proved", "{n} cases are silent: closure not proved"),
        "leftopen cases list --state silent",
        "/exposures?state=silent",
    ),
}
"""What each says of its count, and where it is shown: in a terminal, in the console. Most urgent first."""


def tasks(workspace: Workspace, cases: Sequence[Case], reviews: Sequence[Review]) -> list[Task]:
    """In the order of `TASKS`, none that counts nothing. `cases`, `reviews`: what the person may see."""
    visible = {case.id for case in cases}
    due, now = case_due(workspace), workspace.clock()
    ends = [at for at in map(due, open_cases(cases)) if at is not None]
    counts = {
        "deadlines": _deadlines(workspace, visible),
        "approvals": _approvals(workspace, visible),
        "overdue": sum(at <= now for at in ends),
        "reviews": sum(one.undecided for one in reviews),
        "silent": sum(case.state is CaseState.SILENT for case in cases),
    }
    return [Task(name=name, count=counts[name]) for name in TASKS if counts[name]]


def _approvals(workspace: Workspace, visible: set[str]) -> int:
    held = Outbox(workspace.store.records).list(states=(DeliveryState.HELD,))
    return sum(one.delivery.hold is HoldReason.APPROVAL and one.notice.case in visible for one in held)


def _deadlines(workspace: Workspace, visible: set[str]) -> int:
    now = workspace.clock()
    clocks = (
        clock
        for case in Responses(workspace.store.records).cases() if case in visible
        for clock in all_clocks(workspace, load(workspace, case))
    )  # fmt: skip
    return sum(
        one.state is ClockState.OVER
        or (one.state is ClockState.RUNNING and one.due is not None and one.due - now <= SOON)
        for one in clocks
    )
