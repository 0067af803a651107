"""Makes an assessment, or goes on with one that was interrupted."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from leftopen import __version__
from leftopen.contents.cage import cage
from leftopen.errors import LeftopenError, StoreFailed
from leftopen.impact.assess.archives.scratch import Scratch
from leftopen.impact.assess.coordinate import DIGEST, Coordinator, cost
from leftopen.impact.assess.inventory import Inventory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Assessment, Depth, UnitKind
from leftopen.present.humanize import format_count
from leftopen.service.assessments import count
from leftopen.service.assessments.folder import LOCK, AssessmentFolder, Pace, folders
from leftopen.service.assessments.ocr import ocr_program
from leftopen.service.assessments.plan import listed
from leftopen.service.assessments.search import indexed
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases

if TYPE_CHECKING:
    from leftopen.net.buckets.bucket import Bucket

SHOWN = 4
"""Kinds of data named in the progress."""
MEGABYTE = 1_000_000
UNCAGED = "read without a cage"
PACED = 10.0
"""Seconds after which the pace is kept again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessProgress:
    """`done` and `total` in bytes, of digests a sixteenth; `resumed_at` what was done before; `read`: bytes
    read for their content since then. `found`: documents that hold something, `labels` how many of them hold
    what, the most severe first."""

    done: int
    total: int
    resumed_at: int
    read: int
    seconds: float
    documents: int
    found: int
    labels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedAssessment:
    """`resumed`: an interrupted assessment of the same files goes on, or of the same bucket, where `changed`
    objects are new, other or gone since it was listed: of those it reads none anew. `scratch`: where its
    archives are unpacked, as long as this is there."""

    assessment: Assessment
    folder: AssessmentFolder
    found: Inventory
    resumed: bool
    bucket: Bucket | None = None
    changed: int = 0
    scratch: Scratch | None = None


def start(
    workspace: Workspace,
    paths: Sequence[Path],
    depth: Depth,
    *,
    by: str,
    case: str = "",
    fresh: bool = False,
    bucket: Bucket | None = None,
    credentials: Path | None = None,
    ocr: bool = False,
    scratch: Path | None = None,
) -> StartedAssessment:
    """Lists the files and makes the assessment's folder; or, without `fresh`, takes up the newest unfinished
    one of the same files and depth, or of the same bucket: one that is in use is never the same for long, and
    what was read of it should not be lost. `bucket` is read instead of paths; the path of the file with its
    `credentials` is kept, so that a reviewer can have a document read again. With `ocr` pictures are read.
    Archives are unpacked in the folder `scratch`, by default the data folder. Raises LeftopenError, NotFound
    for an unknown case."""
    uncaged = workspace.settings.uncaged == "yes"
    cage.require(uncaged=uncaged)
    ocr_program(wanted=ocr)
    unpacked = scratch_in(workspace, scratch)
    found = listed(paths, bucket, unpacked)
    whole = Cases(workspace.store.records).get(case).id if case else ""
    endpoint = bucket.place.endpoint if bucket else ""
    keys = str(credentials.absolute()) if bucket and credentials else ""
    if not fresh and (there := _unfinished(workspace, _fitting(found, bucket), depth, whole, ocr=ocr)):
        return replace(_resumed(there, found, bucket, endpoint, keys, uncaged=uncaged), scratch=unpacked)
    assessment = Assessment(
        id=secrets.token_hex(6),
        created=workspace.clock(),
        by=by,
        depth=depth,
        paths=tuple(str(path.absolute()) for path in paths) if bucket is None else (bucket.place.url,),
        files=len(found.own),
        bytes=found.bytes,
        units=len(found.units),
        skipped=tuple((workspace.contents().mask(path), why) for path, why in found.skipped),
        case=whole,
        version=__version__,
        endpoint=endpoint,
        credentials=keys,
        ocr=ocr,
        uncaged=uncaged,
    )
    folder = AssessmentFolder.create(workspace.data, assessment, found)
    message = format_count(len(found.own), "file") + (f", {UNCAGED}" if uncaged else "")
    audit_log.record(workspace, by, "started assessment", assessment.id, message)
    return StartedAssessment(
        assessment=assessment, folder=folder, found=found, resumed=False, bucket=bucket, scratch=unpacked
    )


def scratch_in(workspace: Workspace, folder: Path | None = None) -> Scratch:
    """For the archives of one assessment, in that folder or the data folder."""
    settings = workspace.settings
    reserve = settings.disk_reserve_mb * MEGABYTE
    return Scratch(folder or workspace.data, reserve=reserve, uncaged=settings.uncaged == "yes")


def _resumed(
    folder: AssessmentFolder,
    found: Inventory,
    bucket: Bucket | None,
    endpoint: str,
    keys: str,
    *,
    uncaged: bool,
) -> StartedAssessment:
    """`found`: what is listed now; what is read is what was listed then."""
    begun = folder.assessment()
    resumed = replace(begun, endpoint=endpoint, credentials=keys, uncaged=uncaged or begun.uncaged)
    folder.put_assessment(resumed)
    was = folder.inventory()
    changed = len({one.path for one in {*found.files} ^ {*was.files}}) if was != found else 0
    return StartedAssessment(
        assessment=resumed, folder=folder, found=was, resumed=True, bucket=bucket, changed=changed
    )


