"""The search: one box, what it finds, and by what it can be narrowed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closing import LIVE
from leftopen.errors import BadQuery, BadRequest
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.identity import finding_id
from leftopen.model.observation import Observation
from leftopen.model.permission import Permission
from leftopen.model.user import SavedSearch
from leftopen.query.completions import completions
from leftopen.query.hints import NOUNS, hints
from leftopen.service import export as exporting
from leftopen.service import search as searching
from leftopen.service.desk import Desk
from leftopen.service.known import values
from leftopen.web.console import charts, filters, sighted
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post
from leftopen.web.console.world import world

SIZE = 20
FACETS = (
    ("exposure", 8), ("severity", 5), ("country", 250), ("port", 10), ("product", 8), ("org", 8),
    ("cloud.provider", 5), ("tag", 6),
)  # fmt: skip
SHOWN = 8
KEPT_S, WAIT_S = 15.0, 0.06
VIEWS = ("cards", "table")
MOST_SAVED = 50
TOO_MANY = "Too many questions are being counted: wait a second"
DOWNLOADS = "One download of yours or two in all are under way already: wait until one of them is done."
FORMATS = (".jsonl", ".csv", ".parquet")
MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is the same on every page of a search; some seconds old at most."""

    total: int
    facets: dict[str, list[tuple[str, int]]]
    days: Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`around` None: it is still being counted, or too many others are."""

    page: Sequence[Observation]
    around: Around | None


def find(asked: Asked, query: str, offset: int) -> Found:
    """`query` is narrowed to what the person sees. A program waits a while for the counts, a page hardly.
    Raises BadQuery and StoreFailed."""
    desk = asked.desk
    page = searching.page(desk, query, limit=SIZE, offset=offset)
    later = asked.house.later
    get = later.patient if asked.json else later.get
    around = get(("around", query), KEPT_S, lambda: _around(desk, query), WAIT_S)
    return Found(page=page, around=around)


def _around(desk: Desk, query: str) -> Around:
    total, facets = searching.counted(desk, query, FACETS, beside=True)
    return Around(total=total, facets=facets, days=searching.days(desk, query, beside=True))


def page(asked: Asked) -> Response:
    query, number = asked.one("q").strip(), _number(asked.one("page", "1"))
    view = asked.one("view", VIEWS[0]) if asked.one("view", VIEWS[0]) in VIEWS else VIEWS[0]
    if not asked.json and (address := _address(query)):
        return asked.to(f"/host/{address}")
    try:
        found = find(asked, asked.sight.narrowed(query), (number - 1) * SIZE)
    except BadQuery as error:
        return _unread(asked, query, view, error)
    around = found.around
    if asked.json:
        return _lines(asked, query, found.page, around) if around else _too_many(asked)
    return asked.draw(
        "search.html", query=query, view=view, found=found.page, around=around, page=number, error=None,
        more=_more(around, number, len(found.page)), filters=filters.filters(query), shown=SHOWN,
        bars=charts.bars(around.days if around else []),
        world=world(dict(around.facets["country"]) if around else {}),
        added=lambda field, value, negated=False: filters.added(query, field, value, negated=negated),
        chosen={(one.field, one.value): one.without for one in filters.filters(query) if not one.negated},
        within=lambda bar: filters.within(query, bar.begin, bar.end),
        saved=asked.desk.store.records.searches.of(asked.person.id), formats=FORMATS,
        open=_open(asked, found.page), hints=[] if found.page else hints(query, known=values),
    )  # fmt: skip


def _address(query: str) -> str:
    """The address that a search is and nothing else; '' otherwise: a number is a word."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", query):
        return ""
    try:
        return str(Address.whole(query))
    except ValueError:
        return ""


def _open(asked: Asked, found: Sequence[Observation]) -> dict[str, list[Case]]:
    """By service the cases about it that are open."""
    services, checks = {one.service for one in found}, catalogue.checks()
    findings = [finding_id(service, check) for service in services for check in checks]
    cases = [case for case in asked.desk.store.records.cases.of_any(findings) if case.state in LIVE]
    return {one: [case for case in cases if case.service == one] for one in services}


