"""The hits that a person should look at, and what people say about them."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.errors import BadRequest, NotFound
from leftopen.impact.review.agreement import Agreement
from leftopen.impact.review.hits import ReviewHit, hits_of
from leftopen.impact.review.rejections import rejected_hits
from leftopen.model.facts import Json
from leftopen.model.judgement import WORDS, Judgement, JudgementKind, JudgementWord
from leftopen.present.timestamps import format_utc
from leftopen.service.assessments import count
from leftopen.service.assessments.accepted_results import Judged, judgements_of, lists_of
from leftopen.service.assessments.context import Context
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.judgements import JudgementWriter

SHORTEST = 6
"""Characters of an id that are enough, if no other hit begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQueue:
    """`hits`: doubtful ones, the most severe first, decided or not; `total` counts all that are doubtful,
    of which no more are listed. `judgements`: hit to person to judgement."""

    hits: tuple[ReviewHit, ...]
    total: int
    judgements: Judged
    agreements: tuple[Agreement, ...]

    def open_for(self, person: str) -> list[ReviewHit]:
        """Those about which this person said nothing yet."""
        return [one for one in self.hits if person not in self.judgements.get(one.id, {})]

    @property
    def undecided(self) -> int:
        return sum(one.id not in self.judgements for one in self.hits)

    def word(self, hit: str) -> str:
        """What counts: `confirmed`, `rejected`, or '' for nothing."""
        judgements = self.judgements.get(hit, {}).values()
        if not judgements:
            return ""
        return (JudgementWord.REJECTED if hit in rejected_hits(judgements) else JudgementWord.CONFIRMED).value


def queue(workspace: Workspace, folder: AssessmentFolder) -> ReviewQueue:
    """Made once for the results that there are. Raises NotCounted where they are not counted here."""
    stored = count.result(workspace, folder, _stored)
    return _queue(workspace, stored.hits, stored.total)


def _stored(workspace: Workspace, folder: AssessmentFolder) -> count.Queue | None:
    return folder.cached_result(count.QUEUE, lists_of(folder), count.Queue)


def hits_at(workspace: Workspace, folder: AssessmentFolder, place: str) -> ReviewQueue:
    """Every hit in the document at that place and in all that is inside it."""
    detectors = workspace.contents().detectors
    found = [
        hit
        for result in folder.results()
        for document in result.found
        if document.place == place or document.place.startswith((f"{place}/", f"{place}:"))
        for hit in hits_of(document, detectors)
    ]
    return _queue(workspace, sorted(found, key=lambda one: one.rank), len(found))


def _queue(workspace: Workspace, hits: list[ReviewHit], total: int) -> ReviewQueue:
    here = {one.id for one in hits}
    judgements, agreed = judgements_of(workspace, JudgementKind.HIT, here)
    return ReviewQueue(hits=tuple(hits), total=total, judgements=judgements, agreements=agreed)


def find(workspace: Workspace, folder: AssessmentFolder, prefix: str) -> ReviewHit:
    """Any hit of the assessment, by its id or the beginning of it. Raises NotFound."""
    if len(prefix) < SHORTEST:
        raise NotFound(f"the id of a hit has at least {SHORTEST} characters")
    detectors = workspace.contents().detectors
    found: dict[str, ReviewHit] = {}
    for result in folder.results():
        for document in result.found:
            for hit in hits_of(document, detectors):
                if hit.id.startswith(prefix):
                    found.setdefault(hit.id, hit)
    if len(found) != 1:
        raise NotFound(f"{len(found)} hits begin with {prefix}" if found else f"there is no hit {prefix!r}")
    return next(iter(found.values()))


def judge(
    workspace: Workspace, folder: AssessmentFolder, hit: ReviewHit, word: JudgementWord, *, by: str
) -> Judgement:
    """Stores it in place of what that person said before; it counts from now on, in every assessment of the
    same bytes. Raises BadRequest."""
    if word not in WORDS[JudgementKind.HIT]:
        raise BadRequest("choose a decision")
    made = Judgement(
        kind=JudgementKind.HIT,
        subject=hit.id,
        word=word,
        by=by,
        at=workspace.clock(),
        document=hit.document,
        place=hit.place,
        assessment=folder.path.name,
        label=hit.label,
    )
    audit_log.record(
        workspace, by, f"hit {word.value}", folder.path.name, f"{hit.label} at {hit.place} {hit.id}"
    )
    JudgementWriter(Changes(workspace.store.records)).put(made)
    return made


def hit_line(one: ReviewHit, found: ReviewQueue, around: Context | None = None) -> dict[str, Json]:
    """`type: hit`, masked."""
    return {
        "type": "hit",
        "id": one.id,
        "label": one.label,
        "severity": one.severity.value,
        "example": one.masked,
        "count": one.count,
        "place": one.place,
        "kind": one.kind,
        "year": one.year or None,
        "copies": one.copies,
        "doubts": [doubt.value for doubt in one.doubts],
        "decided": found.word(one.id) or None,
        "said": [
            {"by": judgements.by, "word": judgements.word.value, "at": format_utc(judgements.at)}
            for judgements in found.judgements.get(one.id, {}).values()
        ],
        **({"before": around.before, "after": around.after, "why": around.why or None} if around else {}),
    }
