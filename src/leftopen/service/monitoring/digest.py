"""The message about one run of a monitor: one for many changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadAddress, BadSetting
from leftopen.model.case import Case
from leftopen.model.identity import digest
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import Message, MessageKind, Mute
from leftopen.present.humanize import format_count, format_time
from leftopen.present.printable import printable
from leftopen.scope.networks import Networks
from leftopen.service.exclusions.records import current
from leftopen.service.exclusions.reports import reported_events, without
from leftopen.service.organisations.channels import sender_of
from leftopen.service.organisations.recipients import is_held
from leftopen.service.outbox import enqueue, items
from leftopen.service.outbox.holds import matches
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.mutes import Mutes
from leftopen.sweep import ports

MOST_ITEMS = 1000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """`failed`: the recipients for whom no message could be made, and why."""

    messages: Sequence[Message] = ()
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """For the monitor; '' when every recipient has a message."""
        return "; ".join(f"no message to {audit_text(to)}: {why}" for to, why in self.failed.items())


def messages(
    workspace: Workspace, monitor: Monitor, events: Sequence[MonitorEvent], services: int
) -> Digests:
    """One message to each recipient: of the first run a summary, later what changed and is wanted. `monitor`
    as it is after the run, which found so many services. A recipient that can't be addressed stops neither
    the others nor the run."""
    wanted = [event for event in events if event.kind in monitor.when]
    reported, hidden = reported_events(current(workspace), wanted, told=True)
    if monitor.runs > 1 and not reported:
        return Digests()
    cases = _cases(workspace, monitor, reported)
    if monitor.runs == 1:
        hidden = without(current(workspace), cases.values(), told=True)
        cases = {case.id: case for case in hidden.cases}
    now, mutes = workspace.clock(), Mutes(workspace.store.records).list()
    found, failed = [], dict[str, str]()
    for to in monitor.tell:
        heard = _heard(reported, cases, [one for one in mutes if one.contact in ("", to)], now)
        left_out = "; ".join(filter(None, (hidden.said, _muted(len(cases) - len(heard[1])))))
        if monitor.runs == 1 or heard[0]:
            try:
                found.append(_message(workspace, monitor, *heard, services, to, left_out))
            except (BadAddress, BadSetting) as error:
                failed[to] = str(error)
    return Digests(messages=found, failed=failed)


def _heard(
    events: Sequence[MonitorEvent], cases: Mapping[str, Case], mutes: Sequence[Mute], now: datetime
) -> tuple[list[MonitorEvent], dict[str, Case]]:
    """What a recipient is told of: all but what its mutes match."""

    def muted(item: NoticeItem) -> bool:
        return any(matches(one, one.contact, item, now) for one in mutes)

    heard = [event for event in events if not muted(items.of_event(event, cases.get(event.case)))]
    return heard, {id: case for id, case in cases.items() if not muted(items.of_case(case))}


def _muted(count: int) -> str:
    """What the message leaves out, so that it never says less than it knows; '' for nothing."""
    return f"{format_count(count, 'exposure')} not listed here: muted (leftopen mute list)" if count else ""


def _cases(workspace: Workspace, monitor: Monitor, events: Sequence[MonitorEvent]) -> dict[str, Case]:
    """What the message is about: at first everything that is open."""
    if monitor.runs == 1:
        return {case.id: case for case in open_cases(workspace, monitor)}
    found = {event.case: Cases(workspace.store.records).find(event.case) for event in events if event.case}
    return {id: case for id, case in found.items() if case is not None}


def _message(
    workspace: Workspace,
    monitor: Monitor,
    events: Sequence[MonitorEvent],
    cases: Mapping[str, Case],
    services: int,
    to: str,
    hidden: str,
) -> Message:
    if monitor.runs == 1:
        subject, lines = _baseline(monitor, services, list(cases.values()), bool(hidden))
        about = [items.of_case(case) for case in cases.values()]
    else:
        subject, lines = _changes(monitor, events, cases)
        about = [items.of_event(event, cases.get(event.case)) for event in events]
    lines += ["", f"{hidden}."] if hidden else []
    text = "\n".join([*lines, "", f"Monitor {monitor.name}: {', '.join(monitor.targets[:5])}."])
    notice = Notice(
        id=digest("digest", monitor.id, str(monitor.runs), to), case="", to=to,
        subject=f"[leftopen] {subject}", text=f"{text}\n", written=workspace.clock(),
        about=tuple(about[:MOST_ITEMS]),
    )  # fmt: skip
    by = f"monitor {monitor.name}"
    # Such a message waits in the outbox, so that nothing is lost and nothing leaves.
    return enqueue.message(
        workspace, notice, sender_of(to), MessageKind.MONITOR, asked_by=by,
        needs_approval=is_held(workspace, monitor),
    )  # fmt: skip


def open_cases(workspace: Workspace, monitor: Monitor) -> list[Case]:
    """Those in the networks and at the ports that it asked last; all of the networks before it asked any."""
    networks = Networks(monitor.asked)
    numbers = frozenset(ports.parse(monitor.asked_ports)) if monitor.asked_ports else None
    live = Cases(workspace.store.records).list(LIVE)
    return [one for one in live if (numbers is None or one.port in numbers) and one.address in networks]


def _baseline(monitor: Monitor, services: int, cases: Sequence[Case], more: bool) -> tuple[str, list[str]]:
    """`more`: something is left out, which the message says."""
    exposures = format_count(len(cases), "exposure")
    lines = [
        f"First run of monitor {monitor.name}: {monitor.said}. From now on you receive changes only.",
        *([] if services else ["Nothing responded at all: check that this scanner reaches the targets."]),
        "",
        f"{exposures} open now:" if cases else f"No {'other ' if more else ''}exposure is open now.",
        *(
            f"  - {case.severity.value}: {items.title(case.check)} at {case.endpoint}"
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
    counts = [_counted(_number(kind, found), TITLES[kind].lower()) for kind, found in groups.items() if found]
    lines = [line for kind, found in groups.items() for line in _group(kind, found, cases)]
    at = format_time(monitor.last_run) if monitor.last_run else ""
    return f"{monitor.name}: {', '.join(counts[:3])}", [f"Changes seen by {at}:", *lines]


def _number(kind: EventKind, found: Sequence[MonitorEvent]) -> int:
    """A new host has an event for each of its ports."""
    return len({one.address for one in found}) if kind is EventKind.NEW_HOST else len(found)


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
        what = f"{case.severity.value}: {items.title(case.check)}{f', contains {holds}' if holds else ''}"
        what += f"; {event.before}" if event.before else ""
        return f": {what} (leftopen cases show {case.id[:8]})"
    if event.before and event.after:
        return f": {printable(event.before, 80)} → {printable(event.after, 80)}"
    named = event.after or event.before
    return f": {printable(named, 80)}" if named else ""
