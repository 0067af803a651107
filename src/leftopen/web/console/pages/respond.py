"""The response to a leak, for one case: clocks, checklist, custody, answers, drafts and the signed report."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

from leftopen.errors import BadRequest, NotAllowed
from leftopen.impact.respond import custody as custody_files
from leftopen.impact.respond.checklist import ROLES, STEPS
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import questions
from leftopen.model.case import Case
from leftopen.model.permission import Permission
from leftopen.model.response import Word
from leftopen.service.cases.holds import hold
from leftopen.service.respond import custody, drafts, lines, log, report
from leftopen.service.respond.examine import answers, examine
from leftopen.service.respond.state import load
from leftopen.service.respond.times import moment_of
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import standing_access, visible_cases
from leftopen.web.console.view.pictures import response_pictures


def show(request: ConsoleRequest) -> Response:
    case, workspace, language = _case(request), request.workspace, request.language
    found = load(workspace, case.id)
    if request.json:
        return _shown(request, case, request.lines(lines.status(workspace, found, language)))
    examined = examine(workspace, found)
    shown = lines.status(workspace, found, language, examined)
    content = answers(examined)
    page = request.draw(
        "respond.html",
        case=case,
        standing=standing_access.standing_access_view(request, case),
        head=shown[0],
        clocks=[one for one in shown if one["type"] == "clock"],
        questions=[one for one in shown if one["type"] == "question"],
        other_laws=[one["titles"] for one in shown if one["type"] == "other_laws"],
        logs=[one for one in shown if one["type"] == "log_source"],
        steps=[one for one in shown if one["type"] == "step"],
        tasks=[one for one in shown if one["type"] == "task"],
        due=[one for one in shown if one["type"] == "due"],
        files=custody_files.manifest(found.entries),
        decisions=found.response.decisions,
        roles=ROLES,
        milestones={name: text.text(language) for name, text in MILESTONES.items()},
        asked={name: text.text(language) for name, text in questions().items()},
        by_hand=[step.name for step in STEPS],
        answers=[(one.title.text(language), facts) for _, one, facts in content],
        pictures=response_pictures.pictures(examined, request.t, language),
        assessed=examined.assessed,
        drafts=drafts.all_shown(workspace, found, _draft_language(request, case)),
    )
    return _shown(request, case, page)


def _shown(request: ConsoleRequest, case: Case, answer: Response) -> Response:
    """What colleagues wrote may name addresses of the server that the user may not see."""
    whole = bytes(answer.body).decode()
    shown = visible_cases.without_hidden_servers(request, case, whole)
    if shown != whole:
        answer.body = shown.encode()
        answer.headers["content-length"] = str(len(answer.body))
    return answer


def draft(request: ConsoleRequest) -> Response:
    """One draft, to read, edit and approve."""
    from leftopen.impact.respond.drafting import as_text

    case = _case(request)
    language = _draft_language(request, case)
    found = drafts.show(request.workspace, case.id, request.parts["name"], language)
    page = request.draw("respond_draft.html", case=case, draft=found, text=as_text(found.sentences))
    return _shown(request, case, page)


def act(request: ConsoleRequest) -> Response:
    """One entry of the log, by the name of the act."""
    case, name = _case(request), request.one("act")
    if name not in ACTS:
        raise BadRequest("choose what to record")
    ACTS[name](request, case)
    return request.to(f"/case/{case.id}/respond", said="responded")


def edit(request: ConsoleRequest) -> Response:
    """Saves or approves a draft."""
    case, name, by = _case(request), request.parts["name"], request.person.name
    language = _draft_language(request, case)
    if request.one("act") == "approve":
        drafts.approve(request.workspace, case.id, name, language, by=by)
    else:
        drafts.save(request.workspace, case.id, name, language, request.one("text"), by=by)
    return request.to(f"/case/{case.id}/respond/{name}", said="responded", language=language)


def _draft_language(request: ConsoleRequest, case: Case) -> str:
    """The chosen one; else that of the organisation, which may not be the user's."""
    return request.one("language") or drafts.language_of(request.workspace, case) or request.language


def download(request: ConsoleRequest) -> Response:
    """The signed report, the custody log or a draft, as a file. What leaves the program is in the log."""
    case, what = _case(request), request.one("what")
    name, raw, facts = _file(request, case, what)
    # A word document is packed: its page says the same.
    content = _file(request, case, what, "html")[1] if name.endswith(".docx") else raw
    if visible_cases.without_hidden_servers(request, case, content.decode()) != content.decode():
        raise NotAllowed(f"this file of case {case.id[:8]} names an address outside your networks")
    log.export(
        request.workspace, case.id, _WHAT.get(what, what), Path(name), sha256(raw).hexdigest(),
        facts=facts, by=request.person.name,
    )  # fmt: skip
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(raw, media_type="application/octet-stream", headers=named)


