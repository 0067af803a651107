"""Is there room to go on? Scans and imports stop before the disk is full, while all that was read can still
be stored."""

from __future__ import annotations

import shutil
from pathlib import Path

from leftopen.errors import DiskLow
from leftopen.present.humanize import format_bytes
from leftopen.service.workspace.workspace import Workspace

MEGABYTE = 1_000_000


def free_bytes(data: Path) -> int:
    """Of the data folder's disk, or of the engine's where it is another and fuller. Raises OSError."""
    engine = data / "engine"
    return min(shutil.disk_usage(folder).free for folder in (data, engine) if folder.exists())


def reserve_bytes(workspace: Workspace) -> int:
    return workspace.settings.disk_reserve_mb * MEGABYTE


def low(workspace: Workspace) -> str:
    """What to say where less than the reserve is free; '' where there is room."""
    try:
        free = free_bytes(workspace.data)
    except OSError as error:
        return f"cannot read the free space of {workspace.data}: {error.strerror}"
    if free >= reserve_bytes(workspace):
        return ""
    return (
        f"{format_bytes(free)} are free on the disk of {workspace.data}, less than disk_reserve_mb "
        f"({workspace.settings.disk_reserve_mb:,} MB): no scan or import goes on until there is more room"
    )


def require(workspace: Workspace) -> None:
    """Raises DiskLow."""
    if shortage := low(workspace):
        raise DiskLow(shortage)
