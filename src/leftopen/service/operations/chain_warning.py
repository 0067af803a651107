"""Tells the administrator that the event chain is broken: once, however many notices go out meanwhile."""

from __future__ import annotations

from leftopen.errors import LeftopenError
from leftopen.model.identity import digest
from leftopen.model.notice import Notice
from leftopen.present.humanize import format_count, format_time
from leftopen.present.printable import printable
from leftopen.service.cases.signing import integrity
from leftopen.service.outbox import enqueue
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.unreadable import unreadable

BY, BROKEN = "leftopen", "broken: "
_MOST = 150
_TEXT = (
    "{broken}.\n\nSeen at {at}. Until this is settled, leftopen signs and exports nothing that the break "
    "concerns. Scans, checks and notices to owners go on, and a backup says that it holds a broken chain.\n\n"
    "To see the present state: leftopen doctor. You receive this message once; another follows only if the "
    "chain is intact meanwhile.\n"
)


def warn(workspace: Workspace, before: str) -> str:
    """Asks what `doctor` asks, and returns the answer in one line, which the caller gives as `before` the
    next time. A break after an intact chain goes into the audit log, and to the default recipient. Tells of
    looks that were counted a day ago, also where no other look followed them."""
    CaseWriter(Changes(workspace.store.records)).tell_counted(workspace.clock())
    # What can't be read is told by the job `health`, in this same program.
    unreadable(workspace.store.records.database, all_of_them=True)
    count, broken = integrity.whole(workspace)
    if not broken:
        return f"{format_count(count, 'event')}, chain intact"
    message = BROKEN + printable(broken, _MOST)
    if not before.startswith(BROKEN):
        audit_log.record(workspace, BY, "event chain broken", "", printable(broken, 400))
        return _told(workspace, broken, message)
    return message


def _told(workspace: Workspace, broken: str, message: str) -> str:
    """A recipient that can't be addressed is said in the audit log; `doctor` says the rest."""
    to, now = workspace.settings.notify, workspace.clock()
    if not to:
        return message
    notice = Notice(
        id=digest("chain", to, broken, format_time(now)), case="", to=to, written=now,
        subject="[leftopen] The event chain is broken",
        text=_TEXT.format(broken=broken, at=format_time(now)),
    )  # fmt: skip
    try:
        enqueue.add_own(workspace, notice)
    except LeftopenError as error:
        audit_log.record(workspace, BY, "cannot warn", to, str(error)[:400])
    return message
