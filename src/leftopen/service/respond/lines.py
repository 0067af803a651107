"""The state of a response as JSON lines; text and page are written from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leftopen.impact.respond.business_calendars import working_day
from leftopen.impact.respond.checklist import StepState, logs_to_preserve, next_command, next_step
from leftopen.impact.respond.clocks import NOT_RUNNING, Clock, moment_title, open_questions
from leftopen.impact.respond.drafting import Sentence, due_later
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.law_checks import checked
from leftopen.impact.respond.questions import laws, laws_asked, questions
from leftopen.model.facts import Json
from leftopen.model.law import Law
from leftopen.present.timestamps import format_utc
from leftopen.present.written_dates import zone_of
from leftopen.service.respond.outdated import outdated_steps
from leftopen.service.respond.state import CaseResponse, all_clocks
from leftopen.service.workspace.workspace import Workspace
from leftopen.translate import N_

CHANGED = N_("the facts have changed since")
MOVED = N_("It ends on a weekend or a public holiday: some may report until {day}; the source says who.")


def status(
    workspace: Workspace, found: CaseResponse, language: str = "en", examined: Examined | None = None
) -> list[dict[str, Json]]:
    """`response`, then `clock`, `question`, `other_laws`, `log_source`, `step`, `task` and `due` lines.
    `examined`: what was read of the stores already."""
    now, steps = workspace.clock(), found.steps(outdated_steps(workspace, found, examined))
    return [
        _response(found, steps, language),
        *(
            clock_line(one, now, language, found.context.countries)
            for one in all_clocks(workspace, found)
            if one.state not in NOT_RUNNING
        ),
        *question_lines(found, language),
        *other_law_lines(found, language),
        *log_lines(found, now),
        *step_lines(found, steps, language),
        *task_lines(found, now),
        *due_lines(found),
    ]


def deadlines(workspace: Workspace, found: CaseResponse, language: str = "en") -> list[dict[str, Json]]:
    """Every deadline of every law, also of those that do not apply."""
    now = workspace.clock()
    countries = found.context.countries
    return [clock_line(one, now, language, countries) for one in all_clocks(workspace, found)]


def clock_line(clock: Clock, now: datetime, language: str, countries: Sequence[str]) -> dict[str, Json]:
    """`seconds_left` is negative once it is over. `countries`: whose working days count, () if unknown."""
    left, law = clock.left(now), clock.law
    waits = moment_title(clock.waits_for, law).text(language) if clock.waits_for else ""
    return {
        "type": "clock",
        "name": clock.name,
        "law": law.title.text(language),
        "title": clock.deadline.title.text(language),
        "state": clock.state.value,
        "begun": format_utc(clock.begun) if clock.begun else None,
        "due": format_utc(clock.due) if clock.due else None,
        "met": format_utc(clock.met) if clock.met else None,
        "seconds_left": round(left.total_seconds()) if left is not None and clock.met is None else None,
        "waits_for": waits,
        "question": questions()[clock.question].text(language) if clock.question else "",
        "note": f"{clock.deadline.note.text(language)}{_moved(clock, language, countries)}",
        "law_note": law.note.text(language),
        "source": law.source.text(language),
        "dated": law.dated.isoformat(),
        "url": law.url,
        "checked": checked(law, language),
    }


def _moved(clock: Clock, language: str, countries: Sequence[str]) -> str:
    """The next working day in each country, where the deadline ends on none there and may move."""
    if not clock.law.moves or clock.due is None:
        return ""
    ends = {one: clock.due.astimezone(zone_of(one, clock.due)).date() for one in countries}
    days = {one: working_day(end, one) for one, end in ends.items()}
    moved = [
        f"{day.isoformat()} ({one})" if len(days) > 1 else day.isoformat()
        for one, day in days.items()
        if day != ends[one]
    ]
    return f" {MOVED.text(language).format(day=', '.join(moved))}" if moved else ""


def question_lines(found: CaseResponse, language: str) -> list[dict[str, Json]]:
    """The open questions: nobody answered them, or `unknown`."""
    message, asked = found.response.answers, questions()
    return [
        {
            "type": "question",
            "name": name,
            "question": asked[name].text(language),
            "word": message[name].word.value if name in message else None,
            "why": message[name].why if name in message else "",
        }
        for name in open_questions(_asked(found), found.response)
    ]


def other_law_lines(found: CaseResponse, language: str) -> list[dict[str, Json]]:
    """One line with the laws of other countries, which are not asked first."""
    others = {name: law for name, law in laws().items() if name not in _asked(found)}
    titles = ", ".join(law.title.text(language) for law in others.values())
    return [{"type": "other_laws", "names": [*others], "titles": titles}] if others else []


def _asked(found: CaseResponse) -> dict[str, Law]:
    return laws_asked(found.context.countries, found.response.answers)


def log_lines(found: CaseResponse, now: datetime) -> list[dict[str, Json]]:
    """Those that are not put aside first, the most urgent first."""
    waiting = logs_to_preserve(found.response, now)
    kept = [one for one in found.response.logs.values() if one.preserved]
    return [
        {
            "type": "log_source",
            "number": one.number,
            "what": one.what,
            "where": one.where,
            "rotates": format_utc(one.rotates) if one.rotates else "never" if one.never else "unknown",
            "seconds_left": round((one.rotates - now).total_seconds()) if one.rotates else None,
            "preserved": format_utc(one.preserved) if one.preserved else None,
        }
        for one in (*waiting, *kept)
    ]


def step_lines(found: CaseResponse, steps: Sequence[StepState], language: str) -> list[dict[str, Json]]:
    """`state`: open, done, not needed, or outdated (done from facts that have changed since)."""
    return [
        {
            "type": "step",
            "name": one.step.name,
            "title": one.step.title.text(language),
            "state": _step_word(one),
            "why": one.statement.why if one.statement else "",
            "command": next_command(one, found.case.id[:8]),
        }
        for one in steps
    ]


def _step_word(one: StepState) -> str:
    if one.outdated:
        return "outdated"
    return "done" if one.done else "not needed" if one.not_needed else "open"


def task_lines(found: CaseResponse, now: datetime) -> list[dict[str, Json]]:
    return [
        {
            "type": "task",
            "number": one.number,
            "what": one.what,
            "who": one.who,
            "due": format_utc(one.due) if one.due else None,
            "late": one.due is not None and one.done is None and now > one.due,
            "done": format_utc(one.done) if one.done else None,
        }
        for one in found.response.tasks.values()
    ]


def due_lines(found: CaseResponse) -> list[dict[str, Json]]:
    """What the saved drafts say will follow."""
    return [
        {"type": "due", "draft": name, "language": language, "text": text}
        for (name, language), draft in found.response.drafts.items()
        for text in due_later(Sentence(text=text, facts=ids) for text, ids in draft.sentences)
    ]


def _response(found: CaseResponse, steps: list[StepState], language: str) -> dict[str, Json]:
    state = next_step(steps)
    return {
        "type": "response",
        "case": found.case.id,
        "entries": len(found.entries),
        "wrong": [*found.misfits],
        "roles": dict(found.response.roles),
        "decisions": len(found.response.decisions),
        "files": sum(len(_files(one.body.get("files"))) for one in found.response.custody),
        "moments": {
            name: {"at": format_utc(one.at), "how": one.how}
            for name, one in found.response.milestones.items()
        },
        "next": _next(state, language) if state else None,
        "next_command": next_command(state, found.case.id[:8]) if state else None,
    }


def _next(state: StepState, language: str) -> str:
    title = state.step.title.text(language)
    return f"{title} ({CHANGED.text(language)})" if state.outdated else title


def _files(stored: Json) -> list[Json]:
    return stored if isinstance(stored, list) else []
