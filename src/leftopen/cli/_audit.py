"""Records in the audit log what a person does on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leftopen.service.workspace import Workspace


def record_act(opened: Workspace, what: str, subject: str, clause: str = "") -> None:
    """Adds an entry before the act, under the operating system's user. If that fails, the act fails."""
    from leftopen.service import audit_log
    from leftopen.service.os_user import os_user

    audit_log.record(opened, os_user(), what, subject[:2000], clause[:500])
