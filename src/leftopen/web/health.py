"""`/healthz`, for anyone, and `/healthz/work` and `/metrics`, for a key of its own or, where the setting says
so, for this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from leftopen.model.address import Address
from leftopen.model.api_key import Right
from leftopen.model.facts import Json
from leftopen.model.health import HealthCheck
from leftopen.scope.classes import is_loopback
from leftopen.service.operations.health import OK, health
from leftopen.service.operations.health_checks import failed_checks
from leftopen.service.operations.health_facts import examine
from leftopen.service.operations.metrics import CONTENT_TYPE
from leftopen.web.api_state import ApiState
from leftopen.web.limits.request_slots import mark_authenticated
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Held

router = APIRouter(tags=["monitoring"], include_in_schema=False)
BEARER = "bearer "
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
LOOPBACK = "loopback"


@router.get("/healthz")
async def healthz(held: Held) -> PlainTextResponse:
    """200 and `ok`, or 503 and what is wrong, in one word."""
    response = await asyncio.to_thread(health, held.workspace)
    return PlainTextResponse(f"{response}\n", status_code=200 if response == OK else 503)


@router.get("/healthz/work")
async def work(request: Request, held: Held) -> JsonResponse:
    """200, or 503 where something does not work that should, and what, why, and what to do."""
    await _allowed(request, held)
    found = await asyncio.to_thread(examine, held.workspace)
    return JsonResponse(report(found), status_code=503 if failed_checks(found) else 200)


def report(found: Sequence[HealthCheck]) -> dict[str, Json]:
    """`type: health`."""
    lines: list[Json] = [{"what": one.what, "state": one.state, "says": one.says} for one in found]
    return {"type": "health", "ok": not failed_checks(found), "checks": lines}


@router.get("/metrics")
async def metrics(request: Request, held: Held) -> PlainTextResponse:
    """The counts for Prometheus."""
    await _allowed(request, held)
    text = await asyncio.to_thread(held.metrics.text)
    return PlainTextResponse(text, media_type=CONTENT_TYPE)


async def _allowed(request: Request, held: ApiState) -> None:
    """HTTPException 401, 403 or 429."""
    if held.workspace.settings.metrics == LOOPBACK and _is_local(request):
        return
    header = request.headers.get("authorization", "")
    bearer = header[len(BEARER) :] if header.lower().startswith(BEARER) else ""
    found = await held.key_cache.find(bearer or request.query_params.get("key", ""))
    if found is None:
        if held.key_cache.too_many_wrong():
            raise HTTPException(429, "Too many invalid API keys: wait a second", {"Retry-After": "1"})
        raise HTTPException(401, "Metrics need an API key: leftopen key add NAME --metrics")
    if not found.may(Right.METRICS):
        raise HTTPException(403, "This API key is not for metrics: leftopen key add NAME --metrics")
    mark_authenticated(request.scope, found.who)


def _is_local(request: Request) -> bool:
    """Not what a proxy on this machine passes on."""
    client = request.client.host if request.client else ""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return is_loopback(Address.parse(client))
    except ValueError:
        return False
