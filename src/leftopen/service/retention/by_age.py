"""Deletes what is older than the settings say, kind by kind; nothing of a case that is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from leftopen.model.case import Case, CaseState
from leftopen.present.humanize import format_count
from leftopen.present.timestamps import format_utc
from leftopen.service.cases.holds import held
from leftopen.service.ingest.run import FOLDER as IMPORTS
from leftopen.service.outbox.sender_lock import SENDER
from leftopen.service.retention import audit, readings
from leftopen.service.retention.own_files import remove_own
from leftopen.service.workspace.clock_trust import Read, deletion_waits, read_clocks
from leftopen.service.workspace.compaction import compact
from leftopen.service.workspace.locks import remove_unheld
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.engine.mutations import Stopped, Stops
from leftopen.store.observations.erasure import erase_excerpts
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.jobs import JobWriter
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.scans import ScanWriter, request_key
from leftopen.store.records.erasure import ErasureWriter
from leftopen.store.records.unreadable import unreadable

UNHELD = timedelta(days=1)
QUOTES = "*.bad.jsonl"
OVER = frozenset({CaseState.FALSE_POSITIVE, CaseState.TAKEN_OVER})
"""Besides what is closed."""


def delete_old(workspace: Workspace, stopped: Stops, read: Read = read_clocks) -> str:
    """Returns what was deleted, in one line; why nothing is, while the clock is not trusted. The next call
    does what is left when `stopped` returns true. Raises StoreFailed."""
    # What killed scans and workers left. That of a killed sender is proof for who sends its message again.
    remove_unheld(workspace.data, UNHELD, but=SENDER)
    if waits := deletion_waits(workspace, read):
        return waits
    if damaged := unreadable(workspace.store.records.database, all_of_them=True):
        # Whether one of them holds a case is not known.
        return f"deletion by age waits: stored records cannot be read, such as {damaged[0]}"
    done: list[str] = []
    for step in (_jobs, _changes, _scans, _notices, _rejected, _evidence, _readings, _history, _audit):
        if stopped():
            break
        if message := step(workspace, stopped):
            done.append(message)
    return "; ".join(done) or "nothing to delete"


def _jobs(workspace: Workspace, stopped: Stops) -> str:
    before = _before(workspace, workspace.settings.jobs_days)
    count = JobWriter(Changes(workspace.store.records)).prune(before) if before else 0
    return _said(count, "job")


def _changes(workspace: Workspace, stopped: Stops) -> str:
    before = _before(workspace, workspace.settings.changes_days)
    if before is None:
        return ""
    count = MonitorWriter(Changes(workspace.store.records)).prune(before, held(workspace))
    return _said(count, "change")


def _scans(workspace: Workspace, stopped: Stops) -> str:
    """But those in which a held case was found, and the newest of each monitor: it says when it last asked.
    What a run asks a second time is a request of its own every time."""
    before = _before(workspace, workspace.settings.scans_days)
    if before is None:
        return ""
    records = workspace.store.records
    cases = filter(None, map(Cases(records).find, held(workspace)))
    found = (Findings(records).newest(case.finding, case.id) for case in cases)
    kept = {finding.judged.scan for finding in found if finding is not None}
    monitors = {request_key(one.targets, one.asked_ports) for one in Monitors(records).list()}
    count = ScanWriter(Changes(records)).prune(before, kept, monitors)
    return _said(count, "record of a scan", "records of scans")


def _audit(workspace: Workspace, stopped: Stops) -> str:
    before = _before(workspace, workspace.settings.audit_days)
    count = audit.delete(workspace, before, stopped) if before else 0
    return _said(count, "entry of the audit log", "entries of the audit log")


def _notices(workspace: Workspace, stopped: Stops) -> str:
    """The file first: a file without its record would stay for ever."""
    before = _before(workspace, workspace.settings.notices_days)
    if before is None:
        return ""
    writer = ErasureWriter(Changes(workspace.store.records))
    ended = _ended(workspace, Cases(workspace.store.records).list())
    cases, moment = [case.id for case in ended], format_utc(before)
    for file in writer.files(cases, moment):
        remove_own(workspace, Path(file))
    return _said(len(writer.notice_files(cases, moment)), "file of a notice", "files of notices")


def _rejected(workspace: Workspace, stopped: Stops) -> str:
    before = _before(workspace, workspace.settings.rejected_days)
    found = (workspace.data / IMPORTS).glob(QUOTES) if before else ()
    old = [file for file in found if before and file.stat().st_mtime < before.timestamp()]
    for file in old:
        remove_own(workspace, file)
    return _said(len(old), "file of rejected lines", "files of rejected lines")


def _evidence(workspace: Workspace, stopped: Stops) -> str:
    """Of cases that were closed before then. Proofs stay valid: they hold no excerpts."""
    before = _before(workspace, workspace.settings.evidence_days)
    if before is None:
        return ""
    cases = Cases(workspace.store.records).list()
    gone = _over_since(before, _ended(workspace, cases), cases)
    if not gone:
        return ""
    writer = ErasureWriter(Changes(workspace.store.records))
    count = writer.evidence([case.id for case in gone])
    try:
        erase_excerpts(workspace.store.client, sorted({case.finding for case in gone}), stopped)
    except Stopped:
        return ""
    writer.overwrite()
    return _said(count, "finding's evidence", "findings' evidence")


def _readings(workspace: Workspace, stopped: Stops) -> str:
    """What access logs say of cases that were closed before then."""
    before = _before(workspace, workspace.settings.evidence_days)
    if before is None:
        return ""
    ended = _ended(workspace, Cases(workspace.store.records).list())
    old = [case for case in ended if (case.closed or case.last_open) < before]
    return _said(
        readings.remove(workspace, old, before), "answer from access logs", "answers from access logs"
    )


def _history(workspace: Workspace, stopped: Stops) -> str:
    if workspace.settings.history_months:
        compact(workspace, stopped)
    return ""


def _ended(workspace: Workspace, cases: Sequence[Case]) -> list[Case]:
    """Those that nobody holds and that are over. One that is silent or accepted is still open: its next check
    needs what proved it."""
    kept = held(workspace)
    return [case for case in cases if (case.closed is not None or case.state in OVER) and case.id not in kept]


def _over_since(before: datetime, ended: Sequence[Case], cases: Sequence[Case]) -> list[Case]:
    """Those that ended before then, but those whose finding another case needs: one finding may have several
    cases; its rows are theirs together."""
    old = [case for case in ended if (case.closed or case.last_open) < before]
    ids = {case.id for case in old}
    others = {case.finding for case in cases if case.id not in ids}
    return [case for case in old if case.finding not in others]


def _before(workspace: Workspace, days: int) -> datetime | None:
    """None: for ever."""
    return workspace.clock() - timedelta(days=days) if days else None


def _said(count: int, one: str, many: str = "") -> str:
    return format_count(count, one, many) if count else ""