def _more(around: Around | None, number: int, found: int) -> bool:
    """Whether there is a page after this one, as far as is known."""
    end = min(around.total, searching.FURTHEST) if around else searching.FURTHEST
    return found == SIZE and number * SIZE < end


def _unread(asked: Asked, query: str, view: str, error: BadQuery) -> Response:
    if asked.json:
        return asked.lines({"error": str(error), "position": error.position}, 400)
    saved = asked.desk.store.records.searches.of(asked.person.id)
    return asked.draw("search.html", 400, query=query, view=view, error=error, saved=saved)


def _lines(asked: Asked, query: str, found: Sequence[Observation], around: Around) -> Response:
    facets = {
        name: [{"value": value, "count": count} for value, count in values]
        for name, values in around.facets.items()
    }
    matches = [sighted.observation(asked, one) for one in found]
    return asked.lines({"query": query, "total": around.total, "matches": matches, "facets": facets})  # type: ignore[dict-item]


def _too_many(asked: Asked) -> Response:
    answer = asked.lines({"error": TOO_MANY}, 429)
    answer.headers["Retry-After"] = "1"
    return answer


def _number(text: str) -> int:
    """Raises BadQuery beyond what can be paged through."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise BadRequest("a page has a number, from 1")
    return int(text)


def complete(asked: Asked) -> Response:
    """For the box, while somebody types."""
    known = {name: values(name) for name in NOUNS}
    found = completions(asked.one("q")[:10_000], known)
    return asked.lines([{"text": one.text, "help": one.help, "replaces": one.replaces} for one in found])


async def export(asked: Asked) -> Response:
    """All that is found, as a file. The audit says who took it."""
    format = asked.one("as", FORMATS[0])
    if format not in FORMATS:
        raise BadRequest(f"results can be had as {', '.join(FORMATS)}")
    lent = await asked.house.lending.lend(
        f"leftopen{format}", lambda file: _exported(asked, format, file), who=asked.person.id
    )
    if lent is not None:
        return lent
    if asked.json:
        return asked.lines({"error": DOWNLOADS}, 429)
    return asked.draw("refused.html", 429, sentence=asked.t(DOWNLOADS))


def _exported(asked: Asked, format: str, file: Path) -> None:
    query = asked.one("q")
    narrowed = asked.sight.narrowed(query)
    total = searching.count(asked.desk, narrowed)
    if total > MOST_EXPORTED:
        raise BadRequest(
            f"{total:,} results are more than the {MOST_EXPORTED:,} of one download: use leftopen export"
        )
    asked.audit("export", query[:500] or "everything", f"{total} observations, {format}")
    line = partial(sighted.observation, asked)
    exporting.export(asked.desk, narrowed, file, lambda number: None, line=line)


def save(asked: Asked) -> Response:
    query, name = asked.one("q").strip(), asked.one("name").strip()
    if not 1 <= len(name) <= 64 or len(query) > 10_000:
        raise BadRequest("a saved search has a name of 1 to 64 characters")
    asked.sight.narrowed(query)
    one = SavedSearch(
        id=secrets.token_hex(8), user=asked.person.id, name=name, query=query, made=asked.desk.clock()
    )
    if not asked.desk.store.records.searches.add(one, MOST_SAVED):
        raise BadRequest(f"you have {MOST_SAVED} saved searches already")
    return asked.to("/search", said="saved", q=query)


def forget(asked: Asked) -> Response:
    asked.desk.store.records.searches.remove(asked.person.id, asked.one("id"))
    return asked.to("/search", said="forgotten")


routes = (
    get("/search", Permission.LOOK, page, engine=True),
    get("/search/complete", Permission.LOOK, complete),
    get("/search/export", Permission.EXPORT, export),
    post("/search/save", Permission.LOOK, save),
    post("/search/forget", Permission.LOOK, forget),
)
