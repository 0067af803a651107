"""Scans: what runs, what ran, and a new one."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.scan import ScanRecord
from leftopen.model.stamp import maybe, stamp
from leftopen.model.submission import Part, Status
from leftopen.scope import canonical
from leftopen.service import submissions
from leftopen.sweep import ports as port_words
from leftopen.web.console import sighted
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post

ROWS = 100
WAITING = 20


def page(asked: Asked) -> Response:
    listed = visible(asked)
    if asked.json:
        return asked.lines([line(scan) for scan in listed[:ROWS]])
    waiting, _ = asked.desk.store.records.submissions.list(WAITING, 0)
    queue = [
        one
        for one in waiting
        if one.status is not Status.DONE or one.said
        if all(asked.sight.sees_all_of(word) for part in one.parts for word in part.words)
    ]
    return asked.draw(
        "scans.html", scans=listed[:ROWS], total=len(listed), queue=queue, share=share,
        clauses=sighted.clauses(asked),
    )  # fmt: skip


def one(asked: Asked) -> Response:
    id = asked.parts["id"]
    found = asked.desk.store.records.scans.find(id)
    if found is None or not _sees(asked, found):
        raise NotFound(f"there is no scan {id[:8]!r}")
    if asked.json:
        return asked.lines(line(found))
    return asked.draw("scan.html", scan=found, share=share, left=left(asked, found))


def visible(asked: Asked) -> list[ScanRecord]:
    return [scan for scan in asked.desk.store.records.scans.list() if _sees(asked, scan)]


def _sees(asked: Asked, scan: ScanRecord) -> bool:
    return all(asked.sight.sees_all_of(word) for word in scan.targets)


def share(scan: ScanRecord) -> float:
    """How much is done, in percent."""
    return round(100 * scan.cursor / scan.total, 1) if scan.total else 100.0


def left(asked: Asked, scan: ScanRecord) -> timedelta | None:
    """By how fast it went so far; None when nobody can tell."""
    spent = asked.desk.clock() - scan.started
    if scan.state != "running" or not scan.cursor:
        return None
    return spent * ((scan.total - scan.cursor) / scan.cursor)


def line(scan: ScanRecord) -> dict[str, Json]:
    """`type: scan`."""
    return {
        "type": "scan",
        "id": scan.id,
        "targets": list(scan.targets),
        "ports": scan.ports,
        "state": scan.state,
        "started": stamp(scan.started),
        "finished": maybe(scan.finished),
        "done": scan.cursor,
        "total": scan.total,
        "counts": dict(scan.counts),
    }


async def begin(asked: Asked) -> Response:
    """Into the queue that the server works off; nothing of it may lie outside the scope."""
    words = asked.one("targets").replace(",", " ").split()
    if not 1 <= len(words) <= submissions.MOST_WORDS:
        raise BadRequest(f"name 1 to {submissions.MOST_WORDS} addresses or networks")
    networks = tuple(str(canonical.network(word)) for word in words)
    if not all(asked.sight.sees_all_of(word) for word in networks):
        raise BadRequest("this is outside of the networks that your account is for")
    ports = asked.one("ports").strip() or submissions.USUAL_PORTS
    port_words.parse(ports)
    await asked.house.serving.remember()
    await _submitted(asked, Part(words=networks, ports=ports))
    return asked.to("/scans", said="submitted")


async def _submitted(asked: Asked, part: Part) -> None:
    """Raises NotAllowed; by which clause is for who sees everything."""
    try:
        await submissions.submit(asked.desk, "", (part,), user=asked.person.id)
    except NotAllowed:
        if sighted.clauses(asked):
            raise
        raise NotAllowed("the scope does not allow all of these targets") from None


routes = (
    get("/scans", Permission.SCAN, page),
    get("/scan/{id}", Permission.SCAN, one),
    post("/scans", Permission.SCAN, begin),
)
