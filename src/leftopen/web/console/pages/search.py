"""The search page: results, facets, charts, saved searches, export."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadQuery, BadRequest
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.observation import Observation
from leftopen.model.permission import Permission
from leftopen.query.columns.coerce import vulnerable
from leftopen.query.hints import hints
from leftopen.service.reference.vocabulary import values
from leftopen.service.search import export as exporting
from leftopen.service.search import no_results, saved_searches
from leftopen.service.search import search as searching
from leftopen.service.search.living import asks_for_gone, only_gone, without_gone
from leftopen.service.search.saved_searches import OwnSearches
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cve_lists import CveLists
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.view import completion, filters, search_view, visible_cases
from leftopen.web.console.view.card_vulns import CardVuln, card_vulns
from leftopen.web.console.view.pictures import day_chart
from leftopen.web.console.view.pictures.world_map import world
from leftopen.web.console.view.search_facets import FACETS, facet_lists
from leftopen.web.console.view.search_view import SearchView

PATH = "/search"
SIZE = 20
KEPT_S, WAIT_S = 15.0, 0.06
TOO_MANY = "Too many searches are being counted. Try again in a second."
DOWNLOADS = (
    "Too many downloads at once (at most one per user and two in total). Try again when one has finished."
)
FORMATS = (".jsonl", ".csv", ".parquet")
MOST_EXPORTED = 50_000
KEPT = ("q", "view")
"""The parts of the address to which a form returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSummary:
    """The part that all pages of a search share; a few seconds old at most. `gone`: how many more match that
    are gone; `causes`: why nothing matches."""

    total: int
    gone: int
    facets: dict[str, list[tuple[str, int]]]
    days: Sequence[tuple[date, int]]
    hours: Sequence[tuple[datetime, int]] = ()
    causes: Sequence[no_results.Cause] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`around` is None while it is being counted, or when too many others are."""

    page: Sequence[Observation]
    around: SearchSummary | None


def find(request: ConsoleRequest, asked: str, offset: int) -> Found:
    """Limited to what the user may see, and to services that are not gone, unless the search asks for those.
    A JSON client waits for the counts; a page hardly waits. Raises BadQuery and StoreFailed."""
    query = request.visibility.narrowed(without_gone(asked))
    found = searching.page(request.workspace, query, limit=SIZE, offset=offset)
    later = request.state.background_cache
    get = later.patient if request.json else later.get
    around = get(("around", query), KEPT_S, lambda: _around(request, asked, query), WAIT_S)
    return Found(page=found, around=around)


def _around(request: ConsoleRequest, asked: str, query: str) -> SearchSummary:
    """In the background."""
    workspace, visibility = request.workspace, request.visibility
    left = "" if asks_for_gone(asked) else visibility.narrowed(only_gone(asked))
    found = searching.summary(workspace, query, FACETS, day_chart.wants_hours)
    return SearchSummary(
        total=found.total,
        gone=searching.count(workspace, left) if left and found.absent else 0,
        facets=found.facets,
        days=found.days,
        hours=found.hours,
        causes=() if found.total or not asked else _causes(request, asked),
    )


def _causes(request: ConsoleRequest, asked: str) -> Sequence[no_results.Cause]:
    def count(query: str) -> int:
        return searching.count(request.workspace, request.visibility.narrowed(without_gone(query)))

    return no_results.causes(asked, count, partial(completion.known_now, request))


def show(request: ConsoleRequest) -> Response:
    query, number = request.one("q").strip(), _number(request.one("page", "1"))
    mine = _mine(request)
    usual = search_view.saved(mine.usual)
    if not request.json and (address := _address(query)):
        return request.to(f"/host/{address}")
    try:
        found = find(request, query, (number - 1) * SIZE)
    except BadQuery as error:
        return _unread(request, query, _frame(request, query, mine, usual), error)
    around = found.around
    if request.json:
        return _lines(request, query, found.page, around) if around else _too_many(request)
    return request.draw(
        "search.html", 200, **_frame(request, query, mine, usual), found=found.page, around=around,
        page=number, error=None, more=_more(around, number, len(found.page)), filters=filters.filters(query),
        **_charts(_look(request, usual), around), facets=facet_lists(query, around) if around else (),
        added=filters.adder(query), within=filters.limiter(query),
        open=_open(request, found.page), others=searching.sources_of(request.workspace, found.page),
        vulns=_vulns(request, found.page), hints=[] if found.page else hints(query, known=values),
    )  # fmt: skip


def _vulns(request: ConsoleRequest, page: Sequence[Observation]) -> Mapping[str, Sequence[CardVuln]]:
    """Those of each row, by its id."""
    names = {name for one in page for name in vulnerable(one.blocks.get("vulns"))}
    facts = CveLists(request.workspace.store.records).facts(names)
    exploited = frozenset(one.cve for one in facts.values() if one.kev_added)
    return {one.id: card_vulns(one, exploited) for one in page}


def _frame(request: ConsoleRequest, query: str, mine: OwnSearches, usual: SearchView) -> dict[str, object]:
    """What the page has for any search, also for one that can't be read."""
    look = _look(request, usual)

    def here(changes: Mapping[str, object]) -> str:
        return with_query(PATH, {"q": query, **search_view.in_address(look, usual), **changes})

    return {
        "query": query, "look": look, "view": look.view, "saved": mine.saved, "formats": FORMATS,
        "here": here, "columns": search_view.COLUMNS,
    }  # fmt: skip


def _mine(request: ConsoleRequest) -> OwnSearches:
    return saved_searches.own(request.workspace, request.person.id, "search")


