"""The console's data folder with its people, made once in a process and copied for each test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher

from leftopen.model.case import Case
from leftopen.model.permission import Role
from leftopen.model.user import User
from leftopen.service.identity import accounts, passwords
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import UserWriter
from tests.service.office import SENDER, office
from tests.store.new_folder import let_engine_end
from tests.web.console.furnished import furnish

PASSWORD = "a walk along the harbour"
PART = "198.51.100.0/29"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFolder:
    """`data` and `config` in `folder`, with nothing open; whoever copies them owns the copy."""

    folder: Path
    cases: tuple[Case, ...]
    users: dict[str, User]

    def copy(self, folder: Path) -> None:
        for name in ("data", "config"):
            if (self.folder / name).exists():
                # The engine's databases and tables are relative links into its store.
                shutil.copytree(self.folder / name, folder / name, symlinks=True)


@cache
def kept_folder(*, furnished: bool) -> KeptFolder:
    """Its people, and what `furnish` makes, or nothing that was ever seen."""
    folder = Path(tempfile.mkdtemp(prefix="leftopen-console-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with office(folder, **SENDER) as workspace:
        cases = furnish(workspace) if furnished else []
        users = people(workspace)
    let_engine_end(folder / "data")
    return KeptFolder(folder=folder, cases=tuple(cases), users=users)


def people(workspace: Workspace) -> dict[str, User]:
    """Somebody of each role, and `part`, an analyst who sees some addresses only."""
    users = {role.value: _user(workspace, role.value, role, ()) for role in Role}
    return users | {"part": _user(workspace, "part", Role.ANALYST, (PART,))}


def _user(workspace: Workspace, name: str, role: Role, networks: tuple[str, ...]) -> User:
    user, _ = accounts.invite(workspace, name, role, networks, by="a test")
    return UserWriter(Changes(workspace.store.records)).change(
        user.id, lambda old: replace(old, password=_hashed())
    )


@cache
def _hashed() -> str:
    """At a small cost, which the hash names: the real one is large on purpose, and every sign-in pays it."""
    made = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    assert passwords.right(made, PASSWORD)
    return made
