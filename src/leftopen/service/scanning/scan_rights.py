"""Whether whoever asked for a scan may still have it: asked when it is taken in, when it begins, and while it
runs, as the scope is."""

from __future__ import annotations

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.service.identity import key_holders
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace import Workspace


def check(workspace: Workspace, scan_job: ScanJob, part: ScanJobPart) -> None:
    """Raises NotAllowed with the reason. Blocking."""
    if scan_job.key:
        _check_key(workspace, scan_job.key, part)
    elif scan_job.user:
        _check_user(workspace, scan_job.user, part)
    else:
        raise NotAllowed("it is not known who asked for this scan: ask for it again")


def asker(workspace: Workspace, scan_job: ScanJob) -> str:
    """For the audit."""
    if scan_job.key:
        return f"key {scan_job.key}"
    try:
        return workspace.store.records.users.get(scan_job.user).name
    except NotFound:
        return f"account {scan_job.user}".rstrip()


def _check_key(workspace: Workspace, id: str, part: ScanJobPart) -> None:
    key = next((key for key in workspace.store.records.api_keys.list() if key.id == id), None)
    if key is None:
        raise NotAllowed("the API key that asked for this scan was removed")
    if not key.valid(workspace.clock()):
        raise NotAllowed("the API key that asked for this scan has ended")
    holder = key_holders.of_key(workspace.store.records, id)
    if holder is None or not holder.may(Right.SCAN):
        raise NotAllowed("the API key that asked for this scan may not scan")
    if not all(holder.visibility.sees_all_of(word) for word in part.words):
        raise NotAllowed("the API key that asked for this scan does not see all of it any more")


def _check_user(workspace: Workspace, id: str, part: ScanJobPart) -> None:
    try:
        user = workspace.store.records.users.get(id)
    except NotFound:
        raise NotAllowed("the account that asked for this scan was removed") from None
    if not user.may(Permission.SCAN):
        raise NotAllowed(f"{user.name}, who asked for this scan, may not scan any more")
    if not all(Visibility(user.networks).sees_all_of(word) for word in part.words):
        raise NotAllowed(f"{user.name}, who asked for this scan, does not see all of it any more")
