"""One case: finding, evidence, decisions, notices, closure and proof."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.state_machine import MOVES
from leftopen.errors import ChangedSince, NotAllowed
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.permission import Permission
from leftopen.service.cases import comments
from leftopen.service.cases import decisions as deciding
from leftopen.service.cases.signing import proofs
from leftopen.service.notices import case_report
from leftopen.service.notices.notify import NotificationResult, notify
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.audit_log import audit_text
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import case_facts, server_addresses, visible_cases
from leftopen.web.console.view.case_decisions import ACTIONS, decided, decision, number
from leftopen.web.console.view.case_facts import PROVED

_SAID = {CaseEventKind.ASSIGNED: "assigned", CaseEventKind.DUE_SET: "due"}
"""Sentences of `i18n.SAID`."""


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
    shown = case_facts.facts(request, case, evidence=evidence, preview=preview)
    possible = [name for name, kind in ACTIONS.items() if kind in MOVES[case.state]]
    return request.draw("case.html", possible=possible, **shown)


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
    # Before: a decision may take the case out of its group.
    others = ",".join(_others(request, case))
    deciding.decide(request.workspace, case.id, kind, body, by=request.person.name, version=version)
    failed = decided(request, others, kind, body) if others else []
    if failed:
        raise ChangedSince("; ".join(why for _, why in failed))
    return request.to(f"/case/{case.id}", said=_SAID.get(kind, "decided"))


def _others(request: ConsoleRequest, case: Case) -> list[str]:
    """The other cases of the server, where the user left them selected. Raises BadRequest."""
    newest = request.one("other")
    if request.one("whole") != "yes" or not newest:
        return []
    return server_addresses.marks(request, case, number(newest))


def evidence(request: ConsoleRequest) -> Response:
    """The masked examples; the audit entry is written before they are shown."""
    case = _case(request)
    request.audit("viewed evidence", case.id, f"{case.check} at {case.where}")
    return _drawn(request, case, evidence=True)


def comment(request: ConsoleRequest) -> Response:
    case = _case(request)
    comments.comment(request.workspace, case.id, request.one("text"), by=request.person.name)
    return request.to(f"/case/{case.id}", said="commented")


async def recheck(request: ConsoleRequest) -> Response:
    case = await asyncio.to_thread(_case, request)
    await asyncio.to_thread(request.audit, "verify", case.id, case.where)
    await verify(request.workspace, case.id, by=request.person.name)
    return request.to(f"/case/{case.id}", said="looked")


async def preview(request: ConsoleRequest) -> Response:
    """The notice, as far as the user may see it; nothing is written or sent. It quotes masked examples."""
    case = await asyncio.to_thread(_case, request)
    via = request.one("via").strip()
    await asyncio.to_thread(request.audit, "notice preview", case.id, audit_text(via) if via else "")
    result = await notify(
        request.workspace, case.id, via=via, dry_run=True, repeat=True, sees=request.visibility.sees
    )
    shown = replace(result, notice=visible_cases.notice(request, result.notice))
    return await asyncio.to_thread(_drawn, request, case, preview=shown)


async def send_notice(request: ConsoleRequest) -> Response:
    """Sends the notice, which names only what the user sees: the form may name the recipient. Needs a
    confirmed identity, because the notice quotes masked examples."""
    case = await asyncio.to_thread(_case, request)
    via = request.one("via").strip()
    to = audit_text(via) if via else "the contact of the authorisation"
    await asyncio.to_thread(request.audit, "notify", case.id, to)
    repeat, after = request.one("repeat") == "yes", request.one("after")
    seen = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None
    result = await notify(
        request.workspace, case.id, via=via, repeat=repeat, after=seen, by=request.person.name,
        sees=request.visibility.sees,
    )  # fmt: skip
    if result.receipt is None:
        return request.to(f"/case/{case.id}", said="held" if result.held else "written")
    return request.to(f"/case/{case.id}", said="told" if result.receipt.accepted else "not_taken")


def proof(request: ConsoleRequest) -> Response:
    """The signed proof as a file."""
    case = _case(request)
    if case.state not in PROVED:
        raise NotAllowed(f"case {case.id[:8]} is not closed by evidence, so it has no proof")
    if visible_cases.proof_names_hidden(request, case):
        raise NotAllowed(f"the proof of case {case.id[:8]} names a case or a place outside your networks")
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
    whole = cast(dict[str, Any], case_report.report_to_export(request.workspace, case.id))
    shown = visible_cases.visible_report(request, case, whole)
    request.audit("report", case.id, "html")
    named = {"Content-Disposition": f'attachment; filename="leftopen-{case.id[:8]}.html"'}
    return Response(catalogue.writers()["html"].write(shown), media_type="text/html", headers=named)


page = Page(
    routes=(
        get("/case/{id}", Permission.VIEW, show, engine=True),
        post("/case/{id}/decide", Permission.CASES, decide, engine=True),
        post("/case/{id}/evidence", Permission.EVIDENCE, evidence, unlocked=True, engine=True),
        post("/case/{id}/comment", Permission.CASES, comment),
        post("/case/{id}/verify", Permission.VERIFY, recheck),
        post("/case/{id}/notify", Permission.NOTIFY, send_notice, unlocked=True),
        post("/case/{id}/preview", Permission.NOTIFY, preview, unlocked=True),
        get("/case/{id}/report", Permission.EVIDENCE, report, unlocked=True, engine=True),
        get("/case/{id}/proof", Permission.EVIDENCE, proof, unlocked=True, engine=True),
    ),
    under="exposures",
)
