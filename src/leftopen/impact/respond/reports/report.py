"""The impact report: the answers, the clocks, what was not read, and the method, as one body to sign."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.cases.signed_file import REPORT
from leftopen.impact.respond import people_served
from leftopen.impact.respond.charts import read_timeline
from leftopen.impact.respond.clocks import Clock
from leftopen.impact.respond.custody import manifest
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, fact_json
from leftopen.impact.respond.law_checks import checked
from leftopen.model.facts import Json
from leftopen.model.response import ResponseEntry
from leftopen.present.timestamps import format_utc
from leftopen.translate import N_

MOST_STANDING = 1000
"""So many are listed; the answers count all."""
METHOD = (
    N_(
        "Every figure comes from the records of this installation at the time of the report. Only "
        "statements in the response log are entered by hand. The response log names their author."
    ),
    N_("Checks bound the window. No check sees the moment of opening or closing itself."),
    N_(
        "Documents are counted by outcome. A detector recognises a value by its format, its check digits "
        "and the words around it. Detectors can miss values and report false ones."
    ),
    N_(
        "Values found together count as one person. Equal values are matched by keyed digests. The values "
        "themselves are not stored."
    ),
    N_("The answers name everything that was not examined. “Not found” never means “not there”."),
)


def body(
    examined: Examined,
    answers: Sequence[tuple[str, Answer, Sequence[Fact]]],
    clocks: Sequence[Clock],
    entries: Sequence[ResponseEntry],
    language: str,
    version: str,
) -> dict[str, Json]:
    """What is signed. Nothing of it is personal data."""
    unsure: list[Json] = [
        fact.said.text(language) for _, _, facts in answers for fact in facts if fact.known is not Known.KNOWN
    ]
    return {
        "format": REPORT,
        "language": language,
        "written": format_utc(examined.now),
        "version": version,
        "case": examined.case.id,
        "endpoint": examined.case.endpoint,
        "check": examined.case.check,
        "window": _window(examined),
        "assessment": _assessment(examined, language),
        **readings(examined, language),
        "standing": [
            {
                "kind": one.kind.value,
                "owner": one.owner,
                "to": one.to,
                "what": one.what,
                "sure": one.sure,
            }
            for one in examined.standing[:MOST_STANDING]
        ],
        "answers": [
            {
                "question": name,
                "title": one.title.text(language),
                "facts": [fact_json(fact, language) for fact in facts],
            }
            for name, one, facts in answers
        ],
        "limits": [
            *unsure,
            *(one.text(language) for one in (examined.reading.limits if examined.reading else ())),
        ],
        "clocks": [_clock(clock, language) for clock in clocks],
        "custody": [*manifest(entries)],
        "log": {"entries": len(entries), "head": entries[-1].hash if entries else ""},
        "method": [one.text(language) for one in METHOD],
    }


def readings(examined: Examined, language: str) -> dict[str, Json]:
    """What the pictures of who read it are drawn from: `reads` (null: no access log was read, or when is not
    known), `logs_window` (that of the reading), `clients` by class, and `people_served`."""
    reading = examined.reading
    steps = read_timeline.steps(reading) if reading else None
    return {
        "reads": {"tied": reading.tied, "steps": [*map(read_timeline.step_json, steps)]}
        if reading and steps is not None
        else None,
        "logs_window": {"from": format_utc(reading.start), "to": format_utc(reading.end)}
        if reading
        else None,
        "clients": [
            {"group": one.group.value, "clients": one.clients, "readers": one.readers}
            for one in (reading.groups if reading else ())
        ],
        "people_served": [
            {"kind": name, "title": title.text(language), "people": list(counts)}
            for name, title, counts in people_served.rows(examined)
        ],
    }


def _window(examined: Examined) -> dict[str, Json]:
    case, bounds = examined.case, examined.window.open_for
    return {
        "open_after": format_utc(case.open_after) if case.open_after else None,
        "first_open": format_utc(case.first_open),
        "last_open": format_utc(case.last_open),
        "closed": format_utc(case.closed) if case.closed else None,
        "state": case.state.value,
        "least_seconds": int(bounds.lower.total_seconds()),
        "most_seconds": int(bounds.upper.total_seconds()) if bounds.upper is not None else None,
    }


def _assessment(examined: Examined, language: str) -> Json:
    one = examined.assessed
    if one is None:
        return None
    return {
        "id": one.id,
        "depth": one.depth.value,
        "ocr": one.ocr,
        "uncaged": one.uncaged,
        "complete": one.complete,
        "units": one.units,
        "units_done": one.units_done,
        "documents": one.documents,
        "outcomes": dict(one.outcomes),
        "skipped_files": one.skipped,
        "mailboxes_with_lost_mails": one.lost_mails,
        "others": list(one.others),
        "kinds": [
            {
                "name": kind.name,
                "label": kind.label.text(language),
                "category": kind.category.value,
                "documents": kind.documents,
                "occurrences": kind.occurrences,
                "distinct": kind.distinct,
                "at_least": kind.at_least,
                "people": kind.people.people,
                "people_at_least": kind.people.at_least,
                "people_at_most": kind.people.at_most,
                "unlinked": kind.unlinked,
            }
            for kind in one.kinds
        ],
    }


def _clock(clock: Clock, language: str) -> Json:
    return {
        "name": clock.name,
        "law": clock.law.title.text(language),
        "title": clock.deadline.title.text(language),
        "state": clock.state.value,
        "due": format_utc(clock.due) if clock.due else None,
        "met": format_utc(clock.met) if clock.met else None,
        "source": clock.law.source.text(language),
        "checked": checked(clock.law, language),
    }
