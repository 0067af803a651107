"""One case: finding, evidence, decisions, notices, closure and proof."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, ChangedSince, NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.permission import Permission
from leftopen.present.humanize import last_day
from leftopen.present.printable import printable
from leftopen.service.cases import case_report, notes, proofs, review
from leftopen.service.cases import decisions as deciding
from leftopen.service.cases.group_decisions import STANDING
from leftopen.service.cases.notify import NotificationResult, notify, times_told
from leftopen.service.cases.read_limits import read_limit
from leftopen.service.cases.timeline import timeline
from leftopen.service.cases.verify import verify
from leftopen.store.records.reads.notices import Sent
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.pages.exposures import ACTIONS, decided, decision, number
from leftopen.web.console.view import charts, visible_cases
from leftopen.web.console.view.next_steps import next_step
from leftopen.web.console.view.transcript import without_examples

LONGEST_NOTE = 2000
PROVED = frozenset((CaseState.CLOSED, CaseState.WITHDRAWN))


def show(request: ConsoleRequest) -> Response:
    case = _case(request)
    if request.json:
        whole = cast(dict[str, Any], case_report.case_report(request.workspace, case.id))
        return request.lines(_redacted(visible_cases.visible_report(request, case, whole)))
    return _drawn(request, case)


def _case(request: ConsoleRequest) -> Case:
    """Raises NotFound, also for a case that the user may not see."""
    return visible_cases.case(request, request.parts["id"])


def _drawn(
    request: ConsoleRequest,
    case: Case,
    *,
    evidence: bool = False,
    preview: NotificationResult | None = None,
) -> Response:
    records, now = request.workspace.store.records, request.workspace.clock()
    begin, end = case.open_after or case.first_open, case.closed or now
    whole = cast(dict[str, Any], case_report.case_report(request.workspace, case.id))
    said = catalogue.exposure_words(case.check, request.language)
    finding = records.findings.get(case.finding, case.id)
    same = visible_cases.same_server(request, case)
    notices = _notices(request, case, same)
    return request.draw(
        "case.html",
        case=case,
        d=whole | {"title": said.title, "remedy": said.remedy.parts(case.product)},
        plain=review.words(request.workspace, finding, request.t) if finding else "",
        limit=read_limit(request.workspace, finding, request.t) if finding else "",
        timeline=timeline(records.cases.events(case.id), notices)[::-1],
        at_version=records.cases.version(case.id),
        notes=records.notes.of(case.id),
        notices=notices,
        times_told=times_told(request.workspace, case.id),
        spans=charts.window(case, begin, end),
        begin=begin,
        end=end,
        live=case.state in LIVE,
        proved=case.state in PROVED,
        actions=ACTIONS,
        evidence=evidence,
        preview=preview,
        looks=whole["looks"] if evidence else without_examples(whole["looks"], request.t("[masked values]")),
        coming=next_step(case, request.t),
        linked=visible_cases.linked(request, case),
        same=same,
        version_of=records.cases.version,
        decidable=STANDING,
        last_day=lambda text: last_day(datetime.fromisoformat(text)),
    )


def _notices(request: ConsoleRequest, case: Case, same: Sequence[Case]) -> list[Sent]:
    """Its own, and those that name another address of the same server first and were sent about this case
    too."""
    records = request.workspace.store.records
    events = records.cases.events(case.id)
    told = {event.body["notice"] for event in events if event.kind is CaseEventKind.NOTIFIED}
    others = (one for other in same for one in records.notices.of(other.id)) if told else ()
    return [*records.notices.of(case.id), *(one for one in others if one.notice.id in told)]


def _redacted(line: dict[str, Any]) -> dict[str, Any]:
    """Without masked examples: they are shown for one case at a time, on the page."""
    finding = line["finding"]
    if finding is not None:
        held = [{**one, "examples": [], "digests": []} for one in finding["evidence"]["holds"]]
        line = line | {
            "finding": finding | {"transcript": [], "evidence": finding["evidence"] | {"holds": held}}
        }
    notices = [{**notice, "text": ""} for notice in line["notices"]]
    return line | {"looks": [{**look, "transcript": []} for look in line["looks"]], "notices": notices}


def decide(request: ConsoleRequest) -> Response:
    case = _case(request)
    kind, body = decision(request)
    version = number(request.one("version"))
    deciding.decide(request.workspace, case.id, kind, body, by=request.person.name, version=version)
    failed = [one for mark in _others(request) for one in decided(request, mark)]
    if failed:
        raise ChangedSince("; ".join(why for _, why in failed))
    return request.to(f"/case/{case.id}", said="decided")


def _others(request: ConsoleRequest) -> list[str]:
    """The other cases of the server, which the user left selected."""
    return request.every("other") if request.one("whole") == "yes" else []


def evidence(request: ConsoleRequest) -> Response:
    """The masked examples; the audit entry is written before they are shown."""
    case = _case(request)
    request.audit("viewed evidence", case.id, f"{case.check} at {case.endpoint}")
    return _drawn(request, case, evidence=True)


def note(request: ConsoleRequest) -> Response:
    case = _case(request)
    text = request.one("text").replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= LONGEST_NOTE:
        raise BadRequest(f"invalid note: use 1 to {LONGEST_NOTE} characters")
    shown = printable(text, LONGEST_NOTE, lines=True)
    notes.add(request.workspace, case.id, request.person.name, shown)
    return request.to(f"/case/{case.id}", said="noted")


async def recheck(request: ConsoleRequest) -> Response:
    case = await asyncio.to_thread(_case, request)
    await asyncio.to_thread(request.audit, "verify", case.id, case.endpoint)
    await verify(request.workspace, case.id)
    return request.to(f"/case/{case.id}", said="looked")


async def preview(request: ConsoleRequest) -> Response:
    """The notice as it would be sent; nothing is written or sent. It quotes masked examples."""
    case = await asyncio.to_thread(_case, request)
    via = request.one("via").strip()
    await asyncio.to_thread(request.audit, "notice preview", case.id, via)
    told = await notify(
        request.workspace, case.id, via=via, dry_run=True, repeat=True, sees=request.visibility.sees
    )
    return await asyncio.to_thread(_drawn, request, case, preview=told)


async def send_notice(request: ConsoleRequest) -> Response:
    """Sends the notice. The form may name the recipient. Needs a confirmed identity, because the notice
    quotes masked examples."""
    case = await asyncio.to_thread(_case, request)
    via = request.one("via").strip()
    await asyncio.to_thread(request.audit, "notify", case.id, via or "the contact of the authorisation")
    repeat, after = request.one("repeat") == "yes", request.one("after")
    seen = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None
    told = await notify(
        request.workspace, case.id, via=via, repeat=repeat, after=seen, sees=request.visibility.sees
    )
    if told.receipt is None:
        return request.to(f"/case/{case.id}", said="written")
    return request.to(f"/case/{case.id}", said="told" if told.receipt.accepted else "not_taken")


def proof(request: ConsoleRequest) -> Response:
    """The signed proof as a file."""
    case = _case(request)
    if case.state not in PROVED:
        raise NotAllowed(f"case {case.id[:8]} is not closed by evidence, so it has no proof")
    if visible_cases.hides(request, case):
        # A signed file can't leave anything out.
        raise NotAllowed(f"the proof of case {case.id[:8]} names a case outside your networks")
    with TemporaryDirectory(prefix="leftopen-proof-") as folder:
        file = Path(folder) / "proof.json"
        raw = proofs.make(
            request.workspace, case.id, file, clause=visible_cases.clauses(request)
        ).read_bytes()
    request.audit("proof", case.id, "")
    named = {"Content-Disposition": f'attachment; filename="leftopen-proof-{case.id[:8]}.json"'}
    return Response(raw, media_type="application/json", headers=named)


def report(request: ConsoleRequest) -> Response:
    """The report as a self-contained HTML file, which a browser prints as PDF. It shows masked examples."""
    case = _case(request)
    whole = cast(dict[str, Any], case_report.case_report(request.workspace, case.id))
    shown = visible_cases.visible_report(request, case, whole)
    request.audit("report", case.id, "html")
    named = {"Content-Disposition": f'attachment; filename="leftopen-{case.id[:8]}.html"'}
    return Response(catalogue.writers()["html"].write(shown), media_type="text/html", headers=named)


page = Page(
    routes=(
        get("/case/{id}", Permission.LOOK, show, engine=True),
        post("/case/{id}/decide", Permission.CASES, decide, engine=True),
        post("/case/{id}/evidence", Permission.EVIDENCE, evidence, unlocked=True, engine=True),
        post("/case/{id}/note", Permission.CASES, note),
        post("/case/{id}/verify", Permission.VERIFY, recheck),
        post("/case/{id}/notify", Permission.TELL, send_notice, unlocked=True),
        post("/case/{id}/preview", Permission.TELL, preview, unlocked=True),
        get("/case/{id}/report", Permission.EVIDENCE, report, unlocked=True, engine=True),
        get("/case/{id}/proof", Permission.EVIDENCE, proof, unlocked=True, engine=True),
    ),
    under="exposures",
)
