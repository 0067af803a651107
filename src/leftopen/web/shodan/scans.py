"""Scanning: /shodan/scan… and what it can find."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request

from leftopen.errors import BadRequest
from leftopen.model.stamp import naive_utc
from leftopen.model.submission import Submission
from leftopen.service import known, submissions
from leftopen.web.answers import Answer
from leftopen.web.asked import FORM, Form, Held, OpenDesk, Reader, Scanner
from leftopen.web.limits import CREDITS

router = APIRouter(tags=["scan"])
PAGE = 100
_IPS = {
    "type": "object",
    "required": ["ips"],
    "properties": {
        "ips": {"type": "string", "description": 'Addresses, or {"192.0.2.7": [[443, "https"]]}.'},
        "force": {"type": "string"},
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {"content": {FORM: {"schema": _IPS}, "application/json": {"schema": _IPS}}}
}
Id = Annotated[str, Path(max_length=64)]


@router.post("/shodan/scan", openapi_extra=_BODY)
async def submit(request: Request, key: Scanner, held: Held, form: Form) -> Answer:
    """Look at addresses of the scope again. One scan runs at a time; the others wait."""
    ips = form.get("ips", "") if form else _from_json(await request.body())
    wanted = submissions.parts(ips)
    await held.remember()
    submission = await submissions.submit(held.desk, key.id, wanted)
    return Answer({"id": submission.id, "count": submission.size, "credits_left": CREDITS})


@router.post("/shodan/scan/internet")
def internet(key: Scanner) -> Answer:
    """Refused: leftopen looks at nothing that nobody authorised."""
    raise BadRequest("leftopen never scans the internet: only what leftopen scope add names")


@router.get("/shodan/scans")
def listed(_: Reader, desk: OpenDesk, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Answer:
    """The scans that were asked for here, newest first, 100 on a page."""
    found, total = desk.store.records.submissions.list(PAGE, (page - 1) * PAGE)
    return Answer({"matches": [_listed(one) for one in found], "total": total})


@router.get("/shodan/scan/{id}")
def status(_: Reader, desk: OpenDesk, id: Id) -> Answer:
    """How far a scan has come: QUEUE, PROCESSING or DONE; `said` why it ended early."""
    found = desk.store.records.submissions.get(id)
    return Answer({"id": found.id, "count": found.size, "status": found.status.value, "said": found.said})


@router.get("/shodan/ports")
def ports(_: Reader) -> Answer:
    """The ports that a scan looks at when nobody names any."""
    return Answer(known.ports())


@router.get("/shodan/protocols")
def protocols(_: Reader) -> Answer:
    """What is recognised, on any port."""
    return Answer(known.protocols())


@router.get("/shodan/services")
def services(_: Reader) -> Answer:
    """Which protocol is by habit on which port."""
    return Answer(known.services())


def _from_json(body: bytes) -> str:
    """`ips` of a JSON body, as the text that a form would hold."""
    try:
        named = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest("the body is neither a form nor JSON") from None
    ips = named.get("ips", "") if isinstance(named, dict) else ""
    if isinstance(ips, list):
        return ",".join(str(one) for one in ips)
    return ips if isinstance(ips, str) else msgspec.json.encode(ips).decode()


def _listed(one: Submission) -> dict[str, object]:
    return {
        "id": one.id,
        "status": one.status.value,
        "created": naive_utc(one.created),
        "status_check": naive_utc(one.created),
        "size": one.size,
        "credits_left": CREDITS,
        "api_key": one.key,
    }
