"""What an assessment would read, and how long that would take here: measured on pieces of the store itself,
of a bucket on made-up mails. Nothing is stored."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import zstandard

from leftopen.contents.ocr import OcrProgram
from leftopen.errors import LeftopenError
from leftopen.impact.assess.archives.scratch import Scratch
from leftopen.impact.assess.buckets.bucket_inventory import bucket_inventory
from leftopen.impact.assess.inventory import Inventory, inventory
from leftopen.impact.assess.sample import PIECE, bytes_of, sample_units
from leftopen.impact.assess.units.made_up_mails import MadeUpMails
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitKind, UnitResult
from leftopen.model.bucket import ObjectChanged, ObjectUnreadable, ReadRange

if TYPE_CHECKING:
    from leftopen.net.buckets.bucket import Bucket

SECONDS = 6.0
"""Of measuring for one depth; the piece that is being read then is finished."""
SUFFIXES = 12
NAMES = {
    UnitKind.MBOX: "mailboxes",
    UnitKind.PST: "Outlook data files",
    UnitKind.RAW: "large files, searched in pieces",
}
WARM = Unit(number=0, kind=UnitKind.FILES, files=(), bytes=0)
"""A worker compiles its patterns before the first unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`rate`: bytes a second of one process; `seconds` for the whole store with all processes; `results`:
    bytes that the results take on disk. `sample`: bytes that were read to know, 0 for made-up ones."""

    rate: float
    seconds: float
    results: int
    sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`kinds`: bytes by kind of file, the largest first. `measured`: on pieces of the store itself."""

    found: Inventory
    kinds: dict[str, int]
    workers: int
    estimates: dict[Depth, Estimate]
    measured: bool


def listed(paths: Sequence[Path], bucket: Bucket | None = None, scratch: Scratch | None = None) -> Inventory:
    """What an assessment would read: of these paths, or of the bucket. Opens each file for its first bytes
    only; without `scratch` no archive is unpacked. Raises LeftopenError."""
    return _some(inventory(paths, scratch) if bucket is None else _objects(bucket, bucket.read))


def _objects(bucket: Bucket, read: ReadRange | None) -> Inventory:
    return bucket_inventory(bucket.place, bucket.list(), read)


def _some(found: Inventory) -> Inventory:
    if not found.files:
        raise LeftopenError("there are no files to read")
    return found


def plan(
    paths: Sequence[Path],
    workers: int,
    cores: int,
    clock: Callable[[], float],
    bucket: Bucket | None = None,
    ocr: OcrProgram | None = None,
    *,
    measure: bool = False,
    uncaged: bool = False,
) -> Plan:
    """Raises LeftopenError. `workers` beyond the cores make nothing faster. Of a bucket only the list is
    read, or with `measure` pieces of it too. `ocr` reads pictures, in a triage never. `uncaged`: documents
    are read without a cage."""
    share = max(1, min(workers, cores))
    measured = bucket is None or measure
    found = listed(paths, bucket) if measured or bucket is None else _some(_objects(bucket, None))
    read = bucket.read if bucket else None
    estimates = {
        depth: _estimated(found, depth, share, clock, read, ocr, measured=measured, uncaged=uncaged)
        for depth in (Depth.TRIAGE, Depth.DEEP)
    }
    return Plan(found=found, kinds=kinds(found), workers=workers, estimates=estimates, measured=measured)


def _estimated(
    found: Inventory,
    depth: Depth,
    workers: int,
    clock: Callable[[], float],
    read: ReadRange | None,
    ocr: OcrProgram | None,
    *,
    measured: bool,
    uncaged: bool,
) -> Estimate:
    if not measured:
        return _unread(found, depth, workers, clock, uncaged=uncaged)
    wanted = ocr if depth is Depth.DEEP else None
    return estimate(found, depth, workers, clock, read, wanted, uncaged=uncaged)


def _unread(
    found: Inventory, depth: Depth, workers: int, clock: Callable[[], float], *, uncaged: bool
) -> Estimate:
    """By what this machine reads of made-up mails."""
    mails = MadeUpMails()
    made = mails.inventory()
    one = estimate(made, depth, 1, clock, mails.read, uncaged=uncaged)
    return Estimate(
        rate=one.rate,
        seconds=found.bytes / one.rate / workers if one.rate else 0.0,
        results=one.results * found.bytes // made.bytes,
        sample=0,
    )


