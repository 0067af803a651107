"""Gathers from the stores what the answers need."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.cases import event_schema
from leftopen.cases.window import window
from leftopen.impact.assess.summary import AssessmentSummary, LabelSummary
from leftopen.impact.people.affected import Affected, affected
from leftopen.impact.people.gather import MentionIndex
from leftopen.impact.people.served import PeopleServed
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Answer, Fact
from leftopen.model.assessment import Outcome
from leftopen.model.detector import Detector
from leftopen.model.readers import ReadersResult
from leftopen.service.assessments import of_case
from leftopen.service.assessments.reviewed import rejections, results
from leftopen.service.readers import people as people_served
from leftopen.service.readers.standing import masked
from leftopen.service.respond import readings
from leftopen.service.respond.state import CaseResponse
from leftopen.service.workspace import Workspace


def examine(workspace: Workspace, found: CaseResponse) -> Examined:
    """Reads the assessment of the case anew, so that every figure is that of the stores."""
    case, records, now = found.case, workspace.store.records, workspace.clock()
    looks = event_schema.looks(records.cases.events(case.id))
    chosen, reading = of_case.chosen(workspace, case.id), readings.newest(workspace, case.id)
    assessed, served = _assessed(workspace, chosen, reading) if chosen else (None, None)
    words = [catalogue.exposure_words(case.check, language).title for language in ("en", "fr")]
    return Examined(
        now=now,
        case=case,
        title=(words[0], words[1]),
        window=window(case, now, looks),
        finding=records.findings.get(case.finding, case.id),
        assessed=assessed,
        reading=reading,
        served=served,
        standing=masked(workspace, reading.standing) if reading else (),
        response=found.response,
    )


def answers(examined: Examined) -> list[tuple[str, Answer, list[Fact]]]:
    """Every question with its facts, in their order."""
    found = catalogue.load("impact/respond/answers", "answer", Answer)
    ordered = sorted(found.items(), key=lambda one: one[1].order)
    return [(name, one, list(one.facts(examined))) for name, one in ordered]


def facts_by_id(examined: Examined) -> dict[str, Fact]:
    return {fact.id: fact for _, _, facts in answers(examined) for fact in facts}


def _assessed(
    workspace: Workspace, chosen: of_case.Chosen, reading: ReadersResult | None
) -> tuple[Assessed, PeopleServed | None]:
    """The results are read once for all of it, without the hits that reviewers rejected."""
    summary, index, rejected = AssessmentSummary(), MentionIndex(), rejections(workspace)
    served = people_served.served_index(workspace, chosen.folder, reading) if reading else None
    for result in results(chosen.folder, rejected):
        summary.add(result)
        index.add(result)
        if served:
            served.add(result)
    people = affected(index)
    return _counted(chosen, summary, people, len(rejected.met)), served.people(people) if served else None


def _counted(chosen: of_case.Chosen, summary: AssessmentSummary, people: Affected, rejected: int) -> Assessed:
    detectors, one, holders = catalogue.detectors(), chosen.assessment, people.by_label()
    return Assessed(
        id=one.id,
        depth=one.depth,
        ocr=one.ocr,
        complete=chosen.complete,
        units=one.units,
        units_done=chosen.done,
        documents=summary.total,
        outcomes={outcome.value: summary.outcomes[outcome.value] for outcome in Outcome},
        text_bytes=summary.text_bytes,
        skipped=len(one.skipped),
        rejected=rejected,
        lost_mails=len(summary.lost_mails(chosen.complete)),
        kinds=tuple(
            _kind(name, detectors[name], label, people, holders.get(name, 0))
            for name, label in summary.ranked(detectors)
        ),
        people=people.certain,
        people_at_least=people.at_least,
        people_at_most=people.at_most,
        people_complete=people.complete,
        others=tuple(f"{other.id} ({other.extent})" for other in chosen.others),
    )


def _kind(name: str, detector: Detector, label: LabelSummary, people: Affected, holders: int) -> FoundKind:
    return FoundKind(
        name=name,
        label=catalogue.detector_label(name),
        category=detector.category,
        of_person=detector.personal,
        documents=label.documents,
        occurrences=label.occurrences,
        distinct=len(label.distinct),
        at_least=label.bounded,
        people=holders,
        unlinked=len(label.distinct - people.linked.get(name, set())),
    )