_WHAT = {"report": "impact report", "custody": "custody log"}


def _file(request: ConsoleRequest, case: Case, what: str, ending: str = "") -> tuple[str, bytes, str]:
    """Its name, its bytes and the digest of its facts, '' where it says none; `ending` in place of the one
    that was asked for. Raises BadRequest, BadSetting, NotAllowed."""
    suffix = f".{ending or request.one('as')}"
    language, workspace = request.language, request.workspace
    found = load(workspace, case.id)
    if what == "report":
        made = report.sign(workspace, found, language, suffix)
        return f"impact-{case.id[:8]}{suffix}", made.raw, made.facts
    if what == "custody":
        return f"custody-{case.id[:8]}.csv", custody.render(workspace, found, ".csv"), ""
    if what not in drafts.templates():
        raise BadRequest("choose a file")
    draft = drafts.show(workspace, case.id, what, _draft_language(request, case))
    return f"{what}-{case.id[:8]}{suffix}", drafts.render(draft, suffix), ""


def _case(request: ConsoleRequest) -> Case:
    """Raises NotFound, also for a case that the user may not see."""
    return visible_cases.case(request, request.parts["id"])


def _known(request: ConsoleRequest, case: Case) -> None:
    at, one = moment_of(request.one("at")), request.one
    log.moment(request.workspace, case.id, one("name"), at, one("why"), by=request.person.name)


def _answer(request: ConsoleRequest, case: Case) -> None:
    word, one = request.one("word"), request.one
    if word not in [*Word]:
        raise BadRequest("choose yes, no or unknown")
    log.answer(request.workspace, case.id, one("name"), Word(word), one("why"), by=request.person.name)


def _log(request: ConsoleRequest, case: Case) -> None:
    rotates, one = request.one("rotates").strip(), request.one
    moment = rotates if rotates in (log.UNKNOWN, log.NEVER) else moment_of(rotates)
    log.log_source(request.workspace, case.id, one("what"), one("where"), moment, by=request.person.name)


def _preserved(request: ConsoleRequest, case: Case) -> None:
    number, note = _number(request), request.one("why")
    log.preserve_log(request.workspace, case.id, number, note, by=request.person.name)


def _step(request: ConsoleRequest, case: Case) -> None:
    done, one = request.one("word") != "not_needed", request.one
    log.step(request.workspace, case.id, one("name"), done=done, why=one("why"), by=request.person.name)


def _hold(request: ConsoleRequest, case: Case) -> None:
    hold(request.workspace, case.id, request.one("why"), by=request.person.name)


def _decide(request: ConsoleRequest, case: Case) -> None:
    log.decision(request.workspace, case.id, request.one("what"), request.one("why"), by=request.person.name)


def _role(request: ConsoleRequest, case: Case) -> None:
    log.role(request.workspace, case.id, request.one("name"), request.one("who"), by=request.person.name)


def _task(request: ConsoleRequest, case: Case) -> None:
    due, one = request.one("due").strip(), request.one
    by = moment_of(due) if due else None
    log.task(request.workspace, case.id, one("what"), one("who"), by, by=request.person.name)


def _task_done(request: ConsoleRequest, case: Case) -> None:
    log.task_done(request.workspace, case.id, _number(request), request.one("why"), by=request.person.name)


def _met(request: ConsoleRequest, case: Case) -> None:
    at, one = moment_of(request.one("at")), request.one
    log.meet_deadline(request.workspace, case.id, one("name"), at, one("why"), by=request.person.name)


def _number(request: ConsoleRequest) -> int:
    text = request.one("number")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


ACTS: dict[str, Callable[[ConsoleRequest, Case], None]] = {
    "known": _known,
    "answer": _answer,
    "log": _log,
    "preserved": _preserved,
    "step": _step,
    "hold": _hold,
    "decide": _decide,
    "role": _role,
    "task": _task,
    "task_done": _task_done,
    "met": _met,
}

page = Page(
    routes=(
        get("/case/{id}/respond", Permission.EVIDENCE, show),
        post("/case/{id}/respond", Permission.CASES, act),
        post("/case/{id}/download", Permission.EVIDENCE, download, unlocked=True),
        get("/case/{id}/respond/{name}", Permission.EVIDENCE, draft),
        post("/case/{id}/respond/{name}", Permission.CASES, edit),
    ),
    under="exposures",
    about="leak/responding",
)
