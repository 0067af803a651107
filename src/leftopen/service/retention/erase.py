"""Erases what is stored about an address, a range or an organisation, on request.

The event chain stays whole: its events are sealed, so that nothing can be taken out of them. They hold
references, and of the service only its address, port, product and identity; the result says how many there
are. Each case gets one more event: who erased it, when and why. Entries of its response that are missing
without such an event were removed from outside. The audit log, records of scans and the scope stay too: they
say who did what, not what was found; what a scan did not check there goes.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.access_logs import ReadersResult
from leftopen.model.case import Case
from leftopen.present.printable import printable
from leftopen.scope import canonical
from leftopen.scope.classes import contains
from leftopen.scope.network_index import Network
from leftopen.service.access_logs import saved
from leftopen.service.cases.holds import held
from leftopen.service.retention import readings
from leftopen.service.retention.own_files import remove_own
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import require_reason
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations import erasure
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.responses import Responses, ResponseWriter
from leftopen.store.records.entities.cases.reviews import Reviews
from leftopen.store.records.entities.imports import Imports
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.erasure import ErasureWriter, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """`rows` of observations and verdicts, `records` in the database, `files`; `cases` whose sealed `events`
    stay. `monitors`: those that scan there and are not paused, so that they store it again; `imports`: the
    files that it came from, which would store it again when they are imported again."""

    targets: tuple[str, ...]
    rows: int
    records: int
    files: int
    cases: tuple[str, ...]
    events: int
    monitors: tuple[str, ...]
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What is about the addresses `within`: `cases`, and the `readings` of access logs that name a client."""

    networks: tuple[Network, ...]
    within: Within
    cases: tuple[Case, ...]
    readings: tuple[ReadersResult, ...]
    imports: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        return [case.id for case in self.cases]


def of_organisation(workspace: Workspace, name: str) -> list[str]:
    """The targets that the scope names as this organisation's. Raises NotFound; NotAllowed where one is a
    host name, which has no fixed address."""
    records = [one for one in Scopes(workspace.store.records).list() if one.org.casefold() == name.casefold()]
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
    chosen = _chosen(workspace, targets)
    cases, within = chosen.cases, chosen.within
    who, names = by or os_user(), tuple(map(str, chosen.networks))
    reason = workspace.contents().mask(printable(why, 400))
    audit_log.record(workspace, who, "erase", " ".join(names)[:2000], reason)
    rows = sum(_erase_rows(workspace, network) for network in chosen.networks)
    files = _erase_files(workspace, chosen) + _erase_readings(workspace, cases, within)
    changes = Changes(workspace.store.records)
    records = sum(ResponseWriter(changes).erase(case.id, workspace.clock(), who, reason) for case in cases)
    records += _erase_records(workspace, ErasureWriter(changes), chosen)
    ErasureWriter(changes).overwrite()
    return _erased(workspace, chosen, rows, records, files)


def preview(workspace: Workspace, targets: Sequence[str]) -> Erased:
    """What `erase` would do. Raises as it does."""
    records = workspace.store.records
    chosen = _chosen(workspace, targets)
    rows = sum(erasure.count(workspace.store.client, str(one[0]), str(one[-1])) for one in chosen.networks)
    kept = [case for case in chosen.ids if saved.file_of(workspace, case).exists()]
    others = [one for one in chosen.readings if one.case not in kept]
    entries = sum(len(Responses(records).of(case)) for case in chosen.ids)
    trial = ErasureWriter(Changes(records), dry_run=True)
    files = len(_files(workspace, chosen)) + len(kept) + len(others)
    return _erased(workspace, chosen, rows, entries + _erase_records(workspace, trial, chosen), files)


def _chosen(workspace: Workspace, targets: Sequence[str]) -> _Chosen:
    """Raises BadAddress, NotAllowed for a held case."""
    networks = tuple(canonical.network(target) for target in targets)
    within = _within(networks)
    cases = tuple(case for case in Cases(workspace.store.records).list() if within(case.address))
    named = tuple(readings.results_naming(workspace, within))
    kept = held(workspace) & {*(case.id for case in cases), *(one.case for one in named)}
    if kept:
        raise NotAllowed(f"case {min(kept)[:8]} is held; to lift it: leftopen cases release {min(kept)[:8]}")
    return _Chosen(
        networks=networks, within=within, cases=cases, readings=named, imports=_imports(workspace, networks)
    )


def _imports(workspace: Workspace, networks: Sequence[Network]) -> tuple[str, ...]:
    """The names of the files that rows of these addresses came from."""
    client, known = workspace.store.client, {one.id: one for one in Imports(workspace.store.records).list()}
    scans = {scan for one in networks for scan in erasure.scans_of(client, str(one[0]), str(one[-1]))}
    return tuple(sorted({known[scan].file for scan in scans if scan in known}))


def _erased(workspace: Workspace, chosen: _Chosen, rows: int, records: int, files: int) -> Erased:
    events = sum(len(Cases(workspace.store.records).events(case)) for case in chosen.ids)
    scanning = [
        one.name
        for one in Monitors(workspace.store.records).list()
        if not one.paused and any(_overlap(word, chosen.networks) for word in one.targets)
    ]
    return Erased(
        targets=tuple(map(str, chosen.networks)), rows=rows, records=records, files=files,
        cases=tuple(chosen.ids), events=events, monitors=tuple(scanning), imports=chosen.imports,
    )  # fmt: skip


def _overlap(word: str, networks: Sequence[Network]) -> bool:
    """Does the target of a monitor reach into one of these? Of a host name that is not known."""
    if not canonical.looks_numeric(word):
        return False
    own = canonical.network(word)
    return any(contains(own, one[0]) or contains(one, own[0]) for one in networks)


def _erase_rows(workspace: Workspace, network: Network) -> int:
    """The evidence first: its rows are found by the verdicts."""
    client, never = workspace.store.client, lambda: False
    low, high = str(network[0]), str(network[-1])
    count = erasure.count(client, low, high)
    erasure.erase_excerpts(client, erasure.findings_of(client, low, high), never)
    erasure.erase_range(client, low, high, never)
    return count


def _erase_files(workspace: Workspace, chosen: _Chosen) -> int:
    there = _files(workspace, chosen)
    for file in there:
        remove_own(workspace, file)
    return len(there)


def _files(workspace: Workspace, chosen: _Chosen) -> list[Path]:
    """The files of notices and proofs."""
    notices = ErasureWriter(Changes(workspace.store.records)).files_about(chosen.ids, chosen.within)
    proofs = [workspace.data / "proofs" / f"{case}.json" for case in chosen.ids]
    return [file for file in (*map(Path, notices), *proofs) if file.exists()]


def _erase_readings(workspace: Workspace, cases: Sequence[Case], within: Within) -> int:
    """All of what access logs say of these cases; of others, the clients within."""
    removed = readings.remove(workspace, cases)
    return removed + readings.forget(workspace, readings.results_naming(workspace, within), within)


def _erase_records(workspace: Workspace, writer: ErasureWriter, chosen: _Chosen) -> int:
    within = chosen.within
    reviewed = {
        one.finding.judged.service
        for one in Reviews(workspace.store.records).list()
        if within(str(one.finding.judged.endpoint.address))
    }
    count = writer.cases(chosen.ids, within) + writer.reviews(reviewed)
    return count + writer.monitored(within) + writer.unchecked(within)


def _within(networks: Sequence[Network]) -> Within:
    """Is an address in one of them?"""

    def within(address: str) -> bool:
        ip = ipaddress.ip_address(address)
        return any(contains(network, ip) for network in networks)

    return within
