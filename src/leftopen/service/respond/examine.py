"""Gathers from the stores what the answers need."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any, cast

from leftopen import catalogue
from leftopen.cases.window import window
from leftopen.formats import working_hours
from leftopen.impact.people.served import PeopleServed
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind, FoundMarking
from leftopen.impact.respond.facts import Answer, Fact
from leftopen.model.detector import Detector
from leftopen.model.organisation import Organisation
from leftopen.present.written_dates import zone_of
from leftopen.service.access_logs import people as people_served
from leftopen.service.access_logs import saved
from leftopen.service.access_logs.persistent_access import mask_people
from leftopen.service.assessments import of_case
from leftopen.service.assessments.stored_people import PeopleHead
from leftopen.service.assessments.summary import summary_line
from leftopen.service.cases.signing import integrity
from leftopen.service.respond.controller import controller_of
from leftopen.service.respond.state import CaseResponse, load
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.translate import N_


def examined_to_tell(workspace: Workspace, prefix: str) -> Examined:
    """As `examine`, for answers that leave the program. Raises NotFound, NotAllowed for records that were
    changed from outside."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    return examine(workspace, found)


def examine(workspace: Workspace, found: CaseResponse) -> Examined:
    """From the stores as they are now: what is kept of the assessment is counted anew when its results, the
    rejections or the reading of the logs change. Raises NotCounted where it is not counted here."""
    case, records, now = found.case, workspace.store.records, workspace.clock()
    looks = Cases(records).looks(case.id)
    chosen, reading = of_case.chosen(workspace, case.id), saved.load(workspace, case.id)
    assessed, served = _assessed(workspace, chosen) if chosen else (None, None)
    controller = controller_of(workspace, case)
    return Examined(
        now=now,
        case=case,
        title=N_(catalogue.exposure(case.check).title),
        window=window(case, now, looks),
        finding=Findings(records).newest(case.finding, case.id),
        assessed=assessed,
        reading=reading,
        served=served,
        standing=mask_people(workspace, reading.standing) if reading else (),
        response=found.response,
        controller=controller,
        zone=_zone(controller, now),
    )


def answers(examined: Examined) -> list[tuple[str, Answer, list[Fact]]]:
    """Every question with its facts, in their order."""
    found = catalogue.load("impact/respond/answers", "answer", Answer)
    ordered = sorted(found.items(), key=lambda one: one[1].order)
    return [(name, one, list(one.facts(examined))) for name, one in ordered]


def facts_by_id(examined: Examined) -> dict[str, Fact]:
    return {fact.id: fact for _, _, facts in answers(examined) for fact in facts}


def _zone(one: Organisation | None, now: datetime) -> tzinfo:
    """Of its working hours, else of its country."""
    hours = working_hours.parse(one.hours) if one else None
    return hours.zone if hours and hours.zone is not UTC else zone_of(one.country if one else "", now)


def _assessed(workspace: Workspace, chosen: of_case.Chosen) -> tuple[Assessed, PeopleServed | None]:
    people, served = people_served.of_assessment(workspace, chosen.folder)
    line = cast("dict[str, Any]", summary_line(workspace, chosen.folder))
    return _counted(chosen, line, people.head), served.counts if served else None


def _counted(chosen: of_case.Chosen, line: dict[str, Any], people: PeopleHead) -> Assessed:
    detectors, one = catalogue.detectors(), chosen.assessment
    return Assessed(
        id=one.id,
        depth=one.depth,
        ocr=one.ocr,
        uncaged=one.uncaged,
        complete=line["complete"],
        units=one.units,
        units_done=line["units_done"],
        documents=line["documents"],
        outcomes=line["outcomes"],
        text_bytes=line["text_bytes"],
        skipped=len(one.skipped),
        rejected=line["rejected"],
        lost_mails=len(line["mails_lost"]),
        kinds=tuple(_kind(detectors[found["label"]], found, people) for found in line["holds"]),
        markings=tuple(_marking(found) for found in line["markings"]),
        **line["marked"],
        people=people.all,
        pictures=line["pictures_unread"],
        others=tuple(f"{other.id} ({other.extent})" for other in chosen.others),
    )


def _marking(found: dict[str, Any]) -> FoundMarking:
    name: str = found["label"]
    return FoundMarking(
        name=name,
        label=catalogue.detector_label(name),
        level=found["level"],
        classified=found["classified"],
        text=found["highest"],
        documents=found["documents"],
    )


def _kind(detector: Detector, found: dict[str, Any], people: PeopleHead) -> FoundKind:
    name: str = found["label"]
    return FoundKind(
        name=name,
        label=catalogue.detector_label(name),
        category=detector.category,
        of_person=detector.personal,
        documents=found["documents"],
        occurrences=found["occurrences"],
        distinct=found["distinct"],
        at_least=found["at_least"],
        people=people.of(name),
        unlinked=people.unlinked.get(name, 0),
        alone=max(0, people.of(name).people - people.holds.get(name, 0)),
    )
