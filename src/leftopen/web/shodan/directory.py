"""Shodan's shared searches and bulk data; leftopen has neither, and the responses say so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.web.responses import JsonResponse, failure_response
from leftopen.web.shodan.dependencies import Reader

router = APIRouter(tags=["directory"])
Page = Annotated[int, Query(ge=1)]


@router.get("/shodan/query")
def shared(_: Reader, page: Page = 1, sort: str = "timestamp", order: str = "desc") -> JsonResponse:
    """Shared searches: none."""
    return _nothing()


@router.get("/shodan/query/search")
def found(_: Reader, query: str = "", page: Page = 1) -> JsonResponse:
    """Shared searches with a word: none."""
    return _nothing()


@router.get("/shodan/query/tags")
def tags(_: Reader, size: int = 10) -> JsonResponse:
    """Tags of shared searches: none."""
    return _nothing()


@router.get("/shodan/data")
def datasets(_: Reader) -> JsonResponse:
    """Bulk data: none."""
    return JsonResponse([])


@router.get("/shodan/data/{name}")
def files(_: Reader, name: str) -> JsonResponse:
    """Files of bulk data: none."""
    return failure_response(404, "There is no such dataset")


@router.get("/labs/honeyscore/{ip}")
def honeyscore(_: Reader, ip: str) -> JsonResponse:
    """leftopen makes no such guess."""
    return failure_response(404, "Honeyscore is not supported")


def _nothing() -> JsonResponse:
    return JsonResponse({"total": 0, "matches": []})
