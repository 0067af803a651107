"""Scans: running, finished, queued; and the form for a new scan."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.facts import Json
from leftopen.model.job import LIVE
from leftopen.model.permission import Permission
from leftopen.model.scan import ScanRecord
from leftopen.model.scan_job import KIND, ScanJobPart, ScanJobStatus
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.scope import canonical
from leftopen.service.scanning import scan_queue
from leftopen.service.scanning.not_checked import json_lines
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.locks import is_locked
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.scan_jobs import ScanJobs
from leftopen.store.records.entities.scans import Scans
from leftopen.sweep import ports as port_words
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_cases

ROWS = 100
WAITING = 20
JOB_ID = 20
"""The id of a requested scan begins with that of its job, which has so many characters."""


def show(request: ConsoleRequest) -> Response:
    listed = visible(request)
    if request.json:
        return request.lines([line(scan) for scan in listed[:ROWS]])
    waiting, _ = ScanJobs(request.workspace.store.records).list(WAITING, 0)
    queue = [
        one
        for one in waiting
        if one.status is not ScanJobStatus.DONE or one.said
        if all(request.visibility.sees_all_of(word) for part in one.parts for word in part.words)
    ]
    return request.draw(
        "scans.html", scans=listed[:ROWS], total=len(listed), queue=queue, share=share,
        clauses=visible_cases.clauses(request),
    )  # fmt: skip


def one(request: ConsoleRequest) -> Response:
    id = request.parts["id"]
    found = Scans(request.workspace.store.records).find(id)
    if found is None or not _sees(request, found):
        raise NotFound(f"scan {id[:8]!r} not found")
    if request.json:
        return request.lines({**line(found), "not_checked": _not_checked(request, found)})
    by_process = found.state == "running" and is_locked(request.workspace.data, found.id)
    return request.draw(
        "scan.html", scan=found, share=share, left=left(request, found), job=job_of(request, found),
        by_process=by_process, tried=_ports_in_vain(found),
        not_checked=visible_cases.not_checked(request, found),
    )  # fmt: skip


def _ports_in_vain(scan: ScanRecord) -> int:
    """How many ports of each address a finished scan tried that found no service; 0 for any other scan."""
    in_vain = scan.finished is not None and not scan.counts.get("found")
    return len(port_words.parse(scan.ports)) if in_vain else 0


def visible(request: ConsoleRequest) -> list[ScanRecord]:
    return [scan for scan in Scans(request.workspace.store.records).list() if _sees(request, scan)]


def _sees(request: ConsoleRequest, scan: ScanRecord) -> bool:
    return all(request.visibility.sees_all_of(word) for word in scan.targets)


def share(scan: ScanRecord) -> float:
    """Progress in percent."""
    return round(100 * scan.cursor / scan.total, 1) if scan.total else 100.0


def left(request: ConsoleRequest, scan: ScanRecord) -> timedelta | None:
    """The remaining time, extrapolated from the progress; None when unknown."""
    spent = request.workspace.clock() - scan.started
    if scan.state != "running" or not scan.cursor:
        return None
    return spent * ((scan.total - scan.cursor) / scan.cursor)


def _not_checked(request: ConsoleRequest, scan: ScanRecord) -> Json:
    """None where an older version did not store it."""
    return None if scan.not_checked is None else json_lines(visible_cases.not_checked(request, scan))


def line(scan: ScanRecord) -> dict[str, Json]:
    """`type: scan`."""
    return {
        "type": "scan",
        "id": scan.id,
        "targets": list(scan.targets),
        "ports": scan.ports,
        "state": scan.state,
        "started": format_utc(scan.started),
        "finished": format_utc_or_none(scan.finished),
        "done": scan.cursor,
        "total": scan.total,
        "counts": dict(scan.counts),
    }


def cancel(request: ConsoleRequest) -> Response:
    """Cancels a requested scan that waits or runs."""
    job = ScanJobs(request.workspace.store.records).get(request.one("id"))
    if not all(request.visibility.sees_all_of(word) for part in job.parts for word in part.words):
        raise NotFound(f"scan {job.id[:8]!r} not found")
    job_queue.cancel(request.workspace, job.id, by=request.person.name)
    return request.to("/scans", said="scan-cancelled")


def job_of(request: ConsoleRequest, scan: ScanRecord) -> str:
    """The id of the live job that runs this scan; '' when there is none."""
    job = Jobs(request.workspace.store.records).find(scan.id[:JOB_ID])
    return job.id if job is not None and job.kind == KIND and job.state in LIVE else ""


async def begin(request: ConsoleRequest) -> Response:
    """Queues a scan; every target must be in scope."""
    words = request.one("targets").replace(",", " ").split()
    if not 1 <= len(words) <= scan_queue.MOST_WORDS:
        raise BadRequest(f"enter 1 to {scan_queue.MOST_WORDS} addresses or networks")
    networks = tuple(str(canonical.network(word)) for word in words)
    if not all(request.visibility.sees_all_of(word) for word in networks):
        raise BadRequest("outside the networks that your account can see")
    ports = request.one("ports").strip() or scan_queue.USUAL_PORTS
    port_words.parse(ports)
    await request.state.serving.remember()
    await _submitted(request, ScanJobPart(words=networks, ports=ports))
    return request.to("/scans", said="submitted")


async def _submitted(request: ConsoleRequest, part: ScanJobPart) -> None:
    """Raises NotAllowed; only a user who sees everything is shown the clause."""
    try:
        await scan_queue.submit(request.workspace, "", (part,), user=request.person.id)
    except NotAllowed as error:
        raise visible_cases.refusal(request, error) from None


page = Page(
    routes=(
        get("/scans", Permission.SCAN, show),
        get("/scan/{id}", Permission.SCAN, one),
        post("/scans", Permission.SCAN, begin),
        post("/scans/cancel", Permission.SCAN, cancel),
    ),
    link=Link(title="Scans", help="Running, queued and finished scans; start a scan.", order=410),
    about="watch/authorisation",
)