def _look(request: ConsoleRequest, usual: SearchView) -> SearchView:
    return search_view.with_columns(usual, request.one("view"), request.every("columns"))


def _charts(look: SearchView, around: SearchSummary | None) -> dict[str, object]:
    """None of those that are folded."""
    timeline = around and "timeline" not in look.folded and day_chart.day_chart(around.days, around.hours)
    on_map = around and "map" not in look.folded and around.total
    countries = dict(around.facets["country"]) if around and on_map else {}
    return {
        "timeline": timeline or None,
        "world": world(countries) if on_map else None,
        "nowhere": around.total - sum(countries.values()) if around and on_map else 0,
    }


def _address(query: str) -> str:
    """The address when the query is only an address, else ''. A plain number is a word."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", query):
        return ""
    try:
        return str(Address.whole(query))
    except ValueError:
        return ""


def _open(request: ConsoleRequest, found: Sequence[Observation]) -> Mapping[str, Sequence[Case]]:
    """The open cases by service."""
    known = {*catalogue.checks(), *catalogue.shapes()}
    by_service: dict[str, list[Case]] = {one.service: [] for one in found}
    addresses = {str(one.endpoint.address) for one in found}
    for case in Cases(request.workspace.store.records).at_any(addresses, LIVE):
        if case.service in by_service and case.check in known:
            by_service[case.service].append(case)
    return by_service


def _more(around: SearchSummary | None, number: int, found: int) -> bool:
    """Whether another page follows, as far as is known."""
    end = min(around.total, searching.FURTHEST) if around else searching.FURTHEST
    return found == SIZE and number * SIZE < end


def _unread(request: ConsoleRequest, query: str, frame: Mapping[str, object], error: BadQuery) -> Response:
    if request.json:
        return request.lines({"error": str(error), "position": error.position}, 400)
    return request.draw("search.html", 400, **frame, error=error)


def _lines(
    request: ConsoleRequest, query: str, found: Sequence[Observation], around: SearchSummary
) -> Response:
    facets = {
        name: [{"value": value, "count": count} for value, count in values]
        for name, values in around.facets.items()
    }
    matches = [visible_cases.observation(request, one) for one in found]
    # In this order: the check of leftopen itself reads only the beginning.
    return request.lines(
        {"query": query, "total": around.total, "matches": matches, "facets": facets, "gone": around.gone}  # type: ignore[dict-item]
    )


def _too_many(request: ConsoleRequest) -> Response:
    answer = request.lines({"error": TOO_MANY}, 429)
    answer.headers["Retry-After"] = "1"
    return answer


def _number(text: str) -> int:
    """Raises BadQuery beyond the last page that can be shown."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise BadRequest("invalid page number: pages start at 1")
    return int(text)


def complete(request: ConsoleRequest) -> Response:
    """Completions for the search box."""
    return request.lines(completion.suggestions(request))


async def export(request: ConsoleRequest) -> Response:
    """All results as a file. The audit log records the export."""
    format = request.one("as", FORMATS[0])
    if format not in FORMATS:
        raise BadRequest(f"results can be had as {', '.join(FORMATS)}")
    lent = await request.state.download_slots.lend(
        f"leftopen{format}", lambda file: _exported(request, format, file), who=request.person.id
    )
    if lent is not None:
        return lent
    if request.json:
        return request.lines({"error": DOWNLOADS}, 429)
    return request.draw("refused.html", 429, sentence=request.t(DOWNLOADS))


def _exported(request: ConsoleRequest, format: str, file: Path) -> None:
    query = request.one("q")
    narrowed = request.visibility.narrowed(without_gone(query))
    total = searching.count(request.workspace, narrowed)
    if total > MOST_EXPORTED:
        raise BadRequest(
            f"too many results: {total:,}; a download takes at most {MOST_EXPORTED:,}. Use leftopen export"
        )
    request.audit("export", query[:500] or "everything", f"{total} observations, {format}")
    line = partial(visible_cases.observation, request)
    exporting.export(request.workspace, narrowed, file, lambda number: None, line=line)


def save(request: ConsoleRequest) -> Response:
    query, name = request.one("q").strip(), request.one("name").strip()
    if not 1 <= len(name) <= 64 or len(query) > 10_000:
        raise BadRequest("the name of a saved search must have 1 to 64 characters")
    request.visibility.narrowed(query)
    saved_searches.save(request.workspace, request.person.id, name, query)
    return request.to("/search", said="saved", q=query)


def set_look(request: ConsoleRequest) -> Response:
    """Stores a chart put away or back, or the columns as the user's usual ones."""
    usual = search_view.saved(_mine(request).usual)
    look = search_view.with_columns(usual, "", request.every("columns"))
    look = search_view.with_charts(look, hide=request.one("hide"), show=request.one("show"))
    saved_searches.set_usual(request.workspace, request.person.id, "search", look.query())
    return request.to(PATH, **{name: text for name in KEPT if (text := request.one(f"at-{name}"))})


def forget(request: ConsoleRequest) -> Response:
    saved_searches.remove(request.workspace, request.person.id, request.one("id"))
    return request.to("/search", said="forgotten")


page = Page(
    routes=(
        get("/search", Permission.VIEW, show, engine=True),
        get("/search/complete", Permission.VIEW, complete, background=True),
        get("/search/export", Permission.EXPORT, export),
        post("/search/save", Permission.VIEW, save),
        post("/search/look", Permission.VIEW, set_look),
        post("/search/forget", Permission.VIEW, forget),
    ),
    link=Link(title="Search", help="Services that were seen, by filters and words.", order=150),
    about="reference/search",
)
