"""Checks whether the requester of a scan may still run it: when it is queued, when it starts, and while it
runs, as for the scope."""

from __future__ import annotations

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.service.identity import key_holders
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.users import Users


def check(workspace: Workspace, scan_job: ScanJob, part: ScanJobPart) -> None:
    """Raises NotAllowed with the reason. Blocking."""
    if scan_job.key:
        _check_key(workspace, scan_job.key, part)
    elif scan_job.user:
        _check_user(workspace, scan_job.user, part)
    else:
        raise NotAllowed("the requester of this scan is unknown; request it again")


def asker(workspace: Workspace, scan_job: ScanJob) -> str:
    """The requester's name, for the audit log."""
    if scan_job.key:
        return f"key {scan_job.key}"
    try:
        return Users(workspace.store.records).get(scan_job.user).name
    except NotFound:
        return f"account {scan_job.user}".rstrip()


def _check_key(workspace: Workspace, id: str, part: ScanJobPart) -> None:
    key = next((key for key in ApiKeys(workspace.store.records).list() if key.id == id), None)
    if key is None:
        raise NotAllowed("the API key that requested this scan was removed")
    if not key.valid(workspace.clock()):
        raise NotAllowed("the API key that requested this scan has expired")
    holder = key_holders.of_key(workspace.store.records, id)
    if holder is None or not holder.may(Right.SCAN):
        raise NotAllowed("the API key that requested this scan has no scan rights")
    if not all(holder.visibility.sees_all_of(word) for word in part.words):
        raise NotAllowed("the API key that requested this scan no longer covers all its targets")


def _check_user(workspace: Workspace, id: str, part: ScanJobPart) -> None:
    try:
        user = Users(workspace.store.records).get(id)
    except NotFound:
        raise NotAllowed("the user who requested this scan was removed") from None
    if not user.may(Permission.SCAN):
        raise NotAllowed(f"{user.name}, who requested this scan, no longer has scan rights")
    if not all(Visibility(user.networks).sees_all_of(word) for word in part.words):
        raise NotAllowed(f"{user.name}, who requested this scan, no longer has access to all its targets")
