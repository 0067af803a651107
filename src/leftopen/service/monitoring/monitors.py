"""Adds, pauses and removes monitors; each has one job in the queue, which runs it again and again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from leftopen.errors import BadRequest, NotFound
from leftopen.model.facts import Json
from leftopen.model.job import Job
from leftopen.model.monitor import USUAL, EventKind, Monitor, MonitorEvent
from leftopen.model.notice import Notice
from leftopen.present.humanize import format_time
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.scope.decide import Scope
from leftopen.service.identity.visibility import Visibility
from leftopen.service.monitoring import blackout, schedule
from leftopen.service.organisations.channels import (
    accept,
    as_url,
    require_named,
    sender_address,
    sender_of,
    unready_for,
)
from leftopen.service.scanning import targets
from leftopen.service.workspace import audit_log, job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.scopes import Scopes
from leftopen.sweep import ports as port_words

KIND = "monitor"
MOST = 10_000
MOST_TARGETS = 1000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def kinds(words: Sequence[str]) -> tuple[EventKind, ...]:
    """The events of these words; none: the usual ones. Raises BadRequest."""
    unknown = next((word for word in words if word not in set(EventKind)), "")
    if unknown:
        raise BadRequest(f"{unknown[:40]!r} is no event; use {', '.join(EventKind)}")
    return tuple(kind for kind in EventKind if kind in words) if words else USUAL


async def add(
    workspace: Workspace,
    name: str,
    words: Sequence[str],
    *,
    interval: int,
    ports: str,
    tell: Sequence[str],
    when: Sequence[EventKind],
    by: str,
    cron: str = "",
    may_tell: bool = True,
) -> Monitor:
    """Adds a monitor; its first run is due now, or at the first time of `cron`. `schedule.parse` gives both
    that and the interval. Every target must be in scope. `may_tell`: whoever asks may set recipients. Raises
    BadRequest, BadAddress, BadPorts, BadSetting (unknown channel), NotPermitted, NotAllowed with the
    clause."""
    if not _NAME.fullmatch(name):
        raise BadRequest(
            "the name of a monitor must have 1 to 64 letters, digits, dots, underscores, hyphens"
        )
    told = _recipients(workspace, tell, may_tell=may_tell)
    monitor = Monitor(
        id=secrets.token_hex(8), name=name, targets=await _targets(workspace, words, ports), ports=ports,
        every=interval, cron=cron, created=workspace.clock(), created_by=by, tell=told,
        when=tuple(when) or USUAL, tell_by=by if told else "",
    )  # fmt: skip
    refusal = MonitorWriter(Changes(workspace.store.records)).add(monitor, job_of(workspace, monitor), MOST)
    if refusal:
        raise BadRequest(refusal)
    audit_log.record(workspace, by, "monitor added", name, " ".join(monitor.targets)[:2000])
    return monitor


async def change(
    workspace: Workspace,
    name: str,
    words: Sequence[str],
    *,
    interval: int,
    ports: str,
    tell: Sequence[str] | None,
    when: Sequence[EventKind],
    by: str,
    cron: str = "",
    may_tell: bool = True,
) -> Monitor:
    """Changes all but its name; `tell` None: its recipients stay. It runs again now, or at the next time of
    `cron`. Raises what `add` raises, and NotFound."""
    old = Monitors(workspace.store.records).get(name)
    told = old.tell if tell is None else _recipients(workspace, tell, may_tell=may_tell, before=old.tell)
    addresses = await _targets(workspace, words, ports)
    answers = old.tell_by if told == old.tell else by
    changed = MonitorWriter(Changes(workspace.store.records)).change(old.id, lambda one: replace(
        one, targets=addresses, ports=ports, every=interval, cron=cron, tell=told,
        when=tuple(when) or USUAL, tell_by=answers if told else "",
    ))  # fmt: skip
    if changed is None:
        raise NotFound(f"there is no monitor {name!r}; to list them: leftopen watch list")
    if not changed.paused:
        _hurry(workspace, changed, schedule.first_run(changed, workspace.clock()))
    audit_log.record(workspace, by, "monitor changed", name, " ".join(addresses)[:2000])
    return changed


async def _targets(workspace: Workspace, words: Sequence[str], ports: str) -> tuple[str, ...]:
    """All in scope. Raises BadRequest, BadAddress, BadPorts, NotAllowed with the clause."""
    if not 1 <= len(words) <= MOST_TARGETS:
        raise BadRequest(f"a monitor needs 1 to {MOST_TARGETS:,} targets")
    port_words.parse(ports)
    scopes = Scopes(workspace.store.records).list()
    named = await targets.resolve_targets(words, scopes)
    targets.check_all_allowed(named, Scope(records=scopes, pinned=named.pinned), workspace.clock())
    return named.words


def _recipients(
    workspace: Workspace, tell: Sequence[str], *, may_tell: bool, before: Sequence[str] = ()
) -> tuple[str, ...]:
    """A plain mail address is one, too. Raises BadAddress, BadSetting and NotPermitted."""
    told = tuple(as_url(one) for one in tell)
    accept(told, may_tell=may_tell, before=before)
    for url in told:
        require_named(workspace, url)
        _require_address(workspace, url)
    return told


def _require_address(workspace: Workspace, url: str) -> None:
    """Raises BadAddress for a recipient that its channel can't address, before a run finds out."""
    notice = Notice(id="0", case="", to=url, subject="Monitor", text="Monitor\n", written=workspace.clock())
    sender_of(url).render(notice, sender_address(workspace.settings))


def pause(workspace: Workspace, name: str, *, by: str) -> Monitor:
    """Stops its runs until `resume`; one that is running stops. Raises NotFound."""
    monitor = _changed(workspace, name, paused=True)
    _cancel(workspace, monitor, f"paused by {by}")
    audit_log.record(workspace, by, "monitor paused", name)
    return monitor


