"""The audit log, and whether the chain of case events is intact."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.service.cases.signing import integrity
from leftopen.service.workspace import audit_log
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get

ROWS = 500


def show(request: ConsoleRequest) -> Response:
    wanted = {name: request.one(name).strip().lower()[:100] for name in ("who", "what")}
    listed = [
        entry
        for entry in Audit(request.workspace.store.records).list(20 * ROWS)
        if wanted["who"] in entry.actor.lower() and wanted["what"] in f"{entry.what} {entry.subject}".lower()
    ][:ROWS]
    if request.json:
        return request.lines([audit_log.line(entry) for entry in listed])
    events, wrong = integrity.whole(request.workspace)
    return request.draw("audit.html", entries=listed, wanted=wanted, events=events, wrong=wrong)


page = Page(
    routes=(get("/audit", Permission.AUDIT, show),),
    link=Link(title="Audit log", help="Who did what, and when.", order=530),
)
