"""Searching: /shodan/host/…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.errors import BadAddress, BadRequest
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.query.facet_words import facet_words
from leftopen.query.tokens import taken_apart
from leftopen.service import search
from leftopen.service.desk import Desk
from leftopen.web.answers import Answer, failed
from leftopen.web.asked import Engine, OpenDesk, Reader
from leftopen.web.banner import banner, fields_of, minified, picked
from leftopen.web.facet_shape import counted
from leftopen.web.host_shape import host
from leftopen.web.texts import Facets, Text, not_empty

router = APIRouter(tags=["search"])
PAGE = 100
MOST_HOSTS = 100
MOST_FIELDS = 200


# These come before /shodan/host/{ips}, which would take `count` for an address.
@router.get("/shodan/host/count")
async def count(key: Reader, engine: Engine, desk: OpenDesk, query: Text = "", facets: Facets = "") -> Answer:
    """How many services answer a search, and the most frequent values of its facets."""
    not_empty(query)
    return await engine(lambda: Answer({"matches": [], **_counted(desk, key.sight.narrowed(query), facets)}))


@router.get("/shodan/host/search")
async def find(
    key: Reader,
    engine: Engine,
    desk: OpenDesk,
    query: Text = "",
    facets: Facets = "",
    page: Annotated[int, Query(ge=1, description="Of exactly 100.")] = 1,
    limit: Annotated[int | None, Query(ge=1, le=search.MOST_RESULTS)] = None,
    offset: Annotated[int, Query(ge=0, description="Together with limit.")] = 0,
    minify: Annotated[bool, Query(description="Without the large parts of a banner.")] = True,
    fields: Annotated[str, Query(description="Only these, such as `ip_str,http.title`.")] = "",
) -> Answer:
    """Search, newest first."""
    not_empty(query)
    names = fields_of(fields)
    if len(names) > MOST_FIELDS:
        raise BadRequest(f"at most {MOST_FIELDS} fields")
    size, begin = _where(page, limit, offset)

    def found() -> Answer:
        narrowed = key.sight.narrowed(query)
        lines = map(banner, search.page(desk, narrowed, limit=size, offset=begin))
        if names:
            matches = [picked(line, names) for line in lines]
        else:
            matches = [minified(line) for line in lines] if minify else list(lines)
        return Answer({"matches": matches, **_counted(desk, narrowed, facets)})

    return await engine(found)


@router.get("/shodan/host/search/facets")
def facet_names(_: Reader) -> Answer:
    """What can be counted."""
    return Answer(search.facet_names())


@router.get("/shodan/host/search/filters")
def filter_names(_: Reader) -> Answer:
    """What can be filtered by."""
    return Answer(search.filter_names())


@router.get("/shodan/host/search/tokens")
def tokens(_: Reader, query: Text = "") -> Answer:
    """A search, taken apart."""
    not_empty(query)
    return Answer(taken_apart(query))


@router.get("/shodan/host/{ips}")
async def hosts(
    key: Reader, engine: Engine, desk: OpenDesk, ips: str, history: bool = False, minify: bool = False
) -> Answer:
    """Everything about one address, or about several with commas between them (then a list)."""
    addresses = _addresses(ips)

    def found() -> Answer:
        seen = (search.host(desk, one, history=history) for one in addresses if key.sight.sees(one))
        lines = [host(services, banners=not minify) for services in seen if services]
        if not lines:
            return failed(404, "No information available for that IP.")
        return Answer(lines[0] if len(addresses) == 1 else lines)

    return await engine(found)


def _where(page: int, limit: int | None, offset: int) -> tuple[int, int]:
    """How many from which on. Shodan's client sends either a page, or a limit with or without an offset;
    raises BadRequest for what would be half obeyed."""
    if limit is None and offset:
        raise BadRequest("offset goes with limit: limit=100&offset=" + str(offset))
    if limit is not None and page > 1:
        raise BadRequest("limit goes with offset, not with page: a page has exactly 100")
    return (limit, offset) if limit is not None else (PAGE, (page - 1) * PAGE)


def _counted(desk: Desk, query: str, facets: str) -> dict[str, Json]:
    if not facets.strip():
        return {"total": search.count(desk, query)}
    total, found = search.counted(desk, query, facet_words(facets))
    return {"facets": {name: counted(values) for name, values in found.items()}, "total": total}


def _addresses(text: str) -> list[Address]:
    words = [word.strip() for word in text.split(",")]
    if len(words) > MOST_HOSTS:
        raise BadRequest(f"at most {MOST_HOSTS} addresses in one question")
    try:
        return [Address.whole(word) for word in words]
    except ValueError:
        raise BadAddress("Invalid IP: write addresses like 192.0.2.7, with commas between them") from None
