"""The one-time link that creates the first account: printed on the terminal, or written to a file that
only this user can read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from leftopen.service.identity import accounts
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write

FILE = "setup-link"


def new_link(workspace: Workspace, url: str) -> str:
    """A new link; '' when an account exists. Removes the file of an earlier link, which is no longer
    valid."""
    (workspace.data / FILE).unlink(missing_ok=True)
    if not accounts.has_no_users(workspace):
        return ""
    return f"{url}/set-up/{accounts.create_setup_link(workspace)}"


def write_link_file(workspace: Workspace, link: str) -> Path:
    """For a server without a terminal. Raises BadSetting when the file can't be written."""
    return write(workspace.data / FILE, f"{link}\n".encode())


def remove_link_file(workspace: Workspace, link: str) -> None:
    """Called when the server that created the link stops. The file of a server that started in the
    meantime stays."""
    file = workspace.data / FILE
    with suppress(OSError):
        if file.read_text(encoding="utf-8").strip() == link:
            file.unlink()
