"""The review of an assessment: doubtful hits one after another, and a sample of what was called clean."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.facts import Json
from leftopen.model.judgement import WORDS, JudgementKind, JudgementWord
from leftopen.model.permission import Permission
from leftopen.service.assessments import context, review, sample, sources
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_assessments

MOST = 500


def show(request: ConsoleRequest) -> Response:
    """The first hit behind `after` that this person has not judged. What others said is not shown."""
    folder = visible_assessments.folder(request, request.parts["id"])
    found = review.queue(request.workspace, folder)
    waiting, after = found.open_for(request.person.name), request.one("after")
    if request.json:
        request.audit("viewed evidence", folder.path.name, "doubtful hits")
        return request.lines([_alone(review.hit_line(one, found)) for one in waiting])
    ids = [one.id for one in found.hits]
    behind = set(ids[ids.index(after) + 1 :]) if after in ids else set(ids)
    shown = next((one for one in waiting if one.id in behind), None)
    around = None
    if shown is not None:
        request.audit("viewed evidence", folder.path.name, f"hit at {shown.place}")
        with sources.reopen(request.workspace, folder, by=request.person.name) as read:
            around = context.context(
                request.workspace, read, shown.place, shown.label, shown.digest, shown.masked
            )
    return request.draw(
        "assessment_review.html",
        assessment=folder.path.name,
        hit=shown,
        around=around,
        found=found,
        waiting=len(waiting),
    )


def judge(request: ConsoleRequest) -> Response:
    folder = visible_assessments.folder(request, request.parts["id"])
    found, id = review.queue(request.workspace, folder), request.one("hit")
    hit = next((one for one in found.hits if one.id == id), None)
    if hit is None:
        raise NotFound(f"there is no doubtful hit {id[:8]!r}")
    review.judge(request.workspace, folder, hit, _word(request, JudgementKind.HIT), by=request.person.name)
    return request.to(f"/assessment/{folder.path.name}/review", after=hit.id)


def show_sample(request: ConsoleRequest) -> Response:
    """The first document behind `after` that this person has not judged, with the beginning of its text."""
    folder = visible_assessments.folder(request, request.parts["id"])
    number = _number(request)
    found = sample.sample(request.workspace, folder, number)
    waiting, after = found.open_for(request.person.name), request.one("after")
    if request.json:
        return request.lines([*map(_alone, sample.document_lines(found)), sample.line(found)])
    ids = [one.digest.hex() for one in found.documents]
    behind = set(ids[ids.index(after) + 1 :]) if after in ids else set(ids)
    shown = next((one for one in waiting if one.digest.hex() in behind), None)
    text = None
    if shown is not None:
        request.audit("viewed evidence", folder.path.name, f"document at {shown.place}")
        with sources.reopen(request.workspace, folder, by=request.person.name) as read:
            text = context.document(request.workspace, read, shown.place)
    return request.draw(
        "assessment_sample.html",
        assessment=folder.path.name,
        document=shown,
        text=text,
        found=found,
        number_drawn=number,
        waiting=len(waiting),
        most=MOST,
    )


def judge_sample(request: ConsoleRequest) -> Response:
    folder, number = visible_assessments.folder(request, request.parts["id"]), _number(request)
    found, id = sample.sample(request.workspace, folder, number), request.one("document")
    one = next((one for one in found.documents if one.digest.hex() == id), None)
    if one is None:
        raise NotFound(f"there is no document {id[:8]!r} in the sample")
    word = _word(request, JudgementKind.DOCUMENT)
    sample.judge(request.workspace, folder, one, word, by=request.person.name)
    return request.to(f"/assessment/{folder.path.name}/sample", after=id, n=str(number))


def _alone(line: dict[str, Json]) -> dict[str, Json]:
    """Without what others said: two people are to judge each by themselves."""
    return {name: value for name, value in line.items() if name not in ("said", "decided")}


def _word(request: ConsoleRequest, kind: JudgementKind) -> JudgementWord:
    """Raises BadRequest."""
    found = next((word for word in WORDS[kind] if word.value == request.one("word")), None)
    if found is None:
        raise BadRequest("choose a decision")
    return found


def _number(request: ConsoleRequest) -> int:
    """Documents in the sample. Raises BadRequest."""
    text = request.one("n", str(sample.USUAL))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise BadRequest(f"the sample has 1 to {MOST} documents")
    return int(text)


page = Page(
    routes=(
        get("/assessment/{id}/review", Permission.EVIDENCE, show, unlocked=True),
        post("/assessment/{id}/review", Permission.CASES, judge),
        get("/assessment/{id}/sample", Permission.EVIDENCE, show_sample, unlocked=True),
        post("/assessment/{id}/sample", Permission.CASES, judge_sample),
    ),
    under="assessments",
    about="leak/assessing",
)
