"""Who can have a case: a user who may decide about it and sees its address."""

from __future__ import annotations

from leftopen.errors import NotAllowed
from leftopen.model.case import Case
from leftopen.model.permission import Permission
from leftopen.model.user import User
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.users import Users

NOBODY = "no assignee"
"""In filters; no user has a name with a space."""


def assignees(workspace: Workspace, case: Case | None = None) -> list[User]:
    """The users who can have this case, or any case, by name."""
    found = (user for user in Users(workspace.store.records).readable() if user.may(Permission.CASES))
    return [user for user in found if case is None or Visibility(user.networks).sees(case.address)]


def require_assignee(workspace: Workspace, case: Case, name: str | None) -> None:
    """Raises NotAllowed for a name that is no such user; '' and None are nobody."""
    if not name or any(user.name == name for user in assignees(workspace, case)):
        return
    known = ", ".join(user.name for user in assignees(workspace, case)[:10])
    hint = f"use {known}" if known else "there are no such users; invite one on the page Users of the console"
    raise NotAllowed(f"{name[:64]!r} cannot decide about case {case.id[:8]}; {hint}")
