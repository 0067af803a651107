"""The review of an assessment as text and JSON lines: doubtful hits, and the sample of clean documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leftopen.cli._output import Line, Output
from leftopen.cli._verb import Workspace
from leftopen.impact.review.agreement import Agreement
from leftopen.impact.review.hits import ReviewHit
from leftopen.model.judgement import JudgementWord
from leftopen.present.humanize import format_count
from leftopen.service.assessments import context as contexts
from leftopen.service.assessments import review, sample
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.sources import reopen
from leftopen.service.workspace.os_user import os_user

SHORT = 12


def show(
    workspace: Workspace,
    folder: AssessmentFolder,
    place: str,
    limit: int,
    out: Output,
    *,
    context: bool,
    credentials: Path | None,
) -> None:
    """The hits that this user has not judged; of one document, all."""
    found = review.hits_at(workspace, folder, place) if place else review.queue(workspace, folder)
    hits = list(found.hits) if place else found.open_for(os_user())
    listed = hits[: limit or None]
    arounds = _contexts(workspace, folder, listed, credentials) if context else [None] * len(listed)
    shown = list(zip(listed, arounds, strict=True))
    if out.json:
        out.lines(review.hit_line(one, found, around) for one, around in shown)
        return
    if shown:
        titles = ("Hit", "Kind", "Severity", "Example", "Place", "Said", "Doubts")
        out.table(titles, [_row(one, found) for one, _ in shown])
    else:
        out.say(f"nothing was found at {place}" if place else "no hit to review")
    for one, around in shown:
        if around is not None:
            shown_text = around.why or f"{around.before}[{around.shown}]{around.after}".strip()
            out.lines_of(f"\n{one.id[:SHORT]} {one.label} at {one.place}\n{shown_text}")
    if not place:
        waiting = f"{len(found.hits):,} listed, {len(hits):,} to review"
        out.text(f"{format_count(found.total, 'doubtful hit')}; {waiting}")
        _agreements(found.agreements, out)
    if hits:
        judge = f"leftopen assess review --{{}} {hits[0].id[:SHORT]}"
        out.hint(f"to judge: {judge.format('confirm')} · {judge.format('reject')}")


def _contexts(
    workspace: Workspace, folder: AssessmentFolder, hits: Sequence[ReviewHit], credentials: Path | None
) -> list[contexts.Context | None]:
    with reopen(workspace, folder, by=os_user(), credentials=credentials) as read:
        return [
            contexts.context(workspace, read, one.place, one.label, one.digest, one.masked) for one in hits
        ]


def _row(one: ReviewHit, found: review.ReviewQueue) -> tuple[object, ...]:
    doubts = "; ".join(doubt.value for doubt in one.doubts)
    return one.id[:SHORT], one.label, one.severity, one.masked, one.place, found.word(one.id), doubts


def judge(
    workspace: Workspace, folder: AssessmentFolder, confirm: Sequence[str], reject: Sequence[str], out: Output
) -> None:
    """All ids are looked up before the first is stored."""
    wanted = [(one, JudgementWord.CONFIRMED) for one in confirm]
    wanted += [(one, JudgementWord.REJECTED) for one in reject]
    found = [(review.find(workspace, folder, prefix), word) for prefix, word in wanted]
    for hit, word in found:
        review.judge(workspace, folder, hit, word, by=os_user())
        line = {"type": "judgement", "hit": hit.id, "label": hit.label, "word": word.value}
        out.show(line, f"{hit.id[:SHORT]} {hit.label} at {hit.place} is {word.value}")


def judge_sample(
    workspace: Workspace,
    folder: AssessmentFolder,
    number: int,
    clean: Sequence[str],
    not_clean: Sequence[str],
) -> None:
    """All documents are looked up before the first is stored."""
    drawn = sample.sample(workspace, folder, number)
    wanted = [(one, JudgementWord.CLEAN) for one in clean]
    wanted += [(one, JudgementWord.NOT_CLEAN) for one in not_clean]
    found = [(sample.find(drawn, prefix), word) for prefix, word in wanted]
    for one, word in found:
        sample.judge(workspace, folder, one, word, by=os_user())


def show_sample(workspace: Workspace, folder: AssessmentFolder, number: int, out: Output) -> None:
    """The documents, and what the judgements give."""
    found = sample.sample(workspace, folder, number)
    if out.json:
        out.lines((*sample.document_lines(found), sample.line(found)))
        return
    rows = [
        (one.digest.hex()[:SHORT], one.place, one.kind, one.year or "", ", ".join(sorted(found.words(one))))
        for one in found.documents
    ]
    if rows:
        out.table(("Document", "Place", "Kind", "Year", "Said"), rows)
    drawn = f"{format_count(len(found.documents), 'document')} of {found.clean:,} clean documents"
    out.text(f"{drawn}; {found.judged:,} judged, {found.missed:,} not clean")
    if found.judged:
        most = f"{100 * found.bound:.2f} % of them, {format_count(found.most_missed, 'document')}"
        out.text(f"missed, with 95 % confidence: at most {most}")
    if found.judged < len(found.documents):
        out.hint("review every document: otherwise the bound is not valid")
    _agreements(found.agreements, out)


def show_text(
    workspace: Workspace,
    folder: AssessmentFolder,
    number: int,
    prefix: str,
    out: Output,
    credentials: Path | None,
) -> None:
    """The text of one document of the sample, masked."""
    one = sample.find(sample.sample(workspace, folder, number), prefix)
    with reopen(workspace, folder, by=os_user(), credentials=credentials) as read:
        found = contexts.document(workspace, read, one.place)
    if out.json:
        text: Line = {"text": found.text, "length": found.length, "why": found.why or None}
        out.line({"type": "text", "id": one.digest.hex(), **text})
        return
    out.lines_of(found.why or found.text)
    if found.length > len(found.text):
        out.hint(f"the first part of {found.length:,} characters; the document is at {one.place}")


def _agreements(found: Sequence[Agreement], out: Output) -> None:
    for one in found:
        kappa = "kappa is not defined" if one.kappa is None else f"kappa {one.kappa:.2f}"
        out.text(f"{one.one} and {one.other} both judged {one.items:,}; {one.same:,} alike, {kappa}")
