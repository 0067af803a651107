"""The OpenAPI document of the API: /openapi.json."""

from __future__ import annotations

from fastapi import APIRouter, Request

from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Reader

router = APIRouter(tags=["openapi"])


@router.get("/openapi.json")
def document(_: Reader, request: Request) -> JsonResponse:
    """The OpenAPI document of this server."""
    return JsonResponse(request.app.openapi())
