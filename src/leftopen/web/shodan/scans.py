"""Scan endpoints: /shodan/scan…, ports, protocols and services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request

from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.present.timestamps import naive_utc
from leftopen.service.identity.visibility import Visibility
from leftopen.service.reference import vocabulary
from leftopen.service.scanning import scan_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scan_jobs import ScanJobs
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.account import CREDITS
from leftopen.web.shodan.dependencies import FORM, Form, Held, OpenDesk, Reader, Scanner

router = APIRouter(tags=["scan"])
PAGE = 100
MOST_LOOKED_THROUGH = 10_000
# By which clause is for who sees everything: it names a whole authorisation, or what is denied.
NOT_ALLOWED, NOT_DONE = "the scope does not allow all of these targets", "not done"
_IPS = {
    "type": "object",
    "required": ["ips"],
    "properties": {
        "ips": {
            "type": "string",
            "description": 'Addresses or networks, or {"192.0.2.7": [[443, "https"]]}.',
        },
        "force": {"type": "string"},
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {"content": {FORM: {"schema": _IPS}, "application/json": {"schema": _IPS}}}
}
Id = Annotated[str, Path(max_length=64)]


@router.post("/shodan/scan", openapi_extra=_BODY)
async def submit(request: Request, key: Scanner, held: Held, form: Form) -> JsonResponse:
    """Scan addresses within the scope. One scan runs at a time; the others wait."""
    ips = form.get("ips", "") if form else _from_json(await request.body())
    wanted = scan_queue.parts(ips)
    _check_in_sight(key.visibility, wanted)
    await held.remember()
    try:
        scan_job = await scan_queue.submit(held.workspace, key.key.id, wanted)
    except NotAllowed:
        if not key.visibility.networks:
            raise
        raise NotAllowed(NOT_ALLOWED) from None
    return JsonResponse({"id": scan_job.id, "count": scan_job.size, "credits_left": CREDITS})


@router.post("/shodan/scan/internet")
def internet(key: Scanner) -> JsonResponse:
    """Refused: leftopen looks at nothing that nobody authorised."""
    raise BadRequest("Internet-wide scans are not supported: scan targets authorised with leftopen scope add")


@router.get("/shodan/scans")
def listed(
    key: Reader, workspace: OpenDesk, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> JsonResponse:
    """The requested scans that the key may see, newest first, 100 per page."""
    found, total = _page(workspace, key.visibility, (page - 1) * PAGE)
    return JsonResponse({"matches": [_listed(one) for one in found], "total": total})


@router.get("/shodan/scan/{id}")
def status(key: Reader, workspace: OpenDesk, id: Id) -> JsonResponse:
    """The status of a scan: QUEUE, PROCESSING or DONE; `said` is why it ended early."""
    found = ScanJobs(workspace.store.records).get(id)
    if not _in_sight(key.visibility, found.parts):
        raise NotFound(f"there is no scan {id!r}")
    message = NOT_DONE if found.said and key.visibility.networks else found.said
    return JsonResponse({"id": found.id, "count": found.size, "status": found.status.value, "said": message})


@router.get("/shodan/ports")
def ports(_: Reader) -> JsonResponse:
    """The ports that are scanned by default."""
    return JsonResponse(vocabulary.ports())


@router.get("/shodan/protocols")
def protocols(_: Reader) -> JsonResponse:
    """The protocols that are recognised, on any port."""
    return JsonResponse(vocabulary.protocols())


@router.get("/shodan/services")
def services(_: Reader) -> JsonResponse:
    """The usual protocol of each port."""
    return JsonResponse(vocabulary.services())


def _page(workspace: Workspace, visibility: Visibility, begin: int) -> tuple[list[ScanJob], int]:
    """For a restricted key: a page out of the newest scans."""
    if not visibility.networks:
        return ScanJobs(workspace.store.records).list(PAGE, begin)
    newest, _ = ScanJobs(workspace.store.records).list(MOST_LOOKED_THROUGH, 0)
    seen = [one for one in newest if _in_sight(visibility, one.parts)]
    return seen[begin : begin + PAGE], len(seen)


def _in_sight(visibility: Visibility, wanted: Iterable[ScanJobPart]) -> bool:
    return all(visibility.sees_all_of(word) for part in wanted for word in part.words)


def _check_in_sight(visibility: Visibility, wanted: Iterable[ScanJobPart]) -> None:
    """Raises NotAllowed."""
    if not _in_sight(visibility, wanted):
        raise NotAllowed("the target is outside the networks of this API key")


def _from_json(body: bytes) -> str:
    """`ips` of a JSON body, as the text that a form would hold."""
    try:
        named = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest("the body must be a form or JSON") from None
    ips = named.get("ips", "") if isinstance(named, dict) else ""
    if isinstance(ips, list):
        return ",".join(str(one) for one in ips)
    return ips if isinstance(ips, str) else msgspec.json.encode(ips).decode()


def _listed(one: ScanJob) -> dict[str, object]:
    return {
        "id": one.id,
        "status": one.status.value,
        "created": naive_utc(one.created),
        "status_check": naive_utc(one.created),
        "size": one.size,
        "credits_left": CREDITS,
        "api_key": one.key,
    }