def kinds(found: Inventory) -> dict[str, int]:
    """Of single files by the end of their name, because nothing more is known before they are read."""
    held: Counter[str] = Counter()
    for unit in found.units:
        if unit.kind is UnitKind.FILES:
            for at in unit.files:
                held[_suffix(found.files[at])] += found.files[at].size
        elif unit.kind in NAMES:
            held[NAMES[unit.kind]] += unit.bytes
    first = dict(held.most_common(SUFFIXES))
    rest = held.total() - sum(first.values())
    return first | ({"other files": rest} if rest else {})


def _suffix(file: SourceFile) -> str:
    name = file.path.rpartition(b"/")[2].decode("utf-8", "replace").lower()
    _, dot, suffix = name.rpartition(".")
    return f".{suffix}" if dot and suffix.isalnum() and len(suffix) < 6 else "files without a suffix"


def estimate(
    found: Inventory,
    depth: Depth,
    workers: int,
    clock: Callable[[], float],
    read_range: ReadRange | None = None,
    ocr: OcrProgram | None = None,
    *,
    uncaged: bool = False,
) -> Estimate:
    """Reads pieces with one worker, for about `SECONDS`. `read_range`: of the bucket, where it is one."""
    took: defaultdict[UnitKind, float] = defaultdict(float)
    read: Counter[UnitKind] = Counter()
    stored = 0
    worker = WorkerProcess(secrets.token_bytes(32), read=read_range, ocr=ocr, uncaged=uncaged)
    sources = dict(enumerate(found.files))
    try:
        worker.run(WARM, sources, depth, _never, _nothing)
        end = clock() + SECONDS
        for unit in sample_units(found):
            began = clock()
            pieces: list[UnitResult] = []
            last = worker.run(unit, sources, depth, _never, pieces.append)
            took[unit.kind] += clock() - began
            read[unit.kind] += unit.bytes
            stored += sum(map(_stored, [*pieces, *([last] if last else [])]))
            if clock() >= end:
                break
    finally:
        worker.close()
    hashing = _hashing(found.files, clock, read_range)
    again = sum(unit.bytes for unit in found.units if unit.kind is UnitKind.DIGEST)
    alone = _seconds(bytes_of(found.units), took, read) + again * hashing
    return Estimate(
        rate=found.bytes / alone if alone else 0.0,
        seconds=alone / workers,
        results=stored * found.bytes // max(read.total(), 1),
        sample=read.total(),
    )


def _seconds(held: dict[UnitKind, int], took: Mapping[UnitKind, float], read: Counter[UnitKind]) -> float:
    """Each kind at its own pace; one that was not measured at that of all."""
    every = sum(took.values()) / max(read.total(), 1)
    return sum(size * (took[kind] / read[kind] if read[kind] else every) for kind, size in held.items())


def _hashing(files: Sequence[SourceFile], clock: Callable[[], float], read_range: ReadRange | None) -> float:
    """Seconds a byte to read and digest a file once more."""
    largest = max(files, key=lambda file: file.size)
    began, done = clock(), 0
    try:
        data = _beginning(largest, read_range)
        hashlib.sha256(data)
        done = len(data)
    except (OSError, ObjectChanged, ObjectUnreadable):
        pass
    return (clock() - began) / done if done else 0.0


def _beginning(file: SourceFile, read_range: ReadRange | None) -> bytes:
    if read_range is not None:
        return read_range(file.path, 0, min(PIECE, file.size), file.etag) if file.size else b""
    with open(file.path, "rb") as opened:
        return opened.read(PIECE)


def _stored(result: UnitResult) -> int:
    return len(zstandard.compress(msgspec.msgpack.encode(result), 3))


def _never() -> bool:
    return False


def _nothing(result: UnitResult) -> None:
    """A piece of a result that nobody needs."""


def reading_units(units: Iterable[Unit]) -> int:
    """Units that are read for their content."""
    return sum(unit.kind is not UnitKind.DIGEST for unit in units)
