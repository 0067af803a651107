"""Whether whoever asked for a scan may still have it: asked when it is taken in, when it begins, and while it
runs, as the scope is."""

from __future__ import annotations

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.model.submission import Part, Submission
from leftopen.service import key_holders
from leftopen.service.desk import Desk
from leftopen.service.sight import Sight


def check(desk: Desk, submission: Submission, part: Part) -> None:
    """Raises NotAllowed with the reason. Blocking."""
    if submission.key:
        _check_key(desk, submission.key, part)
    elif submission.user:
        _check_user(desk, submission.user, part)
    else:
        raise NotAllowed("it is not known who asked for this scan: ask for it again")


def asker(desk: Desk, submission: Submission) -> str:
    """For the audit."""
    if submission.key:
        return f"key {submission.key}"
    try:
        return desk.store.records.users.get(submission.user).name
    except NotFound:
        return f"account {submission.user}".rstrip()


def _check_key(desk: Desk, id: str, part: Part) -> None:
    key = next((key for key in desk.store.records.api_keys.list() if key.id == id), None)
    if key is None:
        raise NotAllowed("the API key that asked for this scan was removed")
    if not key.valid(desk.clock()):
        raise NotAllowed("the API key that asked for this scan has ended")
    holder = key_holders.of_key(desk.store.records, id)
    if holder is None or not holder.may(Right.SCAN):
        raise NotAllowed("the API key that asked for this scan may not scan")
    if not all(holder.sight.sees_all_of(word) for word in part.words):
        raise NotAllowed("the API key that asked for this scan does not see all of it any more")


def _check_user(desk: Desk, id: str, part: Part) -> None:
    try:
        user = desk.store.records.users.get(id)
    except NotFound:
        raise NotAllowed("the account that asked for this scan was removed") from None
    if not user.may(Permission.SCAN):
        raise NotAllowed(f"{user.name}, who asked for this scan, may not scan any more")
    if not all(Sight(user.networks).sees_all_of(word) for word in part.words):
        raise NotAllowed(f"{user.name}, who asked for this scan, does not see all of it any more")
