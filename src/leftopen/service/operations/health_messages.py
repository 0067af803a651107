"""Tells the administrators what no longer works, once when it begins and once when it ends: the default
recipient, standard error and the audit log."""

from __future__ import annotations

import re

from leftopen.errors import LeftopenError
from leftopen.model.identity import digest
from leftopen.model.notice import Notice
from leftopen.present.humanize import format_time
from leftopen.present.log_events import ERROR, INFO, log_event
from leftopen.present.printable import printable
from leftopen.service.operations import health_facts
from leftopen.service.operations.health_checks import failed_checks
from leftopen.service.outbox import enqueue
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace

BY, WELL = "leftopen", "everything works"
BROKEN = "not working: "
UNSENDABLE = "messages"
"""A message about what can't be sent would wait with the others."""
_MOST = 400
_NAME = re.compile(r"([a-z]+) \(([0-9]+)\)")
_TEXT = (
    "{said}.\n\nSeen at {at}. To see the present state: leftopen doctor. You receive this message once; "
    "another follows when it works again.\n"
)


def warn(workspace: Workspace, before: str) -> str:
    """Asks what `doctor` asks, and returns what is broken in one line, which the caller gives as `before`
    the next time. What is broken now and was not then is told, and what works again; so is one more of a
    kind, such as a second monitor."""
    found = {one.what: one for one in failed_checks(health_facts.examine(workspace))}
    known = {name: int(count) for name, count in _NAME.findall(before)} if before.startswith(BROKEN) else {}
    for name, one in found.items():
        if one.many > known.get(name, 0):
            _tell(workspace, name, f"{name}: does not work", one.says, level=ERROR)
    for name in sorted(set(known) - set(found)):
        message = f"this works again: {name}"
        _tell(workspace, name, f"{name}: works again", message, level=INFO)
    return BROKEN + ", ".join(f"{name} ({one.many})" for name, one in found.items()) if found else WELL


def _tell(workspace: Workspace, name: str, subject: str, says: str, *, level: int) -> None:
    """A recipient that can't be addressed is said in the audit log; `doctor` says the rest."""
    message = printable(" ".join(says.split()), _MOST)
    log_event(level, "health", f"{subject}: {message}", {"check": name})
    audit_log.record(workspace, BY, "health", subject, message)
    to, now = workspace.settings.notify, workspace.clock()
    if not to or name == UNSENDABLE:
        return
    notice = Notice(
        id=digest("health", to, subject, message, format_time(now)), case="", to=to, written=now,
        subject=f"[leftopen] {subject}", text=_TEXT.format(said=message, at=format_time(now)),
    )  # fmt: skip
    try:
        enqueue.add_own(workspace, notice)
    except LeftopenError as error:
        audit_log.record(workspace, BY, "cannot warn", to, str(error)[:_MOST])
