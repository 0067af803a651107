"""Keeps the newest result of each case: DATA/readers/CASE.json."""

from __future__ import annotations

from pathlib import Path

import msgspec

from leftopen.errors import StoreFailed
from leftopen.model.readers import ReadersResult
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write

FOLDER = "readers"


def save(workspace: Workspace, result: ReadersResult) -> Path:
    """Replaces the earlier result of the case. Raises LeftopenError; ValueError for a result of no case."""
    if not result.case:
        raise ValueError("the result belongs to no case")
    return write(file_of(workspace, result.case), msgspec.json.encode(result), mode=0o600)


def load(workspace: Workspace, case: str) -> ReadersResult | None:
    """Of a case by its whole id; None if there is none. Raises StoreFailed."""
    file = file_of(workspace, case)
    try:
        return msgspec.json.decode(file.read_bytes(), type=ReadersResult)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise StoreFailed(f"cannot read {file}: {error}") from None


def file_of(workspace: Workspace, case: str) -> Path:
    """It may not be there."""
    return workspace.data / FOLDER / f"{case}.json"
