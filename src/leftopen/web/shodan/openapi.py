"""What can be asked here, for programs: /openapi.json."""

from __future__ import annotations

from fastapi import APIRouter, Request

from leftopen.web.answers import Answer
from leftopen.web.asked import Reader

router = APIRouter(tags=["openapi"])


@router.get("/openapi.json")
def document(_: Reader, request: Request) -> Answer:
    """The OpenAPI document of this server."""
    return Answer(request.app.openapi())
