"""The overview: what is open and since when, how that changed, services by country, recent scans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from starlette.responses import Response

from leftopen.cases import event_schema
from leftopen.cases.groups import Group
from leftopen.cases.trend import days_until, open_over_time, time_to_close
from leftopen.errors import StoreFailed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.permission import Permission
from leftopen.model.scan import ScanRecord
from leftopen.model.severity import Severity
from leftopen.present.log_events import ERROR, log_event
from leftopen.service.cases.case_groups import grouping
from leftopen.service.cases.counts import open_cases, open_counts
from leftopen.service.cases.owners import case_owners
from leftopen.service.exclusions.reports import reported
from leftopen.service.search.living import without_gone
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scans import Scans
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.pictures import charts
from leftopen.web.console.view.pictures.charts import Span
from leftopen.web.console.view.pictures.world_map import world
from leftopen.web.console.view.waiting import waiting_tasks

A_DAY = timedelta(days=1)
LONGEST_WINDOW = timedelta(days=30)
ROWS = 12
SCANS = 5
KEPT_S = 10.0
TREND_DAYS = 31
TREND_KEPT_S = 60.0
CLOSED_WITHIN = timedelta(days=90)


def show(request: ConsoleRequest) -> Response:
    now, records = request.workspace.clock(), request.workspace.store.records
    hidden = reported(request.workspace, request.visibility.cases(Cases(records).list()))
    everything = hidden.cases
    live = open_cases(everything)
    if request.json:
        return request.lines(
            {"type": "overview", "open": [visible_cases.line(request, case) for case in live]}
        )
    seen, countries = _seen(request)
    scopes = Scopes(records).list()
    known = grouping(request.workspace, everything, scopes)
    groups = known.groups(live)
    begin = max(min((case.open_after or case.first_open for case in live), default=now), now - LONGEST_WINDOW)
    oldest = sorted(groups, key=lambda group: (-group.severity.rank, group.first_open))[:ROWS]
    return request.draw(
        "overview.html",
        hidden=hidden,
        live=len(groups),
        counts=open_counts(live, _gone(request, {case.service for case in live})),
        severities=[(level, _of(groups, level)) for level in reversed(Severity)],
        fresh=known.count(case for case in everything if now - case.detected < A_DAY),
        shut=known.count(case for case in everything if case.closed and now - case.closed < 7 * A_DAY),
        oldest=list(zip(oldest, _windows(request, map(_longest, oldest), begin, now), strict=True)),
        begin=begin,
        seen=seen,
        world=world(countries),
        scans=_scans(request, Scans(records).list()),
        checks=Counter(group.first.check for group in groups).most_common(8),
        owner=case_owners(scopes),
        trend=charts.line(_trend(request, known.ids)),
        tasks=waiting_tasks(request, everything),
        closing=time_to_close(everything, now - CLOSED_WITHIN),
        median=_median(groups, now),
    )


def _seen(request: ConsoleRequest) -> tuple[int, dict[str, int]]:
    """Number of services, and services by country; a few seconds old at most."""
    query = request.visibility.narrowed(without_gone(""))

    store = request.workspace.store.observations
    return request.state.ttl_cache.get(("overview", query), KEPT_S, lambda: store.services(query))


def _gone(request: ConsoleRequest, services: Collection[str]) -> Collection[str]:
    """Those of the services that are gone; a few seconds old at most."""
    asked = frozenset(services)
    return request.state.ttl_cache.get(
        ("gone", asked), KEPT_S, lambda: request.workspace.store.observations.gone(asked)
    )


def _longest(group: Group) -> Case:
    """The case that stands for the group in a chart."""
    return min(group.cases, key=lambda case: case.first_open)


def _windows(
    request: ConsoleRequest, cases: Iterable[Case], begin: datetime, now: datetime
) -> list[list[Span] | None]:
    """What each case was in that time; None for one whose events were damaged."""
    shown = list(cases)
    events = Cases(request.workspace.store.records).histories([case.id for case in shown])
    return [_window(case, begin, now, events.get(case.id, [])) for case in shown]


def _window(case: Case, begin: datetime, now: datetime, events: Sequence[CaseEvent]) -> list[Span] | None:
    if not events or events[0].kind is not CaseEventKind.DETECTED:
        message = f"case {case.id[:8]} has no readable events; to see what to do: leftopen doctor"
        log_event(ERROR, "case_damaged", message)
        return None
    try:
        return charts.window(case, begin, now, event_schema.looks(events))
    except StoreFailed as error:
        log_event(ERROR, "records_damaged", str(error))
        return None


def _trend(request: ConsoleRequest, groups: Mapping[str, str]) -> list[tuple[datetime, int]]:
    """How many were open on each of the last days; a minute old at most."""

    def ask() -> list[tuple[datetime, int]]:
        times = days_until(request.workspace.clock(), TREND_DAYS)
        moves = Cases(request.workspace.store.records).moves()
        return list(zip(times, open_over_time(moves, groups, times), strict=True))

    return request.state.ttl_cache.get(("trend", request.person.networks), TREND_KEPT_S, ask)


def _of(groups: Sequence[Group], level: Severity) -> int:
    return sum(group.severity is level for group in groups)


def _median(groups: Sequence[Group], now: datetime) -> timedelta | None:
    ages = sorted(now - group.first_open for group in groups)
    return ages[len(ages) // 2] if ages else None


def _scans(request: ConsoleRequest, listed: Sequence[ScanRecord]) -> list[ScanRecord]:
    visibility = request.visibility
    return [scan for scan in listed if all(visibility.sees_all_of(word) for word in scan.targets)][:SCANS]


page = Page(
    routes=(get("/", Permission.VIEW, show, engine=True),),
    link=Link(
        title="Overview",
        help="What is open and since when, what is new, recent scans.",
        order=110,
    ),
)
