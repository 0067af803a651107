"""What exclusions hide in a list, a file or a message, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from leftopen.model.case import Case
from leftopen.model.exclusion import Exclusion
from leftopen.model.monitor import MonitorEvent
from leftopen.present.humanize import format_count, format_time
from leftopen.scope.exclusions import Exclusions, covers
from leftopen.service.exclusions import records
from leftopen.service.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """`cases` are those that may be reported; `exclusions` hide `services` of the others."""

    cases: list[Case]
    exclusions: int = 0
    services: int = 0

    @property
    def said(self) -> str:
        """`3 exclusions hide 5 services`; '' when nothing is hidden."""
        if not self.services:
            return ""
        verb = "hides" if self.exclusions == 1 else "hide"
        return (
            f"{format_count(self.exclusions, 'exclusion')} {verb} {format_count(self.services, 'service')}"
            " (leftopen exclusion list)"
        )


def reported(workspace: Workspace, cases: Iterable[Case]) -> Reported:
    """Without what is not reported now."""
    return without(records.current(workspace), cases)


def without(exclusions: Exclusions, cases: Iterable[Case], *, told: bool = False) -> Reported:
    """Without what is not reported, or with `told` what nobody is told."""
    which = exclusions.muting if told else exclusions.hiding
    shown: list[Case] = []
    why: set[str] = set()
    services: set[str] = set()
    for case in cases:
        found = which(case.address, case.port, case.check) if exclusions.listed else []
        if found:
            why.update(one.id for one in found)
            services.add(case.endpoint)
        else:
            shown.append(case)
    return Reported(cases=shown, exclusions=len(why), services=len(services))


def reported_events(
    exclusions: Exclusions, events: Sequence[MonitorEvent], *, told: bool = False
) -> tuple[list[MonitorEvent], Reported]:
    """Without what is not reported now, or with `told` what nobody is told; and what that hides."""
    shown: list[MonitorEvent] = []
    why: set[str] = set()
    services: set[str] = set()
    for event in events:
        found = _of_event(exclusions.muting if told else exclusions.hiding, event)
        if found:
            why.update(one.id for one in found)
            services.add(event.endpoint)
        else:
            shown.append(event)
    return shown, Reported(cases=[], exclusions=len(why), services=len(services))


def _of_event(which: Callable[[str, int, str], list[Exclusion]], event: MonitorEvent) -> list[Exclusion]:
    check = event.after if event.case else ""
    return which(event.address, int(event.endpoint.rpartition(":")[2]), check)


def mute(workspace: Workspace, case: Case) -> str:
    """Why nobody is told of this case now; '' when they may be."""
    found = records.current(workspace).muting(case.address, case.port, case.check)
    return "".join(
        f"exclusion {one.id[:8]} ({one.kind}: {records.words(one)}) until {format_time(one.until)}: {one.why}"
        for one in found[:1]
        if one.until
    )


def touched(workspace: Workspace, cases: Sequence[Case]) -> dict[str, int]:
    """Exclusion id → how many of these cases it covers."""
    return {
        one.id: sum(covers(one, case.address, case.port, case.check) for case in cases)
        for one in records.every(workspace, ended=True)
    }
