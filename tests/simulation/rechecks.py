"""No known case inside a monitor is forgotten: while it is not closed, it is checked again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.recheck_times import USUAL
from leftopen.model.case import CaseState
from leftopen.service.monitoring.recheck import AFTER_FAILURE
from tests.simulation.lives import Life, Lives

LATE = timedelta(hours=1)
"""Rounds are at most five minutes apart; a process that dies loses one."""
CHECKED = LIVE | {CaseState.SILENT, CaseState.ACCEPTED}


@dataclass(slots=True, kw_only=True)
class Rechecks:
    """`since`: the true time since when a case is in a state in which it must be checked."""

    lives: Lives
    since: dict[str, datetime] = field(default_factory=dict)

    def check(self, life: Life) -> None:
        now, state = self.lives.now, self.lives.stored.cases[life.id].state
        if not life.watched or state not in CHECKED:
            self.since.pop(life.id, None)
            return
        since = self.since.setdefault(life.id, now)
        last = max(self.lives.office.network.asked.get(life.service, since), since)
        # A clock that is set back by an hour shows every time an hour later.
        longest = USUAL + AFTER_FAILURE + LATE + timedelta(hours=len(self.lives.clock_set))
        assert now - last <= longest, f"{life.address} is {state}, and was not checked since {last}"
