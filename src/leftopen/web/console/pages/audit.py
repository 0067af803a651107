"""Who did what; and whether the chain of the cases' events is whole."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.stamp import stamp
from leftopen.store.records.audit import AuditEntry
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get

ROWS = 500


def page(asked: Asked) -> Response:
    wanted = {name: asked.one(name).strip().lower()[:100] for name in ("who", "what")}
    listed = [
        entry
        for entry in asked.desk.store.records.audit.list(20 * ROWS)
        if wanted["who"] in entry.actor.lower() and wanted["what"] in f"{entry.what} {entry.subject}".lower()
    ][:ROWS]
    if asked.json:
        return asked.lines([_line(entry) for entry in listed])
    events, wrong = asked.desk.store.records.cases.verify_chain()
    return asked.draw("audit.html", entries=listed, wanted=wanted, events=events, wrong=wrong)


def _line(entry: AuditEntry) -> dict[str, Json]:
    return {
        "type": "audit", "at": stamp(entry.at), "actor": entry.actor, "what": entry.what,
        "subject": entry.subject, "clause": entry.clause, "count": entry.count,
    }  # fmt: skip


routes = (get("/audit", Permission.AUDIT, page),)
