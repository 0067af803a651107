"""What monitors found changed: day by day, by kind, monitor, owner, address or search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from leftopen.errors import BadQuery, NotFound
from leftopen.model.monitor import EventKind
from leftopen.model.permission import Permission
from leftopen.service.cases.owners import NO_OWNER
from leftopen.service.exclusions.reports import Reported
from leftopen.service.monitoring import monitors
from leftopen.service.monitoring.change_list import ChangeList, list_changes
from leftopen.service.monitoring.changes_feed import PATH as FEED
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.view.change_days import by_day, day_bars
from leftopen.web.console.view.change_query import SPANS, ChangeQuery, change_query

ROWS = 100
MOST_OWNERS = 50
MOST_MONITORS = 50


def show(request: ConsoleRequest) -> Response:
    asked = change_query(request)
    names = {one.id: one.name for one in monitors.visible(request.workspace, request.visibility)}
    listed, wrong = _listed(request, asked, names)
    of_day = [one for one in listed.changes if asked.day in (None, one.at.date())]
    of_kind = [one for one in listed.changes if asked.kind in (None, one.kind)]
    chosen = [one for one in of_day if asked.kind in (None, one.kind)]
    last = max(1, -(-len(chosen) // ROWS))
    page = min(asked.page, last)
    shown = chosen[(page - 1) * ROWS : page * ROWS]
    if request.json:
        return request.lines([monitors.event_line(one, names.get(one.monitor, "")) for one in shown])
    counts = Counter(one.kind for one in of_day)
    return request.draw(
        "changes.html", 400 if wrong else 200, asked=asked, wrong=wrong, names=names, total=len(chosen),
        bars=day_bars(of_kind, asked.first, asked.days), page=page, last=last, spans=SPANS,
        kinds=[(kind, counts[kind]) for kind in EventKind if counts[kind] or kind is asked.kind],
        by_day=by_day(shown), owner=listed.owner, hidden=listed.hidden, cut=listed.cut,
        owners=_owners(listed), offered=_offered(listed, names), feed=_feed(request, asked),
        **_around(request, asked),
    )  # fmt: skip


def _listed(request: ConsoleRequest, asked: ChangeQuery, names: Mapping[str, str]) -> tuple[ChangeList, str]:
    """The changes in the span, and why the filters cannot be read: the page tells it above its form. Raises
    BadQuery and NotFound for a program."""
    try:
        wanted = asked.filter(_monitor(asked.fields["monitor"], names))
        return list_changes(request.workspace, wanted, request.visibility), ""
    except (BadQuery, NotFound) as error:
        if request.json:
            raise
        return ChangeList(changes=(), owner=str, hidden=Reported(cases=[]), cut=False), str(error)


def _monitor(name: str, names: Mapping[str, str]) -> str:
    """The id of the visible monitor of that name, '' for ''. Raises NotFound."""
    found = next((id for id, known in names.items() if known == name), "")
    if name and not found:
        raise NotFound(f"there is no monitor {name[:64]!r}")
    return found


def _owners(listed: ChangeList) -> list[tuple[str, int]]:
    """The owners of the changes, the most frequent first."""
    counts = Counter(listed.owner(one.address) or NO_OWNER for one in listed.changes)
    return counts.most_common(MOST_OWNERS)


def _offered(listed: ChangeList, names: Mapping[str, str]) -> list[str]:
    """The names of monitors that the filter offers, of 10,000 only some: those with the most changes."""
    counts = Counter(names[one.monitor] for one in listed.changes if one.monitor in names)
    changed = [name for name, _ in counts.most_common(MOST_MONITORS)]
    return sorted([*dict.fromkeys([*changed, *sorted(names.values())])][:MOST_MONITORS])


def _feed(request: ConsoleRequest, asked: ChangeQuery) -> str:
    """The address of the Atom feed of these changes, for a key that the user fills in."""
    fields = {name: asked.fields[name] for name in ("q", "monitor", "owner", "kind")}
    origin = request.state.options.origin(request.netloc)
    return f"{origin}{with_query(FEED, {**fields, 'key': 'KEY'})}"


def _around(request: ConsoleRequest, asked: ChangeQuery) -> dict[str, object]:
    """The last day of the spans before and after this one; None where there is none."""
    today = request.workspace.clock().date()
    later = min(asked.last + timedelta(days=asked.days), today)
    return {"earlier": asked.first - timedelta(days=1), "later": later if asked.last < today else None}


page = Page(
    routes=(get("/changes", Permission.VIEW, show, engine=True),),
    link=Link(
        title="Changes",
        help="What monitors found new, gone, changed or exposed; day by day.",
        order=140,
    ),
    about="watch/monitoring",
)