def resume(workspace: Workspace, name: str, *, by: str) -> Monitor:
    """Its next run is due now, or at the next time of cron, also that of one that is not paused. Raises
    NotFound."""
    monitor = _changed(workspace, name, paused=False)
    _hurry(workspace, monitor, schedule.first_run(monitor, workspace.clock()))
    audit_log.record(workspace, by, "monitor resumed", name)
    return monitor


def run_now(workspace: Workspace, name: str, *, by: str) -> Monitor:
    """Its next run is due now instead of later. Raises NotFound, BadRequest when it is paused."""
    monitor = Monitors(workspace.store.records).get(name)
    if monitor.paused:
        raise BadRequest(f"monitor {name} is paused; to resume: leftopen watch resume {name}")
    _hurry(workspace, monitor, workspace.clock())
    audit_log.record(workspace, by, "monitor run requested", name)
    return monitor


def remove(workspace: Workspace, name: str, *, by: str) -> None:
    """Removes it; what it found stays. Raises NotFound."""
    monitor = Monitors(workspace.store.records).get(name)
    MonitorWriter(Changes(workspace.store.records)).remove(monitor.id)
    _cancel(workspace, monitor, f"its monitor was removed by {by}")
    audit_log.record(workspace, by, "monitor removed", name)


def visible(workspace: Workspace, visibility: Visibility) -> list[Monitor]:
    """Those of which somebody sees every target."""
    found = Monitors(workspace.store.records).list()
    return [one for one in found if all(visibility.sees_all_of(word) for word in one.targets)]


def unready_channels(workspace: Workspace, monitor: Monitor) -> list[str]:
    """Why messages to some of its recipients can't be sent now."""
    found = (unready_for(workspace.settings, url) for url in monitor.tell)
    return list(dict.fromkeys(why for why in found if why))


def job_of(workspace: Workspace, monitor: Monitor) -> Job:
    """The job that runs it, due at its first run."""
    return job_queue.new_job(
        workspace, KIND, {"monitor": monitor.id}, asked_by=f"monitor {monitor.name}", key=job_key(monitor),
        due=schedule.first_run(monitor, workspace.clock()),
    )  # fmt: skip


def with_next_runs(workspace: Workspace, some: Sequence[Monitor]) -> list[tuple[Monitor, datetime | None]]:
    """Each with the time when it runs next; None while it is paused."""
    due = Jobs(workspace.store.records).due_times(KIND)
    found = [(monitor, due.get(job_key(monitor))) for monitor in some]
    return [(monitor, blackout.begins(workspace, at) if at else None) for monitor, at in found]


def next_run(workspace: Workspace, monitor: Monitor) -> datetime | None:
    """When it runs next; None while it is paused."""
    job = Jobs(workspace.store.records).of_key(job_key(monitor))
    return None if job is None else blackout.begins(workspace, job.due)


def line(monitor: Monitor, due: datetime | None) -> dict[str, Json]:
    """`type: monitor`; `due` is its next run."""
    return {
        "type": "monitor",
        "id": monitor.id,
        "name": monitor.name,
        "targets": list(monitor.targets),
        "ports": monitor.ports,
        "every": schedule.text(monitor),
        "tell": list(monitor.tell),
        "when": [kind.value for kind in monitor.when],
        "paused": monitor.paused,
        "runs": monitor.runs,
        "last_run": format_utc_or_none(monitor.last_run),
        "next_run": format_utc_or_none(due),
        "said": monitor.said,
    }


def event_line(event: MonitorEvent, name: str) -> dict[str, Json]:
    """`type: change`."""
    return {
        "type": "change",
        "id": event.id,
        "at": format_utc(event.at),
        "monitor": name,
        "run": event.run,
        "kind": event.kind.value,
        "ip_str": event.address,
        "endpoint": event.endpoint,
        "site": event.service or None,
        "case": event.case or None,
        "before": event.before or None,
        "after": event.after or None,
    }


def sentence(event: MonitorEvent) -> str:
    """`2026-11-27 22:40:05 UTC  new-port  192.0.2.7:443  nginx`."""
    case = f"  case {event.case[:8]}" if event.case else ""
    what = difference(event)
    return f"{format_time(event.at)}  {event.kind.value:<12}  {event.endpoint}  {what}{case}".rstrip()


def difference(event: MonitorEvent) -> str:
    """`nginx 1.2 → nginx 1.3`, or the check of a case; '' for a service of which nothing more is known."""
    texts = (event.after, event.before) if event.case else (event.before, event.after)
    return (", " if event.case else " → ").join(text for text in texts if text)


def job_key(monitor: Monitor) -> str:
    """The key of the one job that runs it."""
    return f"monitor {monitor.id}"


def _changed(workspace: Workspace, name: str, *, paused: bool) -> Monitor:
    monitor = Monitors(workspace.store.records).get(name)
    job = None if paused else job_of(workspace, monitor)
    changed = MonitorWriter(Changes(workspace.store.records)).change(
        monitor.id, lambda old: replace(old, paused=paused), job
    )
    if changed is None:
        raise NotFound(f"there is no monitor {name!r}; to list them: leftopen watch list")
    return changed


def _hurry(workspace: Workspace, monitor: Monitor, latest: datetime) -> None:
    """Its job is due at `latest` where it would be later."""
    JobWriter(Changes(workspace.store.records)).bring_forward(job_key(monitor), latest)


def _cancel(workspace: Workspace, monitor: Monitor, why: str) -> None:
    job = Jobs(workspace.store.records).of_key(job_key(monitor))
    if job is not None:
        JobWriter(Changes(workspace.store.records)).cancel(job.id, workspace.clock(), why)
