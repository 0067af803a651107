"""The one-time link that makes the first account: printed on a terminal, else written to a file that only
this user can read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from leftopen.service.identity import accounts
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write

FILE = "setup-link"


def new_link(workspace: Workspace, url: str) -> str:
    """A new link; '' when there is an account already. The file of an earlier one, which is void either way,
    is gone."""
    (workspace.data / FILE).unlink(missing_ok=True)
    if not accounts.has_no_users(workspace):
        return ""
    return f"{url}/set-up/{accounts.create_setup_link(workspace)}"


def write_link_file(workspace: Workspace, link: str) -> Path:
    """For a server that nobody watches. Raises BadSetting when it can't be written."""
    return write(workspace.data / FILE, f"{link}\n".encode(), mode=0o600)


def remove_link_file(workspace: Workspace, link: str) -> None:
    """At the end of the server that made the link: whoever starts the next one makes it void. The file of
    another server that began meanwhile stays."""
    file = workspace.data / FILE
    with suppress(OSError):
        if file.read_text(encoding="utf-8").strip() == link:
            file.unlink()
