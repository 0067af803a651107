"""The next sensible command after one that changed something. Printed on stderr, in text mode only."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leftopen.cli._output import Line, Output
from leftopen.model.case import CaseState

if TYPE_CHECKING:
    from leftopen.model.case import Case
    from leftopen.model.scope import ScopeRecord

_PROVED = (CaseState.CLOSED, CaseState.WITHDRAWN)
_AFTER: Mapping[CaseState, str] = {
    CaseState.OPEN: "leftopen notify {id}",
    CaseState.NOTIFIED: "leftopen verify {id}",
    CaseState.ACKNOWLEDGED: "leftopen verify {id}",
    CaseState.SILENT: "leftopen verify {id} --wait",
    CaseState.CLOSED: "leftopen proof {id}",
    CaseState.WITHDRAWN: "leftopen proof {id}",
    CaseState.SAID_CLOSED: "leftopen verify {id}",
    CaseState.ACCEPTED: "leftopen cases list",
    CaseState.FALSE_POSITIVE: "leftopen cases list",
    CaseState.TAKEN_OVER: "leftopen cases show {other}",
}


def say_next(out: Output, *steps: str) -> None:
    """One line, unless there is no step, or --json or --quiet was given."""
    if found := list(dict.fromkeys(step for step in steps if step)):
        out.hint(f"next: {' · '.join(found)}")


def after_scan(summary: Line) -> list[str]:
    """What is open is in the list of cases, what is readable in the list for review."""
    counts = {name: int(str(summary.get(name, 0))) for name in ("open", "undetermined")}
    steps = {"open": "leftopen cases list", "undetermined": "leftopen review list"}
    return [step for name, step in steps.items() if counts[name]]


def after_case(case: Case) -> str:
    """The step of the state that the case is in now."""
    return _AFTER[case.state].format(id=case.id[:8], other=case.continued_as[:8])


def after_verify(case: Case) -> str:
    """The proof of a closed case, a notice for an open one; else "": the result names the next check."""
    return after_case(case) if case.state in _PROVED or case.state is CaseState.OPEN else ""


def after_scope(records: Sequence[ScopeRecord]) -> str:
    """A plan for what was authorised; one that is too long to type names the first target."""
    return f"leftopen plan {shlex.quote(records[0].target)}" if records else ""


def after_notice(case: str, lacking: Sequence[str], config: str) -> str:
    """Which settings the channel needs, and where they are written."""
    if not lacking:
        return ""
    return f"set {', '.join(lacking)} in {config}, then leftopen notify {case[:8]}"
