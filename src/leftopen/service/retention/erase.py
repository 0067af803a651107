"""Erases what is stored about an address, a range or an organisation, on request.

The event chain stays whole: its events are sealed, so that nothing can be taken out of them. They hold
references, and of the service only its address, port, product and identity; the result says how many there
are. Each case gets one more event: who erased it, when and why. Entries of its response that are missing
without such an event were removed from outside. The audit log, records of scans and the scope stay too: they
say who did what, not what was found.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.case import Case
from leftopen.present.printable import printable
from leftopen.scope import canonical
from leftopen.scope.classes import Network, contains
from leftopen.service import audit_log
from leftopen.service.cases.holds import held
from leftopen.service.os_user import os_user
from leftopen.service.reasons import require_reason
from leftopen.service.retention import readings
from leftopen.service.retention.own_files import remove_own
from leftopen.service.workspace import Workspace
from leftopen.store.observations import erasure
from leftopen.store.records.writes import RecordWriter
from leftopen.store.records.writes.erasure import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """`rows` of observations and verdicts, `records` in the database, `files`; `cases` whose sealed `events`
    stay."""

    targets: tuple[str, ...]
    rows: int
    records: int
    files: int
    cases: int
    events: int


def of_organisation(workspace: Workspace, name: str) -> list[str]:
    """The targets that the scope names as this organisation's. Raises NotFound; NotAllowed where one is a
    host name, which has no fixed address."""
    records = [one for one in workspace.store.records.scopes.list() if one.org.casefold() == name.casefold()]
    if not records:
        raise NotFound(f"no record of the scope names the organisation {name!r}")
    names = [one.target for one in records if not canonical.looks_numeric(one.target)]
    if names:
        raise NotAllowed(f"{names[0]} is a host name; erase its address instead")
    return sorted({one.target for one in records})


def erase(workspace: Workspace, targets: Sequence[str], why: str, *, by: str = "") -> Erased:
    """Erases everything about these addresses and ranges. Raises BadAddress; NotAllowed without a reason, or
    where a case is held: one about them, or one whose access logs name them as clients."""
    require_reason(why)
    networks = [canonical.network(target) for target in targets]
    within = _within(networks)
    cases = [case for case in workspace.store.records.cases.list() if within(case.address)]
    named = readings.naming(workspace, within)
    kept = held(workspace) & {*(case.id for case in cases), *(one.case for one in named)}
    if kept:
        raise NotAllowed(f"case {min(kept)[:8]} is held; to lift it: leftopen cases unhold {min(kept)[:8]}")
    who, names = by or os_user(), tuple(map(str, networks))
    reason = workspace.contents().mask(printable(why, 400))
    audit_log.record(workspace, who, "erase", " ".join(names)[:2000], reason)
    rows = sum(_erase_rows(workspace, network) for network in networks)
    files = _erase_files(workspace, cases, within) + _erase_readings(workspace, cases, within)
    responses = RecordWriter(workspace.store.records).responses
    records = sum(responses.erase(case.id, workspace.clock(), who, reason) for case in cases)
    records += _erase_records(workspace, cases, within)
    events = sum(len(workspace.store.records.cases.events(case.id)) for case in cases)
    return Erased(targets=names, rows=rows, records=records, files=files, cases=len(cases), events=events)


def _erase_rows(workspace: Workspace, network: Network) -> int:
    """The evidence first: its rows are found by the verdicts."""
    client, never = workspace.store.client, lambda: False
    low, high = str(network[0]), str(network[-1])
    count = erasure.count(client, low, high)
    erasure.erase_excerpts(client, erasure.findings_of(client, low, high), never)
    erasure.erase_range(client, low, high, never)
    return count


def _erase_files(workspace: Workspace, cases: Sequence[Case], within: Within) -> int:
    writer = RecordWriter(workspace.store.records).erasure
    notices = writer.files_about([case.id for case in cases], within)
    proofs = [workspace.data / "proofs" / f"{case.id}.json" for case in cases]
    there = [file for file in (*map(Path, notices), *proofs) if file.exists()]
    for file in there:
        remove_own(workspace, file)
    return len(there)


def _erase_readings(workspace: Workspace, cases: Sequence[Case], within: Within) -> int:
    """All of what access logs say of these cases; of others, the clients within."""
    removed = readings.remove(workspace, cases)
    return removed + readings.forget(workspace, readings.naming(workspace, within), within)


def _erase_records(workspace: Workspace, cases: Sequence[Case], within: Within) -> int:
    writer = RecordWriter(workspace.store.records).erasure
    reviewed = {
        one.finding.judged.service
        for one in workspace.store.records.reviews.list()
        if within(str(one.finding.judged.endpoint.address))
    }
    count = writer.cases([case.id for case in cases], within) + writer.reviews(reviewed)
    count += writer.monitored(within)
    writer.overwrite()
    return count


def _within(networks: Sequence[Network]) -> Within:
    """Is an address in one of them?"""

    def within(address: str) -> bool:
        ip = ipaddress.ip_address(address)
        return any(contains(network, ip) for network in networks)

    return within
