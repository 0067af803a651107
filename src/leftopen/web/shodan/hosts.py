"""Search endpoints: /shodan/host/…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from leftopen.errors import BadAddress, BadRequest
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.query.facet_words import facet_words
from leftopen.query.hints import hints
from leftopen.query.shodan_tokens import analyze
from leftopen.service.identity.visibility import Visibility
from leftopen.service.reference.vocabulary import values as values_of
from leftopen.service.search import search
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.responses import JsonResponse, failure_response
from leftopen.web.shodan.banner_json import banner, fields_of, minify_banner, pick_fields, readable
from leftopen.web.shodan.dependencies import Engine, OpenDesk, Reader
from leftopen.web.shodan.facet_json import counted
from leftopen.web.shodan.host_json import host
from leftopen.web.shodan.query_params import Facets, Text, not_empty

router = APIRouter(tags=["search"])
PAGE = 100
MOST_HOSTS = 100
MOST_FIELDS = 200


# Before /shodan/host/{ips}, which would take `count` for an address.
@router.get("/shodan/host/count")
async def count(
    key: Reader, engine: Engine, workspace: OpenDesk, query: Text = "", facets: Facets = ""
) -> JsonResponse:
    """The number of banners that match a search, and the most frequent values of its facets."""
    not_empty(query)
    return await engine(
        lambda: JsonResponse({"matches": [], **_counted(workspace, key.visibility, query, facets)})
    )


@router.get("/shodan/host/search")
async def find(
    key: Reader,
    engine: Engine,
    workspace: OpenDesk,
    query: Text = "",
    facets: Facets = "",
    page: Annotated[int, Query(ge=1, description="Page number; a page has exactly 100 results.")] = 1,
    limit: Annotated[int | None, Query(ge=1, le=search.MOST_RESULTS)] = None,
    offset: Annotated[int, Query(ge=0, description="Use together with limit.")] = 0,
    minify: Annotated[bool, Query(description="Omit the large parts of banners.")] = True,
    fields: Annotated[str, Query(description="Fields to return, such as `ip_str,http.title`.")] = "",
) -> JsonResponse:
    """Search results, newest first."""
    not_empty(query)
    names = fields_of(fields)
    if len(names) > MOST_FIELDS:
        raise BadRequest(f"at most {MOST_FIELDS} fields")
    size, begin = _where(page, limit, offset)

    def found() -> JsonResponse:
        seen = search.page(workspace, key.visibility.narrowed(query), limit=size, offset=begin)
        lines = map(banner, readable(seen, key.visibility))
        if names:
            matches = [pick_fields(line, names) for line in lines]
        else:
            matches = [minify_banner(line) for line in lines] if minify else list(lines)
        return JsonResponse({"matches": matches, **_counted(workspace, key.visibility, query, facets)})

    return await engine(found)


@router.get("/shodan/host/search/facets")
def facet_names(_: Reader) -> JsonResponse:
    """Names of facets."""
    return JsonResponse(search.facet_names())


@router.get("/shodan/host/search/filters")
def filter_names(_: Reader) -> JsonResponse:
    """Names of filters."""
    return JsonResponse(search.filter_names())


@router.get("/shodan/host/search/tokens")
def tokens(_: Reader, query: Text = "") -> JsonResponse:
    """The parts of a search."""
    not_empty(query)
    return JsonResponse(analyze(query))


@router.get("/shodan/host/{ips}")
async def hosts(
    key: Reader, engine: Engine, workspace: OpenDesk, ips: str, history: bool = False, minify: bool = False
) -> JsonResponse:
    """Everything about one address, or a list for several addresses separated by commas."""
    addresses = _addresses(ips)

    def found() -> JsonResponse:
        seen = (search.host(workspace, one, history=history) for one in addresses if key.visibility.sees(one))
        shown = [list(readable(services, key.visibility)) for services in seen]
        lines = [host(services, banners=not minify) for services in shown if services]
        if not lines:
            return failure_response(404, "No information available for that IP.")
        return JsonResponse(lines[0] if len(addresses) == 1 else lines)

    return await engine(found)


def _where(page: int, limit: int | None, offset: int) -> tuple[int, int]:
    """Limit and offset. Shodan's client sends either a page, or a limit with or without an offset; raises
    BadRequest for a combination that could be obeyed only in part."""
    if limit is None and offset:
        raise BadRequest("offset needs limit: limit=100&offset=" + str(offset))
    if limit is not None and page > 1:
        raise BadRequest("limit needs offset and cannot be used with page (a page has exactly 100 results)")
    return (limit, offset) if limit is not None else (PAGE, (page - 1) * PAGE)


def _counted(workspace: Workspace, visibility: Visibility, query: str, facets: str) -> dict[str, Json]:
    """`hints` only where there are any: Shodan's clients don't read that name."""
    narrowed = visibility.narrowed(query)
    if facets.strip():
        total, found = search.count_facets(workspace, narrowed, facet_words(facets))
        answer: dict[str, Json] = {"facets": {name: counted(values) for name, values in found.items()}}
    else:
        total, answer = search.count(workspace, narrowed), {}
    advice: list[Json] = [*hints(query, found=total > 0, known=values_of)]
    return {**answer, "total": total} | ({"hints": advice} if advice else {})


def _addresses(text: str) -> list[Address]:
    words = [word.strip() for word in text.split(",")]
    if len(words) > MOST_HOSTS:
        raise BadRequest(f"at most {MOST_HOSTS} addresses per request")
    try:
        return [Address.whole(word) for word in words]
    except ValueError:
        raise BadAddress("Invalid IP: use addresses such as 192.0.2.7, separated by commas") from None
