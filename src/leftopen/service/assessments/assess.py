"""Makes an assessment, or goes on with one that was interrupted."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen import __version__
from leftopen.errors import LeftopenError, StoreFailed
from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, inventory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.model.assessment import Assessment, Depth, UnitKind
from leftopen.present.humanize import format_count
from leftopen.service import audit_log
from leftopen.service.assessments.folder import AssessmentFolder, folders
from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessProgress:
    """`done` and `total` in bytes, each byte counted once for reading and once for its digest; `resumed_at`
    what was done before. `found`: documents that hold something."""

    done: int
    total: int
    resumed_at: int
    seconds: float
    documents: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """`resumed`: an interrupted assessment of the same files goes on."""

    assessment: Assessment
    folder: AssessmentFolder
    found: Inventory
    resumed: bool


def plan(paths: Sequence[Path]) -> Inventory:
    """What an assessment would read. Opens each file for its first bytes only. Raises LeftopenError."""
    found = inventory(paths)
    if not found.files:
        raise LeftopenError("there are no files to read")
    return found


def start(
    workspace: Workspace, paths: Sequence[Path], depth: Depth, *, by: str, case: str = "", fresh: bool = False
) -> Started:
    """Lists the files and makes the assessment's folder; or, without `fresh`, takes up the newest
    unfinished one of the same files and depth. Raises LeftopenError, NotFound for an unknown case."""
    found = plan(paths)
    whole = workspace.store.records.cases.get(case).id if case else ""
    if not fresh and (there := _unfinished(workspace, found, depth, whole)):
        return Started(assessment=there.assessment(), folder=there, found=found, resumed=True)
    assessment = Assessment(
        id=secrets.token_hex(6),
        created=workspace.clock(),
        by=by,
        depth=depth,
        paths=tuple(str(path.absolute()) for path in paths),
        files=len(found.files),
        bytes=found.bytes,
        units=len(found.units),
        skipped=tuple((workspace.contents().mask(path), why) for path, why in found.skipped),
        case=whole,
        version=__version__,
    )
    folder = AssessmentFolder.create(workspace.data, assessment, found)
    audit_log.record(
        workspace, by, "started assessment", assessment.id, format_count(len(found.files), "file")
    )
    return Started(assessment=assessment, folder=folder, found=found, resumed=False)


def run(
    workspace: Workspace, started: Started, workers: int, stop: threading.Event
) -> Iterator[AssessProgress]:
    """Reads the units that lack a result, and yields the progress several times a second. Ends early when
    `stop` is set; the same call goes on. Raises LeftopenError when another process reads it."""
    with try_lock(workspace.data, f"assessment-{started.assessment.id}") as free:
        if not free:
            raise LeftopenError(f"assessment {started.assessment.id} is being read by another process")
        yield from _run(workspace, started, workers, stop)


def _run(
    workspace: Workspace, started: Started, workers: int, stop: threading.Event
) -> Iterator[AssessProgress]:
    summary = AssessmentSummary()
    for stored in started.folder.results():
        summary.add(stored)
    before = started.folder.done()
    waiting = [unit for unit in started.found.units if unit.number not in before]
    resumed_at = sum(unit.bytes for unit in started.found.units if unit.number in before)
    total, done, began = sum(unit.bytes for unit in started.found.units), resumed_at, workspace.monotonic()
    sources = dict(enumerate(started.found.files))
    reading = Coordinator(workspace.contents().key, sources, started.assessment.depth, workers, stop)
    found = sum(one.documents for one in summary.labels.values())
    for result in reading.results(waiting):
        if result is not None:
            started.folder.put(result)
            summary.outcomes.update(result.outcomes)
            found += len(result.found)
        if result is not None and not result.piece:
            done += next(unit.bytes for unit in waiting if unit.number == result.number)
        yield AssessProgress(
            done=min(done + reading.done(), total) if result is None else done,
            total=total,
            resumed_at=resumed_at,
            seconds=workspace.monotonic() - began,
            documents=summary.total,
            found=found,
        )


def _unfinished(workspace: Workspace, found: Inventory, depth: Depth, case: str) -> AssessmentFolder | None:
    """The newest of just this: other units or other detectors would give a mixed result."""
    there = [(folder, folder.assessment()) for folder in folders(workspace.data)]
    for folder, assessment in sorted(there, key=lambda one: one[1].created, reverse=True):
        same = (assessment.depth, assessment.case, assessment.version) == (depth, case, __version__)
        if same and len(folder.done()) < assessment.units and _holds(folder, found):
            return folder
    return None


def _holds(folder: AssessmentFolder, found: Inventory) -> bool:
    try:
        return folder.inventory() == found
    except StoreFailed:
        return False


def reading_units(found: Inventory) -> int:
    """Units that are read for their content."""
    return sum(unit.kind is not UnitKind.DIGEST for unit in found.units)
