"""The steps of the first 24 hours, in their order. Most are closed by what the stores hold; a person closes
the others, or says why one is not needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leftopen.impact.respond.clocks import open_questions
from leftopen.impact.respond.milestones import AWARE
from leftopen.impact.respond.questions import laws_asked
from leftopen.impact.respond.response import LogSource, Response, Statement
from leftopen.model.response import Word
from leftopen.translate import N_, Message

ROLES = ("lead", "technical", "legal", "communications")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistContext:
    """What the stores say beside the log: is the case held, proved closed, is there a complete deep
    assessment of it, and a reading of its access logs? `countries` of the organisation, () if unknown."""

    held: bool
    proved_closed: bool
    assessed: bool
    readers: bool
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`command` completes `leftopen respond CASE`, or begins with `leftopen`; `{case}` is the case. `closed`
    says whether the records show that it is done; None: only a person can say so. `anew` is the command where
    it was done from facts that have changed since, '' for the same one."""

    name: str
    title: Message
    command: str
    closed: Callable[[Response, ChecklistContext], bool] | None = None
    anew: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """`done`, or `not_needed` by a person, for the reason in `said`. `outdated`: it was done, but from facts
    that have changed since; it is to be done anew."""

    step: Step
    done: bool
    not_needed: bool
    outdated: bool = False
    statement: Statement | None = None

    @property
    def open(self) -> bool:
        return not (self.done or self.not_needed)


def _preserved(response: Response, context: ChecklistContext) -> bool:
    return bool(response.logs) and all(one.preserved for one in response.logs.values())


def _approved(response: Response, context: ChecklistContext) -> bool:
    return any(draft.approved for (name, _), draft in response.drafts.items() if name == "leadership")


STEPS = (
    Step(
        name="knowledge",
        title=N_("Record when you learned of the leak: the deadlines count from this time"),
        command="moment aware TIME --how TEXT",
        closed=lambda response, context: AWARE in response.milestones,
    ),
    Step(
        name="hold",
        title=N_("Put a legal hold on the case, so that no data expires or is erased"),
        command="leftopen cases preserve {case} --reason TEXT",
        closed=lambda response, context: context.held,
    ),
    Step(
        name="logs",
        title=N_("Preserve the logs before they rotate: list each log with its rotation time, and copy it"),
        command="log add WHAT --where PLACE --rotates TIME",
        closed=_preserved,
    ),
    Step(
        name="roles",
        title=N_("Name who leads, and who is responsible for technology, law and communication"),
        command="role lead|technical|legal|communications WHO",
        closed=lambda response, context: all(response.roles.get(role) for role in ROLES),
    ),
    Step(
        name="laws",
        title=N_("Confirm for each law whether it applies: this starts its deadline"),
        command="answer LAW yes|no",
        closed=lambda response, context: (
            not open_questions(laws_asked(context.countries, response.answers), response)
        ),
    ),
    Step(
        name="snapshot",
        title=N_("Take a snapshot of the disk and the memory before anything is changed"),
        command="step snapshot --reason TEXT",
    ),
    Step(
        name="configuration",
        title=N_("Export the configuration: firewall and cloud rules, server settings, accounts"),
        command="step configuration --reason TEXT",
    ),
    Step(
        name="manifest",
        title=N_("Take the files into custody, with their SHA-256"),
        command="custody add FILE… --from WHERE",
        closed=lambda response, context: bool(response.custody),
    ),
    Step(
        name="closed",
        title=N_("Close the exposure, and prove it"),
        command="leftopen verify {case}",
        closed=lambda response, context: context.proved_closed,
    ),
    Step(
        name="assessment",
        title=N_("Assess a copy of the data: what was in it, and whose"),
        command="leftopen assess PATH --case {case}",
        closed=lambda response, context: context.assessed,
    ),
    Step(
        name="readers",
        title=N_("Read the access logs: who read it"),
        command="leftopen readers LOG --case {case}",
        closed=lambda response, context: context.readers,
    ),
    Step(
        name="leadership",
        title=N_("Tell the leadership: approve the one page"),
        command="draft approve leadership",
        anew="draft show leadership --out FILE.txt",
        closed=_approved,
    ),
    Step(
        name="report",
        title=N_("Sign the impact report"),
        command="report --out FILE.html",
        closed=lambda response, context: any(
            one.body.get("what") == "impact report" for one in response.exports
        ),
    ),
)
NAMES = tuple(step.name for step in STEPS)


def checklist(
    response: Response, context: ChecklistContext, outdated: frozenset[str] = frozenset()
) -> list[StepState]:
    """Every step in its order. `outdated`: the names of those that were done from facts that have changed."""
    return [_state(step, response, context, outdated) for step in STEPS]


def next_step(states: list[StepState]) -> StepState | None:
    """The first that is open, or to be done anew."""
    return next((one for one in states if one.open), None)


def next_command(state: StepState, case: str) -> str:
    """The command of the step, for a case."""
    command = (state.step.anew if state.outdated else "") or state.step.command
    if command.startswith("leftopen "):
        return command.format(case=case)
    return f"leftopen respond {case} {command}"


def logs_to_preserve(response: Response, now: datetime) -> list[LogSource]:
    """The logs that are not put aside yet: those that rotate first are first, the unknown ones as if it were
    now."""
    waiting = [one for one in response.logs.values() if one.preserved is None]
    return sorted(waiting, key=lambda one: (one.never, one.rotates or now, one.number))


def _state(step: Step, response: Response, context: ChecklistContext, outdated: frozenset[str]) -> StepState:
    stored_step = response.steps.get(step.name)
    shown = (
        step.closed(response, context)
        if step.closed
        else stored_step is not None and stored_step.word is Word.YES
    )
    not_needed = stored_step is not None and stored_step.word is Word.NO
    stale = shown and step.name in outdated
    return StepState(
        step=step,
        done=shown and not stale,
        not_needed=not_needed and not shown,
        outdated=stale,
        statement=stored_step,
    )
