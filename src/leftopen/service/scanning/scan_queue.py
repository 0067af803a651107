"""Queues scans that are requested over the web interface."""

from __future__ import annotations

import asyncio
import secrets

import msgspec

from leftopen.errors import BadRequest, NotAllowed
from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.scope import canonical
from leftopen.scope.decide import Scope
from leftopen.service.scanning import scan_rights, targets
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.scan_jobs import ScanJobWriter
from leftopen.store.records.entities.scopes import Scopes
from leftopen.sweep import ports as port_words

USUAL_PORTS = "top1000"
MOST_ADDRESSES = 65_536
MOST_WORDS = 1000
MOST_WAITING = 100


def parts(text: str) -> tuple[ScanJobPart, ...]:
    """Reads `192.0.2.7,198.18.0.0/28`, or a JSON object of networks, each with its list of [port, protocol].
    Networks with the same ports become one part. Raises BadRequest, BadAddress, BadPorts."""
    wanted = _from_json(text) if text.lstrip().startswith("{") else _from_list(text)
    if not wanted:
        raise BadRequest("ips contains no address and no network")
    if len(wanted) > MOST_WORDS:
        raise BadRequest(f"at most {MOST_WORDS} addresses and networks per scan")
    grouped: dict[str, list[str]] = {}
    for word, ports in wanted.items():
        grouped.setdefault(ports, []).append(str(canonical.network(word)))
    for ports in grouped:
        port_words.parse(ports)
    return tuple(ScanJobPart(words=tuple(words), ports=ports) for ports, words in grouped.items())


def _from_list(text: str) -> dict[str, str]:
    words = [word.strip() for word in text.split(",")]
    return {word: USUAL_PORTS for word in words if word}


def _from_json(text: str) -> dict[str, str]:
    try:
        named = msgspec.json.decode(text, type=dict[str, list[int | tuple[int, str]]])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest('ips must have this form: {"192.0.2.7": [[443, "https"]]}') from None
    return {word: _ports(listed) for word, listed in named.items()}


def _ports(listed: list[int | tuple[int, str]]) -> str:
    numbers = sorted({one if isinstance(one, int) else one[0] for one in listed})
    return ",".join(map(str, numbers)) or USUAL_PORTS


async def submit(
    workspace: Workspace, key: str, wanted: tuple[ScanJobPart, ...], *, user: str = ""
) -> ScanJob:
    """Adds a scan to the queue. `key` or `user`: the id of the requesting API key or account. Raises
    NotAllowed, with the clause, when any target is outside the scope."""
    size = sum(canonical.network(word).num_addresses for part in wanted for word in part.words)
    if size > MOST_ADDRESSES:
        raise BadRequest(f"{size:,} addresses exceed the limit of {MOST_ADDRESSES:,} per scan")
    scopes = await asyncio.to_thread(Scopes(workspace.store.records).list)
    named = await targets.resolve_targets([word for part in wanted for word in part.words], scopes)
    scan_job = ScanJob(
        id=secrets.token_hex(10), key=key, user=user, created=workspace.clock(), parts=wanted, size=size
    )
    scope = Scope(records=scopes, pinned=named.pinned)
    await asyncio.to_thread(_taken, workspace, scan_job, named, scope)
    return scan_job


def _taken(workspace: Workspace, scan_job: ScanJob, named: targets.ResolvedTargets, scope: Scope) -> None:
    """Writes it to the queue and the audit log; a refusal to the audit log only. Raises NotAllowed and
    BadRequest."""
    records, words = workspace.store.records, " ".join(named.words)[:2000]
    who = scan_rights.asker(workspace, scan_job)
    try:
        for part in scan_job.parts:
            scan_rights.check(workspace, scan_job, part)
        targets.check_all_allowed(named, scope, workspace.clock())
    except NotAllowed as refusal:
        audit_log.record(workspace, who, "refused scan", words, str(refusal))
        raise
    if not ScanJobWriter(Changes(records)).add(scan_job, MOST_WAITING):
        raise BadRequest("too many scans are waiting; try again later")
    audit_log.record(workspace, who, "scan asked for", words, scan_job.id)


def scan_id(scan_job: ScanJob, number: int) -> str:
    """The id of one part's scan: it begins with the job's id."""
    return f"{scan_job.id}{number:012x}"
