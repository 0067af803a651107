"""Deletes files of the data folder."""

from __future__ import annotations

from pathlib import Path

from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import on_disk


def remove_own(workspace: Workspace, file: Path) -> None:
    """Deletes a file of the data folder, and no other. Raises StoreFailed."""
    with on_disk(file.name):
        if file.resolve().is_relative_to(workspace.data.resolve()):
            file.unlink(missing_ok=True)
