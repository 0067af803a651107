"""Monitors: what is scanned again and again, and what changed, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from starlette.responses import Response

from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.facts import Json
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.model.permission import Permission
from leftopen.service.exclusions.records import current
from leftopen.service.exclusions.reports import reported_events
from leftopen.service.monitoring import monitors, schedule
from leftopen.service.monitoring.run import CONTROL_CHANGED, NO_CONTROL, TOO_MANY
from leftopen.service.scanning.scan_queue import USUAL_PORTS
from leftopen.store.records.entities.monitors import Monitors
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.change_days import by_day

DAYS = (1, 7, 30)
MOST_EVENTS = 500
ROWS = 100


def show(request: ConsoleRequest) -> Response:
    listed = monitors.visible(request.workspace, request.visibility)
    found, days = _events(request, listed)
    events, hidden = reported_events(current(request.workspace), found)
    if request.json:
        names = {one.id: one.name for one in listed}
        due = {one.id: at for one, at in monitors.with_next_runs(request.workspace, listed)}

        def line(one: Monitor | MonitorEvent) -> Json:
            if isinstance(one, MonitorEvent):
                return monitors.event_line(one, names[one.monitor])
            return monitors.line(replace(one, said=_said(request, one)), due[one.id])

        lines: list[Monitor | MonitorEvent] = [*listed, *events]
        return request.paged_lines(lines, line)
    last = max(1, -(-len(listed) // ROWS))
    page = min(request.page, last)
    shown = [replace(one, said=_said(request, one)) for one in listed][(page - 1) * ROWS : page * ROWS]
    return request.draw(
        "monitors.html", monitors=monitors.with_next_runs(request.workspace, shown), total=len(listed),
        page=page, last=last,
        every=schedule.text, names={one.id: one.name for one in listed}, days=days, choices=DAYS,
        by_day=by_day(events), cut=len(found) == MOST_EVENTS, hidden=hidden, ports=USUAL_PORTS,
        kinds=list(EventKind), usual=monitors.kinds(()),
    )  # fmt: skip


def _said(request: ConsoleRequest, monitor: Monitor) -> str:
    """How its last run went. A refusal quotes an authorisation or a denial, which may be wider than what the
    user sees."""
    judged_nothing = (NO_CONTROL, CONTROL_CHANGED, TOO_MANY)
    if visible_cases.clauses(request) or not monitor.said or monitor.said in judged_nothing:
        return monitor.said
    if " responded" in monitor.said:
        return monitor.said
    return request.t("the last run was not possible")


def _events(request: ConsoleRequest, listed: Sequence[Monitor]) -> tuple[list[MonitorEvent], int]:
    """The newest changes, newest first, and of how many days."""
    asked = request.one("days", "7")
    days = int(asked) if asked in {str(one) for one in DAYS} else 7
    since = request.workspace.clock() - timedelta(days=days)
    own = {one.id for one in listed}
    found = Monitors(request.workspace.store.records).events(since=since)
    return [event for event in found if event.monitor in own][:MOST_EVENTS], days


async def add(request: ConsoleRequest) -> Response:
    """Adds a monitor; every target must be in scope and visible."""
    planned = schedule.parse(request.one("every"), request.workspace.clock())
    words = request.one("targets").replace(",", " ").split()
    for word in words:
        if not request.visibility.sees_all_of(word):
            raise BadRequest("outside the networks that your account can see")
    try:
        monitor = await monitors.add(
            request.workspace,
            request.one("name").strip(),
            words,
            interval=planned.every,
            cron=planned.cron,
            ports=request.one("ports").strip() or USUAL_PORTS,
            tell=request.one("tell").split(),
            when=monitors.kinds(request.every("when")),
            by=request.person.name,
            may_tell=request.may("notify"),
        )
    except NotAllowed as error:
        raise visible_cases.refusal(request, error) from None
    lacking = monitors.unready_channels(request.workspace, monitor)
    return request.to("/monitors", said="monitor-added-unsent" if lacking else "monitor-added")


def pause(request: ConsoleRequest) -> Response:
    monitors.pause(request.workspace, _own(request).name, by=request.person.name)
    return request.to("/monitors", said="changed")


def resume(request: ConsoleRequest) -> Response:
    monitors.resume(request.workspace, _own(request).name, by=request.person.name)
    return request.to("/monitors", said="changed")


def remove(request: ConsoleRequest) -> Response:
    monitors.remove(request.workspace, _own(request).name, by=request.person.name)
    return request.to("/monitors", said="removed")


def _own(request: ConsoleRequest) -> Monitor:
    """Raises NotFound, also for one that the user does not see."""
    name = request.one("name")
    listed = monitors.visible(request.workspace, request.visibility)
    found = next((one for one in listed if one.name == name), None)
    if found is None:
        raise NotFound("there is no such monitor")
    return found


page = Page(
    routes=(
        get("/monitors", Permission.SCAN, show),
        post("/monitors", Permission.SCAN, add),
        post("/monitors/pause", Permission.SCAN, pause),
        post("/monitors/resume", Permission.SCAN, resume),
        post("/monitors/remove", Permission.SCAN, remove),
    ),
    link=Link(
        title="Monitors",
        help="Scan targets again and again; what changed, day by day.",
        order=420,
    ),
    about="watch/monitoring",
)
