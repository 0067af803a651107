"""The search page: results, facets, saved searches, export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadQuery, BadRequest
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.identity import finding_id
from leftopen.model.observation import Observation
from leftopen.model.permission import Permission
from leftopen.query.completions import completions
from leftopen.query.hints import NOUNS, hints
from leftopen.service.search import export as exporting
from leftopen.service.search import saved_searches
from leftopen.service.search import search as searching
from leftopen.service.search.living import asks_for_gone, gone, living
from leftopen.service.vocabulary import values
from leftopen.service.workspace import Workspace
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import charts, filters, visible_cases
from leftopen.web.console.view.world_map import world

SIZE = 20
FACETS = (
    ("exposure", 8), ("severity", 5), ("country", 250), ("port", 10), ("product", 8), ("org", 8),
    ("cloud.provider", 5), ("tag", 6),
)  # fmt: skip
SHOWN = 8
KEPT_S, WAIT_S = 15.0, 0.06
VIEWS = ("cards", "table")
TOO_MANY = "Too many searches are being counted. Try again in a second."
DOWNLOADS = (
    "Too many downloads at once (at most one per user and two in total). Try again when one has finished."
)
FORMATS = (".jsonl", ".csv", ".parquet")
MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSummary:
    """The part that all pages of a search share; a few seconds old at most. `gone`: how many more match that
    are gone."""

    total: int
    gone: int
    facets: dict[str, list[tuple[str, int]]]
    days: Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`around` is None while it is being counted, or when too many others are."""

    page: Sequence[Observation]
    around: SearchSummary | None


def find(request: ConsoleRequest, asked: str, offset: int) -> Found:
    """Limited to what the user may see, and to services that are not gone, unless the search asks for those.
    A JSON client waits for the counts; a page hardly waits. Raises BadQuery and StoreFailed."""
    workspace = request.workspace
    query = request.visibility.narrowed(living(asked))
    left = "" if asks_for_gone(asked) else request.visibility.narrowed(gone(asked))
    page = searching.page(workspace, query, limit=SIZE, offset=offset)
    later = request.state.later
    get = later.patient if request.json else later.get
    around = get(("around", query), KEPT_S, lambda: _around(workspace, query, left), WAIT_S)
    return Found(page=page, around=around)


def _around(workspace: Workspace, query: str, left: str) -> SearchSummary:
    total, facets = searching.count_facets(workspace, query, FACETS, beside=True)
    days = searching.days(workspace, query, beside=True)
    lost = searching.count(workspace, left) if left and workspace.store.observations.any_gone() else 0
    return SearchSummary(total=total, gone=lost, facets=facets, days=days)


def show(request: ConsoleRequest) -> Response:
    query, number = request.one("q").strip(), _number(request.one("page", "1"))
    view = request.one("view", VIEWS[0]) if request.one("view", VIEWS[0]) in VIEWS else VIEWS[0]
    if not request.json and (address := _address(query)):
        return request.to(f"/host/{address}")
    try:
        found = find(request, query, (number - 1) * SIZE)
    except BadQuery as error:
        return _unread(request, query, view, error)
    around = found.around
    if request.json:
        return _lines(request, query, found.page, around) if around else _too_many(request)
    return request.draw(
        "search.html", query=query, view=view, found=found.page, around=around, page=number, error=None,
        more=_more(around, number, len(found.page)), filters=filters.filters(query), shown=SHOWN,
        bars=charts.bars(around.days if around else []),
        world=world(dict(around.facets["country"]) if around else {}),
        added=lambda field, value, negated=False: filters.added(query, field, value, negated=negated),
        chosen={(one.field, one.value): one.without for one in filters.filters(query) if not one.negated},
        within=lambda bar: filters.within(query, bar.begin, bar.end),
        saved=request.workspace.store.records.searches.of(request.person.id), formats=FORMATS,
        open=_open(request, found.page), others=searching.sources_of(request.workspace, found.page),
        hints=[] if found.page else hints(query, known=values),
    )  # fmt: skip


def _address(query: str) -> str:
    """The address when the query is only an address, else ''. A plain number is a word."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", query):
        return ""
    try:
        return str(Address.whole(query))
    except ValueError:
        return ""


def _open(request: ConsoleRequest, found: Sequence[Observation]) -> dict[str, list[Case]]:
    """The open cases by service."""
    services = {one.service for one in found}
    exposures = [*catalogue.checks(), *catalogue.shapes()]
    findings = [finding_id(service, name) for service in services for name in exposures]
    cases = [case for case in request.workspace.store.records.cases.of_any(findings) if case.state in LIVE]
    return {one: [case for case in cases if case.service == one] for one in services}


def _more(around: SearchSummary | None, number: int, found: int) -> bool:
    """Whether another page follows, as far as is known."""
    end = min(around.total, searching.FURTHEST) if around else searching.FURTHEST
    return found == SIZE and number * SIZE < end


def _unread(request: ConsoleRequest, query: str, view: str, error: BadQuery) -> Response:
    if request.json:
        return request.lines({"error": str(error), "position": error.position}, 400)
    saved = request.workspace.store.records.searches.of(request.person.id)
    return request.draw("search.html", 400, query=query, view=view, error=error, saved=saved)


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
    known = {name: values(name) for name in NOUNS}
    found = completions(request.one("q")[:10_000], known)
    return request.lines([{"text": one.text, "help": one.help, "replaces": one.replaces} for one in found])


async def export(request: ConsoleRequest) -> Response:
    """All results as a file. The audit log records the export."""
    format = request.one("as", FORMATS[0])
    if format not in FORMATS:
        raise BadRequest(f"results can be had as {', '.join(FORMATS)}")
    lent = await request.state.lending.lend(
        f"leftopen{format}", lambda file: _exported(request, format, file), who=request.person.id
    )
    if lent is not None:
        return lent
    if request.json:
        return request.lines({"error": DOWNLOADS}, 429)
    return request.draw("refused.html", 429, sentence=request.t(DOWNLOADS))


def _exported(request: ConsoleRequest, format: str, file: Path) -> None:
    query = request.one("q")
    narrowed = request.visibility.narrowed(living(query))
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


def forget(request: ConsoleRequest) -> Response:
    saved_searches.remove(request.workspace, request.person.id, request.one("id"))
    return request.to("/search", said="forgotten")


page = Page(
    routes=(
        get("/search", Permission.LOOK, show, engine=True),
        get("/search/complete", Permission.LOOK, complete, background=True),
        get("/search/export", Permission.EXPORT, export),
        post("/search/save", Permission.LOOK, save),
        post("/search/forget", Permission.LOOK, forget),
    ),
    link=Link(title="Search", help="Services that were seen, by filters and words.", order=20),
    about="search",
)
