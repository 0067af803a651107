"""Lists, shows and deletes assessments."""

from __future__ import annotations

from leftopen.errors import NotAllowed, NotFound
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.people.affected import affected
from leftopen.impact.people.gather import MentionIndex
from leftopen.model.assessment import Assessment, Outcome
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc
from leftopen.service import audit_log
from leftopen.service.assessments import people
from leftopen.service.assessments.folder import AssessmentFolder, folders
from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace


def listed(workspace: Workspace) -> list[tuple[Assessment, int]]:
    """Each with the number of its units that are done; the newest first."""
    found = [(folder.assessment(), len(folder.done())) for folder in folders(workspace.data)]
    return sorted(found, key=lambda one: one[0].created, reverse=True)


def get(workspace: Workspace, prefix: str) -> AssessmentFolder:
    """By its id or the beginning of it. Raises NotFound."""
    found = [one for one in folders(workspace.data) if one.path.name.startswith(prefix)]
    if not prefix or len(found) != 1:
        what = (
            f"{len(found)} assessments begin with {prefix}" if len(found) > 1 else f"no assessment {prefix}"
        )
        raise NotFound(f"{what}; to see them: leftopen assess list")
    return found[0]


def newest(workspace: Workspace) -> AssessmentFolder:
    """Raises NotFound when there is none."""
    found = listed(workspace)
    if not found:
        raise NotFound("no assessments; to make one: leftopen assess PATH")
    return get(workspace, found[0][0].id)


def delete(workspace: Workspace, prefix: str, *, by: str) -> Assessment:
    """All of it: its results are kept nowhere else. Raises NotFound, NotAllowed while it is being read."""
    folder = get(workspace, prefix)
    assessment = folder.assessment()
    with try_lock(workspace.data, f"assessment-{assessment.id}") as free:
        if not free:
            raise NotAllowed(f"assessment {assessment.id} is being read; stop that first")
        folder.remove()
    audit_log.record(workspace, by, "deleted assessment", assessment.id, "")
    return assessment


def line(assessment: Assessment, done: int) -> dict[str, Json]:
    """`type: assessment`."""
    return {
        "type": "assessment",
        "id": assessment.id,
        "created": format_utc(assessment.created),
        "by": assessment.by,
        "depth": assessment.depth.value,
        "paths": list(assessment.paths),
        "files": assessment.files,
        "bytes": assessment.bytes,
        "units": assessment.units,
        "units_done": done,
        "complete": done == assessment.units,
        "skipped": len(assessment.skipped),
        "case": assessment.case or None,
    }


def summary_line(workspace: Workspace, folder: AssessmentFolder) -> dict[str, Json]:
    """`type: summary`: what it holds, and what became of every document."""
    assessment, added, index = folder.assessment(), AssessmentSummary(), MentionIndex()
    for result in folder.results():
        added.add(result)
        index.add(result)
    detectors, done = workspace.contents().detectors, len(folder.done())
    return {
        **line(assessment, done),
        "type": "summary",
        "documents": added.total,
        "outcomes": {one.value: added.outcomes[one.value] for one in Outcome},
        "text_bytes": added.text_bytes,
        "kinds": dict(added.documents.most_common()),
        "years": {year: added.years[year] for year in sorted(added.years)},
        "holds": [
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
        ],
        "people": people.block(affected(index), added),
        "mails_lost": {at: list(both) for at, both in added.lost_mails(done == assessment.units).items()},
        "failures": [
            {"place": one.place, "outcome": one.outcome.value, "why": one.why} for one in added.failures
        ],
        "failures_unlisted": added.unlisted,
        "sha256": dict(added.sha256),
    }
