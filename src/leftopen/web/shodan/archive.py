"""Trends (at Shodan on a host of their own: /api/v1/…), and exploits, of which there are none here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.model.facts import Json
from leftopen.query.facet_words import facet_words
from leftopen.service import search
from leftopen.service.trends import Month, trend
from leftopen.web.answers import Answer
from leftopen.web.asked import Engine, OpenDesk, Reader
from leftopen.web.facet_shape import counted
from leftopen.web.texts import Facets, Text, not_empty

router = APIRouter(tags=["trends"])


@router.get("/api/v1/search")
async def trends(
    key: Reader, engine: Engine, desk: OpenDesk, query: Text = "", facets: Facets = ""
) -> Answer:
    """How many services answered a search in each month, over the whole history."""
    not_empty(query)
    wanted = facet_words(facets)
    return await engine(lambda: _shown(trend(desk, key.sight.narrowed(query), wanted), wanted))


def _shown(months: Sequence[Month], wanted: Sequence[tuple[str, int]]) -> Answer:
    answer: dict[str, Json] = {
        "total": sum(month.services for month in months),
        "matches": [{"month": month.name, "count": month.services} for month in months],
    }
    if wanted:
        answer["facets"] = {name: [_values(month, name) for month in months] for name, _ in wanted}
    return Answer(answer)


@router.get("/api/v1/search/facets")
def facet_names(_: Reader) -> Answer:
    """What can be counted."""
    return Answer(search.facet_names())


@router.get("/api/v1/search/filters")
def filter_names(_: Reader) -> Answer:
    """What can be filtered by."""
    return Answer(search.filter_names())


@router.get("/api/search")
def exploits(_: Reader, query: str = "", page: Annotated[int, Query(ge=1)] = 1, facets: str = "") -> Answer:
    """Exploits: none. leftopen keeps no code that attacks."""
    return _none()


@router.get("/api/count")
def exploits_count(_: Reader, query: str = "", facets: str = "") -> Answer:
    """Exploits: none."""
    return _none()


def _values(month: Month, name: str) -> dict[str, Json]:
    return {"key": month.name, "values": counted(month.facets[name])}


def _none() -> Answer:
    return Answer({"total": 0, "matches": [], "facets": {}})
