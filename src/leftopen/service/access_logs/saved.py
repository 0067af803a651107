"""Keeps the newest result of each case: DATA/readers/CASE.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from leftopen.errors import StoreFailed
from leftopen.model.access_logs import ReadersResult, StandingAccess, StandingKind
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write

Result = TypeVar("Result")
FOLDER = "readers"


def save(workspace: Workspace, result: ReadersResult) -> Path:
    """Replaces the earlier result of the case. Raises LeftopenError; ValueError for a result of no case."""
    if not result.case:
        raise ValueError("the result belongs to no case")
    return write(file_of(workspace, result.case), msgspec.json.encode(result))


def load(workspace: Workspace, case: str) -> ReadersResult | None:
    """Of a case by its whole id; None if there is none. Raises StoreFailed."""
    return _load(workspace, case, ReadersResult)


def state(workspace: Workspace, case: str) -> str:
    """Changes with the result of the case, which is not read; '' where there is none. Raises StoreFailed."""
    file = file_of(workspace, case)
    try:
        found = file.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StoreFailed(f"cannot read {file}: {error.strerror}") from None
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"


def _load(workspace: Workspace, case: str, kind: type[Result]) -> Result | None:
    file = file_of(workspace, case)
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise StoreFailed(f"cannot read {file}: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingResult:
    """The part of a `ReadersResult` that says what goes on after the closure."""

    standing: tuple[StandingAccess, ...] = ()
    exports: tuple[StandingKind, ...] = ()


def load_without_items(workspace: Workspace, case: str) -> StandingResult | None:
    """As `load`, without the items, of which there may be many."""
    return _load(workspace, case, StandingResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSummary:
    """The part of a `ReadersResult` that says when the logs were read, and for the files of which
    assessment."""

    made: datetime
    assessment: str = ""


def summary(workspace: Workspace, case: str) -> ReadingSummary | None:
    """As `load`, without the items, of which there may be many."""
    return _load(workspace, case, ReadingSummary)


def file_of(workspace: Workspace, case: str) -> Path:
    """It may not be there."""
    return workspace.data / FOLDER / f"{case}.json"
