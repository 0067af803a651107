"""Counts what the results of an assessment hold: the report, and the people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from leftopen.contents.severity import is_many, of_label
from leftopen.impact.assess.risk import RiskSummary, rank_by_severity
from leftopen.impact.assess.summary import AssessmentSummary, file_of
from leftopen.impact.people.affected import affected_people
from leftopen.impact.people.bounds import numbers
from leftopen.impact.people.loose import LooseValues
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.impact.review.hits import DoubtfulHits
from leftopen.model.assessment import Assessment, FoundDocument, Outcome, UnitResult
from leftopen.model.detector import Detector
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.present.timestamps import format_utc
from leftopen.service.assessments import people, stored_people
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.search import masked_paths
from leftopen.service.workspace.workspace import Workspace

SUMMARY = "summary"
ROWS = 20
EXAMPLES = 6
Line = dict[str, Json]


@dataclass(slots=True, kw_only=True)
class Figures:
    """Add each result once, without the hits that reviewers rejected; then `store`."""

    detectors: Mapping[str, Detector]
    units: int = 0
    doubtful: int = 0
    clean: int = 0
    _added: AssessmentSummary = field(default_factory=AssessmentSummary)
    _mentions: MentionIndex = field(default_factory=MentionIndex)
    _risk: RiskSummary = field(init=False)
    _loose: LooseValues = field(init=False)

    def __post_init__(self) -> None:
        self._risk = RiskSummary(detectors=self.detectors)
        self._loose = LooseValues(detectors=self.detectors, numbers=numbers(self.detectors))

    def add(self, result: UnitResult, doubtful: int | None = None) -> None:
        """`doubtful`: its doubtful hits, where they are counted already."""
        self._added.add(result)
        self._mentions.add(result)
        self._risk.add(result)
        for document in result.found:
            self._loose.add(document)
        if doubtful is None:
            hits = DoubtfulHits(detectors=self.detectors)
            hits.add(result)
            doubtful = hits.total
        self.doubtful += doubtful
        self.clean += result.clean
        self.units += not result.piece

    def store(self, workspace: Workspace, folder: AssessmentFolder, made_of: str, rejected: int) -> None:
        """`made_of` as of `AssessmentFolder.cache_result`; `rejected`: different hits that were left out.
        Once: joining takes the mentions. Raises StoreFailed."""
        found = affected_people(self._mentions, self.detectors, self._loose.is_sure)
        loose, known = self._loose.counted(found.linked), self._whole(folder.assessment())
        head = stored_people.store(folder, made_of, found, loose, known=known and not self._added.pictures)
        paths = masked_paths(workspace, folder)
        folder.cache_result(SUMMARY, made_of, self._line(folder, head, paths, rejected))

    def _line(
        self, folder: AssessmentFolder, head: stored_people.PeopleHead, paths: list[str], rejected: int
    ) -> Line:
        added, detectors = self._added, self.detectors
        assessment = folder.assessment()
        return {
            **line(assessment, self.units),
            "type": "summary",
            "documents": added.total,
            "outcomes": {one.value: added.outcomes[one.value] for one in Outcome},
            "text_bytes": added.text_bytes,
            "pictures_unread": added.pictures,
            "kinds": dict(added.documents.most_common()),
            "years": {year: added.years[year] for year in sorted(added.years)},
            "holds": _holds(added, detectors),
            **_severity(added, detectors),
            **_risk(self._risk, paths),
            "people": people.block(head),
            "clean": self.clean,
            "found": sum(sum(counts.values()) for counts in self._risk.sources.values()),
            "doubtful": self.doubtful,
            "rejected": rejected,
            "mails_lost": {
                at: list(both) for at, both in added.lost_mails(self.units == assessment.units).items()
            },
            "failures": [
                {
                    "place": one.place,
                    "path": paths[file_of(one.place)],
                    "outcome": one.outcome.value,
                    "why": one.why,
                }
                for one in added.failures
            ],
            "failures_unlisted": added.unlisted,
            "losses": [
                {
                    "file": one.file if one.file >= 0 else None,
                    "path": paths[one.file] if one.file >= 0 else None,
                    "outcome": one.outcome.value,
                    "why": one.why,
                    "documents": one.documents,
                }
                for one in added.lost()
            ],
            "skipped_files": [{"path": path, "why": why} for path, why in assessment.skipped],
            "whole": self._whole(assessment),
            "sha256": dict(added.sha256),
        }

    def _whole(self, assessment: Assessment) -> bool:
        """Was everything read, and as a whole?"""
        added, complete = self._added, self.units == assessment.units
        lost = added.total - added.outcomes[Outcome.READ.value] or assessment.skipped
        return complete and not lost and not added.lost_mails(complete)


def line(assessment: Assessment, done: int) -> Line:
    """`type: assessment`."""
    return {
        "type": "assessment",
        "id": assessment.id,
        "created": format_utc(assessment.created),
        "by": assessment.by,
        "depth": assessment.depth.value,
        "ocr": assessment.ocr,
        "uncaged": assessment.uncaged,
        "paths": list(assessment.paths),
        "files": assessment.files,
        "bytes": assessment.bytes,
        "units": assessment.units,
        "units_done": done,
        "complete": done == assessment.units,
        "skipped": len(assessment.skipped),
        "case": assessment.case or None,
    }


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
    """The severity of all, and by what: that of each kind, raised by one step for many people."""
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
            {
                "label": one.label,
                "highest": one.text,
                "level": one.level,
                "classified": one.classified,
                "documents": one.documents,
            }
            for one in risk.ranked_markings()
        ],
        "marked": {"classified": risk.marked[True], "protective": risk.marked[False]},
        "sources": [
            {"file": int(at), "path": known.get(int(at)) or None, "documents": dict(counts)}
            for at, counts in rank_by_severity(sources)[:ROWS]
        ],
        "units_by_risk": [
            {"unit": unit, "documents": dict(counts)} for unit, counts in rank_by_severity(risk.units)[:ROWS]
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
