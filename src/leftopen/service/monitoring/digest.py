"""The message about one run of a monitor: one for many changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadSetting
from leftopen.model.case import Case
from leftopen.model.identity import digest
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.model.notice import Notice
from leftopen.present.humanize import format_count, format_time
from leftopen.present.printable import printable
from leftopen.service import audit_log
from leftopen.service.cases.channels import outbound, sender_of, unready, write_message
from leftopen.service.monitoring.networks import Networks
from leftopen.service.workspace import Workspace

MOST_LINES = 50
TITLES = {
    EventKind.NEW_EXPOSURE: "New exposures",
    EventKind.REOPENED: "Reopened exposures",
    EventKind.CLOSED: "Closed exposures",
    EventKind.NEW_HOST: "New hosts",
    EventKind.NEW_PORT: "New ports",
    EventKind.GONE: "No longer responding",
    EventKind.PRODUCT: "Changed software",
    EventKind.CERTIFICATE: "Changed certificates",
    EventKind.CONTENT: "Changed content",
}
"""In the order of the message: the worst first."""


async def send(workspace: Workspace, monitor: Monitor, run: int, to: str) -> str:
    """Writes the message to a file and sends it; returns the other side's response. Raises BadSetting when
    the channel is not configured, ConnectionError when it was not accepted.

    A message that is repeated, because the response got lost, has the same id, and so the same Message-ID.
    """
    sender = sender_of(to)
    notice = await asyncio.to_thread(compose, workspace, monitor, run, to)
    message = sender.render(notice, workspace.settings.mail_from)
    file = await asyncio.to_thread(write_message, workspace, notice.id, sender, message)
    lacks = unready(workspace.settings, sender)
    if lacks:
        raise BadSetting(f"{lacks}; the message is in {file}")
    lent = await asyncio.to_thread(outbound, workspace)
    said = await sender.send(notice, workspace.settings.mail_from, lent)
    masked = workspace.contents().mask(said, 200)
    await asyncio.to_thread(
        audit_log.record, workspace, f"monitor {monitor.name}", "sent digest", to, f"run {run}: {masked}"
    )
    return masked


def compose(workspace: Workspace, monitor: Monitor, run: int, to: str) -> Notice:
    """The message about that run."""
    records = workspace.store.records
    if run == 1:
        services = len(records.monitors.services(monitor.id))
        subject, lines = _baseline(monitor, services, _open_cases(workspace, monitor))
    else:
        found = records.monitors.events_of(monitor.id, run)
        told = [event for event in found if event.kind in monitor.when]
        cases = {event.case: records.cases.find(event.case) for event in told if event.case}
        subject, lines = _changes(monitor, told, {id: case for id, case in cases.items() if case})
    text = "\n".join([*lines, "", f"Monitor {monitor.name}: {', '.join(monitor.targets[:5])}."])
    return Notice(
        id=digest("digest", monitor.id, str(run), to), case="", to=to, subject=f"[leftopen] {subject}",
        text=f"{text}\n", written=workspace.clock(),
    )  # fmt: skip


def _open_cases(workspace: Workspace, monitor: Monitor) -> list[Case]:
    networks = Networks(monitor.asked)
    return [case for case in workspace.store.records.cases.list(LIVE) if case.address in networks]


def _baseline(monitor: Monitor, services: int, cases: Sequence[Case]) -> tuple[str, list[str]]:
    exposures = format_count(len(cases), "exposure")
    lines = [
        f"First run of the monitor {monitor.name}: {monitor.said}. From now on you are told what changes.",
        *([] if services else ["Nothing responded at all: check that this scanner reaches the targets."]),
        "",
        f"{exposures} open now:" if cases else "No exposure is open now.",
        *(
            f"  - {case.severity.value}: {_title(case.check)} at {case.endpoint}"
            for case in cases[:MOST_LINES]
        ),
    ]
    if len(cases) > MOST_LINES:
        lines.append(f"  - and {len(cases) - MOST_LINES:,} more")
    return f"{monitor.name}: first run, {exposures} open", lines


def _changes(
    monitor: Monitor, events: Sequence[MonitorEvent], cases: Mapping[str, Case]
) -> tuple[str, list[str]]:
    groups = {kind: [event for event in events if event.kind is kind] for kind in TITLES}
    said = [_counted(len(found), TITLES[kind].lower()) for kind, found in groups.items() if found]
    lines = [line for kind, found in groups.items() for line in _group(kind, found, cases)]
    at = format_time(monitor.last_run) if monitor.last_run else ""
    return f"{monitor.name}: {', '.join(said[:3])}", [f"Changes seen by {at}:", *lines]


def _counted(count: int, many: str) -> str:
    """`1 new port`, `2 new ports`, `1 no longer responding`."""
    return f"{count:,} {many.removesuffix('s') if count == 1 else many}"


def _group(kind: EventKind, found: Sequence[MonitorEvent], cases: Mapping[str, Case]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"{TITLES[kind]}:"
    for event in found[:MOST_LINES]:
        yield f"  - {event.endpoint}{_detail(event, cases.get(event.case))}"
    if len(found) > MOST_LINES:
        yield f"  - and {len(found) - MOST_LINES:,} more"


def _detail(event: MonitorEvent, case: Case | None) -> str:
    if case is not None:
        holds = ", ".join(f"{label} {count:,}" for label, count in case.holds.items())
        what = f"{case.severity.value}: {_title(case.check)}{f', contains {holds}' if holds else ''}"
        return f": {what} (leftopen cases show {case.id[:8]})"
    if event.before and event.after:
        return f": {printable(event.before, 80)} → {printable(event.after, 80)}"
    named = event.after or event.before
    return f": {printable(named, 80)}" if named else ""


def _title(check: str) -> str:
    try:
        return catalogue.exposure(check).title
    except KeyError:
        return check