def run(
    workspace: Workspace, started: StartedAssessment, workers: int, stop: threading.Event
) -> Iterator[AssessProgress]:
    """Reads the units that lack a result, and yields the progress several times a second. Ends early when
    `stop` is set; the same call goes on. Raises LeftopenError when another process reads it."""
    with try_lock(workspace.data, f"{LOCK}{started.assessment.id}") as free:
        if not free:
            raise LeftopenError(f"assessment {started.assessment.id} is being read by another process")
        yield from _paced(started.folder, _run(workspace, started, workers, stop))
        if len(started.folder.done()) == started.assessment.units:
            indexed(workspace, started.folder)
            count.ensure(workspace, started.folder)


def _paced(folder: AssessmentFolder, reading: Iterator[AssessProgress]) -> Iterator[AssessProgress]:
    """Keeps how long was read, also where the reading is stopped."""
    before, kept = folder.pace(), 0.0
    last: AssessProgress | None = None
    try:
        for last in reading:
            if last.seconds - kept > PACED:
                folder.put_pace(_added(before, last))
                kept = last.seconds
            yield last
    finally:
        # A full disk is told by what could not be stored before.
        with suppress(StoreFailed):
            if last is not None:
                folder.put_pace(_added(before, last))


def _added(before: Pace, last: AssessProgress) -> Pace:
    return Pace(seconds=before.seconds + last.seconds, bytes=before.bytes + last.read)


def _run(
    workspace: Workspace, started: StartedAssessment, workers: int, stop: threading.Event
) -> Iterator[AssessProgress]:
    summary = AssessmentSummary()
    for stored in started.folder.results():
        summary.add(stored)
    before = started.folder.done()
    waiting = {unit.number: unit for unit in started.found.units if unit.number not in before}
    resumed_at = sum(cost(unit) for unit in started.found.units if unit.number in before)
    total, done, began = sum(map(cost, started.found.units)), resumed_at, workspace.monotonic()
    sources = dict(enumerate(started.found.files))
    key, depth = workspace.contents().key, started.assessment.depth
    ocr = ocr_program(wanted=started.assessment.ocr)
    bucket, uncaged = started.bucket, workspace.settings.uncaged == "yes"
    scratch = started.scratch.handle if started.scratch else -1
    make = partial(
        WorkerProcess, read=bucket.read if bucket else None, ocr=ocr, uncaged=uncaged, scratch=scratch
    )
    reading = Coordinator(key, sources, depth, workers, stop, make, _earlier(workspace, started))
    labels = Counter({label: one.documents for label, one in summary.labels.items()})
    found = sum(labels.values())
    read = 0
    for result in reading.results(waiting.values()):
        if result is not None:
            started.folder.put(result)
            summary.outcomes.update(result.outcomes)
            found += len(result.found)
            labels.update(label for one in result.found for label in {value.label for value in one.values})
        if result is not None and not result.piece:
            unit = waiting[result.number]
            done += cost(unit)
            read += unit.bytes if unit.kind is not UnitKind.DIGEST else 0
        now, digested = reading.done() if result is None else (0, 0)
        yield AssessProgress(
            done=min(done + now + digested // DIGEST, total),
            total=total,
            resumed_at=resumed_at,
            read=read + now,
            seconds=workspace.monotonic() - began,
            documents=summary.total,
            found=found,
            labels=_ranked(workspace, labels),
        )


def _ranked(workspace: Workspace, labels: Counter[str]) -> tuple[tuple[str, int], ...]:
    detectors = workspace.contents().detectors
    known = sorted(labels.items(), key=lambda one: (-detectors[one[0]].severity.rank, -one[1], one[0]))
    return tuple(known[:SHOWN])


def _earlier(workspace: Workspace, started: StartedAssessment) -> dict[int, int] | None:
    """By unit, how much a complete triage of the same files found, each document by its worst severity."""
    if started.assessment.depth is not Depth.DEEP:
        return None
    there = [(folder, folder.assessment()) for folder in folders(workspace.data)]
    done = [
        (one.created, folder)
        for folder, one in there
        if one.depth is Depth.TRIAGE
        and len(folder.done()) == one.units
        and (one.version, one.files, one.bytes)
        == (__version__, started.assessment.files, started.assessment.bytes)
        and _holds(folder, started.found)
    ]
    if not done:
        return None
    detectors = workspace.contents().detectors
    risk: Counter[int] = Counter()
    for result in max(done, key=lambda one: one[0])[1].results():
        for document in result.found:
            worst = max(detectors[value.label].severity.rank for value in document.values)
            risk[result.number] += 10**worst
    return dict(risk)


def _fitting(found: Inventory, bucket: Bucket | None) -> Callable[[AssessmentFolder], bool]:
    """Is it an assessment of just these files, or of just this bucket?"""
    if bucket is None:
        return partial(_holds, found=found)
    url, endpoint = bucket.place.url, bucket.place.endpoint

    def of_bucket(folder: AssessmentFolder) -> bool:
        made = folder.assessment()
        return (made.paths, made.endpoint) == ((url,), endpoint) and folder.readable()

    return of_bucket


def _unfinished(
    workspace: Workspace, fits: Callable[[AssessmentFolder], bool], depth: Depth, case: str, *, ocr: bool
) -> AssessmentFolder | None:
    """The newest of just this: other units or other detectors would give a mixed result."""
    there = [(folder, folder.assessment()) for folder in folders(workspace.data)]
    for folder, assessment in sorted(there, key=lambda one: one[1].created, reverse=True):
        same = (assessment.depth, assessment.case, assessment.version) == (depth, case, __version__)
        same = same and assessment.ocr is ocr
        if same and len(folder.done()) < assessment.units and fits(folder):
            return folder
    return None


def _holds(folder: AssessmentFolder, found: Inventory) -> bool:
    try:
        return folder.inventory() == found
    except StoreFailed:
        return False
