"""Builds the report of one case as plain, masked JSON; every report format is written from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from leftopen import __version__, catalogue
from leftopen.cases.closure_rules import ClosureRules, conclude
from leftopen.cases.due import due_fields
from leftopen.cases.window import Bounds, window
from leftopen.errors import BadSetting
from leftopen.model.case import Case
from leftopen.model.closure import CheckObservation
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.present.json_lines import (
    case_line,
    comment_line,
    event_line,
    finding_line,
    format_utc,
    notice_line,
    verdict_line,
)
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import review
from leftopen.service.cases.case_updates import closure_fields
from leftopen.service.cases.read_limits import read_limit
from leftopen.service.cases.signing import integrity
from leftopen.service.notices.owner_links import without_links
from leftopen.service.notices.scheduled_actions import scheduled_action_line, scheduled_actions
from leftopen.service.workspace import write_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.notices import Notices

LOOKS = 100


def case_report(workspace: Workspace, prefix: str, timeline: Sequence[Json] = ()) -> dict[str, Json]:
    """The report of one case. Raises NotFound. Erased parts are null."""
    store = workspace.store
    case = Cases(store.records).get(prefix)
    events = Cases(store.records).events(case.id)
    finding = Findings(store.records).newest(case.finding, case.id)
    check, words = catalogue.exposure(case.check), catalogue.exposure_words(case.check, "en")
    now = workspace.clock()
    looks = Cases(store.records).looks(case.id)
    closure = conclude(case, looks, now, ClosureRules())
    return {
        "type": "dossier",
        "version": __version__,
        "generated": format_utc(now),
        "case": case_line(case) | due_fields(case, workspace.settings, now),
        "title": check.title,
        "remedy": words.remedy.text(case.product),
        "references": list(words.remedy.references(check.references, case.product)),
        "sized_by": check.sized_by,
        "finding": finding_line(finding) if finding else None,
        "plain": review.words(workspace, finding) if finding else "",
        "read_limit": read_limit(workspace, finding) if finding else "",
        "observation": _observation(workspace, finding),
        "events": [event_line(event) for event in events],
        "looks": [verdict_line(judged) for judged in store.observations.judged(case.finding, LOOKS)],
        "notices": [
            notice_line(sent.notice, sent.receipts, sent.sending) | {"text": without_links(sent.notice.text)}
            for sent in Notices(store.records).of(case.id)
        ],
        "closure": closure_fields(closure),
        "window": _window(case, now, looks),
        "coming": [scheduled_action_line(one) for one in scheduled_actions(workspace, case, looks)],
        "comments": [comment_line(note) for note in Notes(store.records).of(case.id)],
        "timeline": list(timeline),
    }


def report_to_export(workspace: Workspace, prefix: str, timeline: Sequence[Json] = ()) -> dict[str, Json]:
    """As `case_report`, for a file that leaves the program. Raises NotFound, NotAllowed for records that were
    changed from outside."""
    case = Cases(workspace.store.records).get(prefix)
    integrity.require_case(workspace, case.id)
    return case_report(workspace, case.id, timeline)


def write(workspace: Workspace, prefix: str, out: Path | None, timeline: Sequence[Json] = ()) -> Path:
    """Writes the report in the format of the file's extension. Raises BadSetting for an unknown one, and as
    `report_to_export`."""
    case = Cases(workspace.store.records).get(prefix)
    file = out or Path(f"leftopen-{case.id[:8]}.html")
    writers = {writer.suffix: writer for writer in catalogue.writers().values()}
    if file.suffix not in writers:
        raise BadSetting(f"{file}: unknown report format {file.suffix!r}; use {', '.join(sorted(writers))}")
    return write_file.write_named(
        file, writers[file.suffix].write(report_to_export(workspace, case.id, timeline))
    )


def _observation(workspace: Workspace, finding: Finding | None) -> Json:
    observation = workspace.store.observations.find(finding.judged.observation) if finding else None
    return observation_line(observation) if observation else None


def _window(case: Case, now: datetime, looks: Sequence[CheckObservation]) -> dict[str, Json]:
    """The exposure window: durations in seconds, each with its lower and upper bound."""
    spans = window(case, now, looks)
    names = (
        "open_for", "open_to_detected", "detected_to_notified", "detected_to_acknowledged",
        "detected_to_closed", "notified_to_closed",
    )  # fmt: skip
    return {name: _bounds(getattr(spans, name)) for name in names}


def _bounds(bounds: Bounds | None) -> Json:
    if bounds is None:
        return None
    return {"lower": _seconds(bounds.lower), "upper": _seconds(bounds.upper)}


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 3)
