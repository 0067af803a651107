"""Checks the event chain for the job, whose answer the health tells of."""

from __future__ import annotations

from leftopen.present.humanize import format_count
from leftopen.present.printable import printable
from leftopen.service.cases.signing import integrity
from leftopen.service.workspace import audit_log, chain_seal
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.unreadable import unreadable

KIND, BY, BROKEN = "chain", "leftopen", "broken: "
_MOST = 300


def check(workspace: Workspace, before: str) -> str:
    """Asks what `doctor` asks, and returns the answer in one line, which the caller gives as `before` the
    next time. A break after an intact chain goes into the audit log. Tells of looks that were counted a day
    ago, also where no other look followed them."""
    CaseWriter(Changes(workspace.store.records)).tell_counted(workspace.clock())
    # What can't be read is told by the job `health`, in this same program.
    unreadable(workspace.store.records.database, all_of_them=True)
    count, wrong = integrity.whole(workspace)
    if not wrong:
        return f"{format_count(count, 'event')}, chain intact"
    if not before.startswith(BROKEN):
        audit_log.record(workspace, BY, "event chain broken", "", printable(wrong, 400))
    return BROKEN + printable(wrong, _MOST)


def broken(workspace: Workspace) -> str:
    """What the job last found wrong, '' for nothing."""
    job = Jobs(workspace.store.records).of_key(KIND)
    return job.said.removeprefix(BROKEN) if job is not None and job.said.startswith(BROKEN) else ""


def accept(workspace: Workspace, by: str) -> str:
    """Signs the chain as it is, and returns what did not fit, '' for nothing. The job looks anew at once."""
    wrong = chain_seal.accept(workspace.store.records, workspace.seal, by)
    JobWriter(Changes(workspace.store.records)).bring_forward(KIND, workspace.clock())
    return wrong
