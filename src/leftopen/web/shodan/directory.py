"""What Shodan's users share, and its bulk data: there is neither here, and the answers say so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.web.answers import Answer, failed
from leftopen.web.asked import Reader

router = APIRouter(tags=["directory"])
Page = Annotated[int, Query(ge=1)]


@router.get("/shodan/query")
def shared(_: Reader, page: Page = 1, sort: str = "timestamp", order: str = "desc") -> Answer:
    """Saved searches: none."""
    return _nothing()


@router.get("/shodan/query/search")
def found(_: Reader, query: str = "", page: Page = 1) -> Answer:
    """Saved searches with a word: none."""
    return _nothing()


@router.get("/shodan/query/tags")
def tags(_: Reader, size: int = 10) -> Answer:
    """Their tags: none."""
    return _nothing()


@router.get("/shodan/data")
def datasets(_: Reader) -> Answer:
    """Bulk data: none."""
    return Answer([])


@router.get("/shodan/data/{name}")
def files(_: Reader, name: str) -> Answer:
    """Files of bulk data: none."""
    return failed(404, "There is no such dataset")


@router.get("/labs/honeyscore/{ip}")
def honeyscore(_: Reader, ip: str) -> Answer:
    """leftopen makes no such guess."""
    return failed(404, "leftopen gives no honeyscore")


def _nothing() -> Answer:
    return Answer({"total": 0, "matches": []})
