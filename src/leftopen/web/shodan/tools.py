"""Tools: what the server sees of its client."""

from __future__ import annotations

from fastapi import APIRouter, Request

from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Reader

router = APIRouter(tags=["tools"])


@router.get("/tools/myip")
def myip(_: Reader, request: Request) -> JsonResponse:
    """The client's address."""
    return JsonResponse(request.client.host if request.client else "")


@router.get("/tools/httpheaders")
def headers(_: Reader, request: Request) -> JsonResponse:
    """The headers of this request, in their usual spelling."""
    return JsonResponse({name.title(): value for name, value in request.headers.items()})
