"""Trends (on a separate host at Shodan: /api/v1/…), and exploits, which leftopen does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.model.facts import Json
from leftopen.query.facet_words import facet_words
from leftopen.service.search import search
from leftopen.service.search.trends import Month, trend
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.dependencies import Engine, OpenDesk, Reader
from leftopen.web.shodan.facet_json import counted
from leftopen.web.shodan.query_params import Facets, Text, not_empty

router = APIRouter(tags=["trends"])


@router.get("/api/v1/search")
async def trends(
    key: Reader, engine: Engine, workspace: OpenDesk, query: Text = "", facets: Facets = ""
) -> JsonResponse:
    """The number of services that matched a search in each month of the whole history."""
    not_empty(query)
    wanted = facet_words(facets)
    return await engine(lambda: _shown(trend(workspace, key.visibility.narrowed(query), wanted), wanted))


def _shown(months: Sequence[Month], wanted: Sequence[tuple[str, int]]) -> JsonResponse:
    answer: dict[str, Json] = {
        "total": sum(month.services for month in months),
        "matches": [{"month": month.name, "count": month.services} for month in months],
    }
    if wanted:
        answer["facets"] = {name: [_values(month, name) for month in months] for name, _ in wanted}
    return JsonResponse(answer)


@router.get("/api/v1/search/facets")
def facet_names(_: Reader) -> JsonResponse:
    """Names of facets."""
    return JsonResponse(search.facet_names())


@router.get("/api/v1/search/filters")
def filter_names(_: Reader) -> JsonResponse:
    """Names of filters."""
    return JsonResponse(search.filter_names())


@router.get("/api/search")
def exploits(
    _: Reader, query: str = "", page: Annotated[int, Query(ge=1)] = 1, facets: str = ""
) -> JsonResponse:
    """Exploits: none. leftopen holds no exploit code."""
    return _none()


@router.get("/api/count")
def exploits_count(_: Reader, query: str = "", facets: str = "") -> JsonResponse:
    """Exploits: none."""
    return _none()


def _values(month: Month, name: str) -> dict[str, Json]:
    return {"key": month.name, "values": counted(month.facets[name])}


def _none() -> JsonResponse:
    return JsonResponse({"total": 0, "matches": [], "facets": {}})
