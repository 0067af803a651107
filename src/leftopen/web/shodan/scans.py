"""Scanning: /shodan/scan… and what it can find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request

from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.stamp import naive_utc
from leftopen.model.submission import Part, Submission
from leftopen.service import known, submissions
from leftopen.service.desk import Desk
from leftopen.service.sight import Sight
from leftopen.web.answers import Answer
from leftopen.web.asked import FORM, Form, Held, OpenDesk, Reader, Scanner
from leftopen.web.limits import CREDITS

router = APIRouter(tags=["scan"])
PAGE = 100
MOST_LOOKED_THROUGH = 10_000
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
    _check_in_sight(key.sight, wanted)
    await held.remember()
    submission = await submissions.submit(held.desk, key.key.id, wanted)
    return Answer({"id": submission.id, "count": submission.size, "credits_left": CREDITS})


@router.post("/shodan/scan/internet")
def internet(key: Scanner) -> Answer:
    """Refused: leftopen looks at nothing that nobody authorised."""
    raise BadRequest("leftopen never scans the internet: only what leftopen scope add names")


@router.get("/shodan/scans")
def listed(key: Reader, desk: OpenDesk, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Answer:
    """The scans that were asked for here and that the key sees, newest first, 100 on a page."""
    found, total = _page(desk, key.sight, (page - 1) * PAGE)
    return Answer({"matches": [_listed(one) for one in found], "total": total})


@router.get("/shodan/scan/{id}")
def status(key: Reader, desk: OpenDesk, id: Id) -> Answer:
    """How far a scan has come: QUEUE, PROCESSING or DONE; `said` why it ended early."""
    found = desk.store.records.submissions.get(id)
    if not _in_sight(key.sight, found.parts):
        raise NotFound(f"there is no scan {id!r}")
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


def _page(desk: Desk, sight: Sight, begin: int) -> tuple[list[Submission], int]:
    """Of a part of the network out of the newest scans."""
    if not sight.networks:
        return desk.store.records.submissions.list(PAGE, begin)
    newest, _ = desk.store.records.submissions.list(MOST_LOOKED_THROUGH, 0)
    seen = [one for one in newest if _in_sight(sight, one.parts)]
    return seen[begin : begin + PAGE], len(seen)


def _in_sight(sight: Sight, wanted: Iterable[Part]) -> bool:
    return all(sight.sees_all_of(word) for part in wanted for word in part.words)


def _check_in_sight(sight: Sight, wanted: Iterable[Part]) -> None:
    """Raises NotAllowed."""
    if not _in_sight(sight, wanted):
        raise NotAllowed("this is outside of the networks that this API key is for")


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
