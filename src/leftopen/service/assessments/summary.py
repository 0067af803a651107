"""The report of an assessment as JSON: what it holds, who is affected, what became of every document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from leftopen.contents.severity import is_many, of_label
from leftopen.impact.assess.risk import RiskSummary, ranked
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.people.affected import affected
from leftopen.impact.people.gather import MentionIndex
from leftopen.impact.review.hits import DoubtfulHits
from leftopen.impact.review.rejections import Rejections
from leftopen.model.assessment import Assessment, FoundDocument, Outcome
from leftopen.model.detector import Detector
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.present.timestamps import format_utc
from leftopen.service.assessments import people
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.reviewed import rejections, results
from leftopen.service.assessments.search import masked_paths
from leftopen.service.workspace import Workspace

NAME = "summary"
ROWS = 20
EXAMPLES = 6
Line = dict[str, Json]


def line(assessment: Assessment, done: int) -> Line:
    """`type: assessment`."""
    return {
        "type": "assessment",
        "id": assessment.id,
        "created": format_utc(assessment.created),
        "by": assessment.by,
        "depth": assessment.depth.value,
        "ocr": assessment.ocr,
        "paths": list(assessment.paths),
        "files": assessment.files,
        "bytes": assessment.bytes,
        "units": assessment.units,
        "units_done": done,
        "complete": done == assessment.units,
        "skipped": len(assessment.skipped),
        "case": assessment.case or None,
    }


def summary_line(workspace: Workspace, folder: AssessmentFolder) -> Line:
    """`type: summary`: what it holds without what reviewers rejected, and what became of every document.
    Counted once for the results and rejections that there are."""
    rejected = rejections(workspace)
    known = folder.made(NAME, _of(folder, rejected), dict[str, Any])
    if known is not None:
        return {**known, **_pace(folder)}
    made_of = folder.made_of(_of(folder, rejected))
    counted = _counted(workspace, folder, rejected)
    folder.put_made(NAME, made_of, counted)
    return {**counted, **_pace(folder)}


def counted_before(workspace: Workspace, folder: AssessmentFolder) -> Line | None:
    """The summary where it is counted already, for lists: counting may take long."""
    known = folder.made(NAME, _of(folder, rejections(workspace)), dict[str, Any])
    return None if known is None else {**known, **_pace(folder)}


def _of(folder: AssessmentFolder, rejected: Rejections) -> str:
    return f"{folder.assessment().version} {rejected.key}"


def _pace(folder: AssessmentFolder) -> Line:
    pace = folder.pace()
    return {"seconds": round(pace.seconds, 1), "bytes_read": pace.bytes}


def _counted(workspace: Workspace, folder: AssessmentFolder, rejected: Rejections) -> Line:
    detectors = workspace.contents().detectors
    added, index, risk = AssessmentSummary(), MentionIndex(), RiskSummary(detectors=detectors)
    doubtful, clean = DoubtfulHits(detectors=detectors), 0
    for result in results(folder, rejected):
        added.add(result)
        index.add(result)
        risk.add(result)
        doubtful.add(result)
        clean += result.clean
    assessment, done = folder.assessment(), len(folder.done())
    return {
        **line(assessment, done),
        "type": "summary",
        "documents": added.total,
        "outcomes": {one.value: added.outcomes[one.value] for one in Outcome},
        "text_bytes": added.text_bytes,
        "pictures_unread": added.pictures,
        "kinds": dict(added.documents.most_common()),
        "years": {year: added.years[year] for year in sorted(added.years)},
        "holds": _holds(added, detectors),
        **_severity(added, detectors),
        **_risk(risk, paths := masked_paths(workspace, folder)),
        "people": people.block(affected(index), added),
        "clean": clean,
        "found": sum(sum(counts.values()) for counts in risk.sources.values()),
        "doubtful": doubtful.total,
        "rejected": len(rejected.met),
        "mails_lost": {at: list(both) for at, both in added.lost_mails(done == assessment.units).items()},
        "failures": [
            {
                "place": one.place,
                "path": paths[_file(one.place)],
                "outcome": one.outcome.value,
                "why": one.why,
            }
            for one in added.failures
        ],
        "failures_unlisted": added.unlisted,
        "sha256": dict(added.sha256),
    }


def _file(place: str) -> int:
    """The number of the source file that a place begins with."""
    return int(place.replace("/", ":").partition(":")[0])


def _holds(added: AssessmentSummary, detectors: Mapping[str, Detector]) -> list[Json]:
    return [
        {
            "label": name,
            "severity": detectors[name].severity.value,
            "documents": one.documents,
            "occurrences": one.occurrences,
            "distinct": len(one.distinct),
            "at_least": one.bounded,
            "examples": list(one.examples),
            "years": {str(year): one.years[year] for year in sorted(one.years)},
            "units": dict(one.units.most_common(10)),
        }
        for name, one in added.ranked(detectors)
    ]


def _severity(added: AssessmentSummary, detectors: Mapping[str, Detector]) -> Line:
    """The severity of all, and by what: that of each kind, one step more for many people."""
    factors: list[Json] = []
    worst = Severity.INFO
    for name, one in added.ranked(detectors):
        distinct = len(one.distinct)
        result = of_label(detectors[name], distinct)
        worst = max(worst, result, key=lambda severity: severity.rank)
        factors.append(
            {
                "label": name,
                "severity": detectors[name].severity.value,
                "many": is_many(detectors[name], distinct),
                "distinct": distinct,
                "result": result.value,
            }
        )
    order = list(Severity)
    factors.sort(key=lambda one: -order.index(Severity(str(cast(Line, one)["result"]))))
    return {"severity": worst.value, "severity_factors": factors}


def _risk(risk: RiskSummary, paths: list[str]) -> Line:
    sources = {str(at): counts for at, counts in risk.sources.items()}
    known = dict(enumerate(paths))
    return {
        "markings": [
            {"label": label, "highest": one.text, "level": one.level, "documents": one.documents}
            for label, one in risk.ranked_markings()
        ],
        "sources": [
            {"file": int(at), "path": known.get(int(at)) or None, "documents": dict(counts)}
            for at, counts in ranked(sources)[:ROWS]
        ],
        "units_by_risk": [
            {"unit": unit, "documents": dict(counts)} for unit, counts in ranked(risk.units)[:ROWS]
        ],
        "riskiest": [_document(one, risk.detectors) for one in risk.riskiest()],
    }


def _document(one: FoundDocument, detectors: Mapping[str, Detector]) -> Json:
    holds: dict[str, Json] = {}
    examples: dict[str, None] = {}
    known = [value for value in one.values if value.label in detectors]
    for value in sorted(known, key=lambda value: (-detectors[value.label].severity.rank, value.label)):
        if value.masked and value.label not in holds and len(examples) < EXAMPLES:
            examples[" ".join(value.masked.split())] = None
        holds[value.label] = cast(int, holds.get(value.label, 0)) + value.count
    return {
        "place": one.place,
        "kind": one.kind,
        "year": one.year or None,
        "units": list(one.units),
        "severity": max((detectors[label].severity for label in holds), key=lambda it: it.rank).value,
        "holds": holds,
        "examples": list(examples),
    }
