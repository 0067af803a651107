"""A random sample of the documents called clean, what people say about them, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.errors import BadRequest, NotFound
from leftopen.impact.review.agreement import Agreement
from leftopen.impact.review.missed_share import CONFIDENCE, upper_bound
from leftopen.model.assessment import CleanDocument
from leftopen.model.facts import Json
from leftopen.model.judgement import WORDS, Judgement, JudgementKind, JudgementWord
from leftopen.service.assessments import count
from leftopen.service.assessments.accepted_results import Judged, judgements_of, lists_of
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.judgements import JudgementWriter

USUAL = 59
"""With none missed among so many, the share is below 5 % with 95 % confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanSample:
    """`documents` in their random order; `clean`: of how many. `judgements`: digest to person to
    judgement."""

    documents: tuple[CleanDocument, ...]
    clean: int
    judgements: Judged
    agreements: tuple[Agreement, ...]

    def words(self, one: CleanDocument) -> set[JudgementWord]:
        return {judgement.word for judgement in self.judgements.get(one.digest.hex(), {}).values()}

    def open_for(self, person: str) -> list[CleanDocument]:
        return [one for one in self.documents if person not in self.judgements.get(one.digest.hex(), {})]

    @property
    def judged(self) -> int:
        return sum(bool(self.words(one)) for one in self.documents)

    @property
    def missed(self) -> int:
        """That somebody called not clean: where two disagree, the worse counts."""
        return sum(JudgementWord.NOT_CLEAN in self.words(one) for one in self.documents)

    @property
    def bound(self) -> float:
        """The share of missed documents is at most this, with 95 % confidence; 0 where all were judged and
        none was missed."""
        if self.judged == self.clean == len(self.documents):
            return self.missed / self.clean if self.clean else 0.0
        return upper_bound(self.missed, self.judged)

    @property
    def most_missed(self) -> int:
        """Documents, at most, rounded up."""
        return min(self.clean, -int(-self.bound * self.clean // 1))


def sample(workspace: Workspace, folder: AssessmentFolder, number: int = USUAL) -> CleanSample:
    """The same documents each time; a larger sample begins with the smaller one. Raises NotFound where an
    earlier version read the assessment, which named none."""
    if number < 1:
        raise BadRequest("the sample needs at least one document")
    drawn = count.result(workspace, folder, _stored)
    documents = drawn.documents[:number]
    if drawn.old:
        raise NotFound(
            "an earlier version made this assessment, without a list of clean documents: assess again"
        )
    here = {one.digest.hex() for one in documents}
    judgement, agreed = judgements_of(workspace, JudgementKind.DOCUMENT, here)
    return CleanSample(documents=tuple(documents), clean=drawn.clean, judgements=judgement, agreements=agreed)


def _stored(workspace: Workspace, folder: AssessmentFolder) -> count.Sample | None:
    return folder.cached_result(count.SAMPLE, lists_of(folder), count.Sample)


def find(found: CleanSample, prefix: str) -> CleanDocument:
    """A document of the sample, by its place, or by its id or the beginning of it. Raises NotFound.

    A place is short ("1"), and so is the beginning of some id: what is named whole comes first."""
    fitting = [one for one in found.documents if one.place == prefix] or [
        one for one in found.documents if prefix and one.digest.hex().startswith(prefix)
    ]
    if len({one.digest for one in fitting}) != 1:
        raise NotFound(f"{len(fitting)} documents of the sample begin with {prefix!r}")
    return fitting[0]


def judge(
    workspace: Workspace, folder: AssessmentFolder, one: CleanDocument, word: JudgementWord, *, by: str
) -> Judgement:
    """Stores it in place of what that person said before. Raises BadRequest."""
    if word not in WORDS[JudgementKind.DOCUMENT]:
        raise BadRequest("choose a decision")
    digest = one.digest.hex()
    made = Judgement(
        kind=JudgementKind.DOCUMENT,
        subject=digest,
        word=word,
        by=by,
        at=workspace.clock(),
        document=digest,
        place=one.place,
        assessment=folder.path.name,
    )
    audit_log.record(workspace, by, f"document {word.value}", folder.path.name, f"at {one.place}")
    JudgementWriter(Changes(workspace.store.records)).put(made)
    return made


def line(found: CleanSample) -> dict[str, Json]:
    """`type: sample`: what the judgements give."""
    return {
        "type": "sample",
        "clean": found.clean,
        "sample": len(found.documents),
        "judged": found.judged,
        "missed": found.missed,
        "confidence": CONFIDENCE,
        "missed_share_at_most": round(found.bound, 6) if found.judged else None,
        "missed_documents_at_most": found.most_missed if found.judged else None,
        "agreements": [agreement_line(one) for one in found.agreements],
    }


def agreement_line(one: Agreement) -> dict[str, Json]:
    return {
        "reviewers": [one.one, one.other],
        "items": one.items,
        "same": one.same,
        "kappa": None if one.kappa is None else round(one.kappa, 4),
    }


def document_lines(found: CleanSample) -> list[dict[str, Json]]:
    """`type: clean_document`."""
    return [
        {
            "type": "clean_document",
            "id": one.digest.hex(),
            "place": one.place,
            "kind": one.kind,
            "size": one.size or None,
            "year": one.year or None,
            "said": [
                {"by": judgement.by, "word": judgement.word.value}
                for judgement in found.judgements.get(one.digest.hex(), {}).values()
            ],
        }
        for one in found.documents
    ]
