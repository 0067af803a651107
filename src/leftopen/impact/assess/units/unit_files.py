"""The documents of one unit, straight from the sources: mails of a range, whole files, raw ranges. Those of
Outlook's data files are in `pst_unit.py`."""

from __future__ import annotations

import hashlib
import io
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from leftopen.formats.bucket_address import is_bucket
from leftopen.formats.mail_skim import skim
from leftopen.formats.mbox_lines import mail_starts, unquote_from
from leftopen.impact.assess.buckets.bucket_file import KEPT, NEAR, BucketFile, BucketStream, SourceChanged
from leftopen.impact.assess.inventory import HEAD, digested_in, unfit_reader
from leftopen.impact.assess.source_channel import own_client
from leftopen.impact.assess.units.column_heads import ColumnHeads, column_heads
from leftopen.impact.assess.units.top_document import Top
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitKind
from leftopen.model.bucket import ObjectChanged
from leftopen.model.reader import Part

MAIL = 32 * 1024 * 1024
"""A mail is read up to here; the rest of it is carved."""
RAW = 2 * 1024 * 1024
"""One piece of what is searched in pieces: a table full of values must not take a worker too long."""
WINDOW = 64 * 1024 * 1024
"""Of a mailbox that is counted as a whole, so much is in memory; a multiple of a page."""
BEFORE = 1024 * 1024 * 1024
"""Bytes before a unit in which the statement is looked for whose rows the unit begins with."""
EDGE = 4096
SOUGHT = 1024 * 1024
"""Bytes of a block of an object in which a library seeks."""
MEDIA = "message/rfc822"
CHANGED = "the file was changed since the inventory"
GREW = "the file grew since the inventory: it was read up to the size that it had then; assess a copy of it"
UNFIT = "{}: larger than its reader takes, and not unpacked here: only the text in its bytes was searched"
TOO_LARGE = "a file larger than a reader takes: its text, in pieces"


Opened: TypeAlias = mmap.mmap | BucketFile


@dataclass(slots=True)
class WholeFiles:
    """What the reading of whole objects tells of them, by the number of the file: their SHA-256, and the
    mails of a mailbox, counted apart."""

    sha256: dict[str, str] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)


def tops(
    unit: Unit, sources: dict[int, SourceFile], depth: Depth, whole: WholeFiles | None = None
) -> Iterator[Top]:
    """A triage gets no contents of attachments. `whole` takes what is told of the objects that the unit reads
    as a whole. Raises OSError, SourceChanged."""
    files = whole or WholeFiles()
    if unit.kind is UnitKind.FILES:
        yield from _whole(unit, sources, depth, files)
        return
    at = unit.files[0]
    with opened(sources[at], unit) as data:
        if unit.kind is UnitKind.MBOX:
            for piece in _mails(at, data, unit.start, unit.end):
                yield from _mail(piece, depth)
        else:
            if unit.start == 0 and (reader := unfit_reader(sources[at], data[:HEAD])):
                nothing = Part(name="", media="", data=b"")
                yield Top(place=f"{at}:?", part=nothing, end=0, size=0, broken=UNFIT.format(reader))
            start, end = _edge(data, unit.start), _edge(data, unit.end)
            heads = column_heads(sources[at], data, start, NEAR if in_bucket(sources[at]) else BEFORE)
            yield from raw(at, data, start, end, base=unit.start, heads=heads)
        if isinstance(data, BucketFile) and digested_in(unit, sources[at]):
            files.sha256[str(at)] = data.sha256()
            if unit.kind is UnitKind.MBOX:
                files.mails[str(at)] = mails_in(data)
    same(sources[at])


def opened(source: SourceFile, unit: Unit | None = None) -> Opened:
    """The file in memory as the system pages it in, or as its bucket gives it. `unit`: the range that is
    wanted; what is read as a whole is kept as a whole. Raises OSError, SourceChanged; ValueError when
    empty."""
    if in_bucket(source):
        if unit is None:
            return BucketFile(source, _ask)
        kept = max(KEPT, unit.bytes) if digested_in(unit, source) else KEPT
        return BucketFile(source, _ask, first=unit.start, last=unit.end, kept=kept)
    with _file(source) as file:
        _compare(source, file)
        return mmap.mmap(file.fileno(), source.size, access=mmap.ACCESS_READ, offset=source.at)


def stream(source: SourceFile, data: Opened | None = None) -> BinaryIO:
    """The file for a library that reads and seeks; over `data` where that is fetched. Raises OSError."""
    if in_bucket(source):
        held = data if isinstance(data, BucketFile) else BucketFile(source, _ask, SOUGHT)
        return cast(BinaryIO, io.BufferedReader(BucketStream(held)))
    if source.inside >= 0:
        return cast(BinaryIO, io.BufferedReader(BucketStream(opened(source))))
    return _file(source)


def in_bucket(source: SourceFile) -> bool:
    return bool(source.etag) and is_bucket(source.path[:5].decode("ascii", "replace"))


def same(source: SourceFile) -> None:
    """An object of a bucket is compared at each range that is read of it. Raises OSError, SourceChanged."""
    if not in_bucket(source) and source.inside < 0:
        with _file(source) as file:
            if _compare(source, file):
                raise SourceChanged(GREW)


def _compare(source: SourceFile, file: BinaryIO) -> bool:
    """Did it grow? Then it is read as far as it went, as a mailbox that gets mail. Raises SourceChanged for
    any other change."""
    if source.inside >= 0:
        return False
    now = os.fstat(file.fileno())
    if now.st_size > source.size > 0:
        return True
    if (now.st_size, now.st_mtime_ns) != (source.size, source.changed):
        raise SourceChanged(CHANGED)
    return False


def _file(source: SourceFile) -> BinaryIO:
    """A worker is lent it by its parent; another process opens it itself. Raises OSError, SourceChanged."""
    client = own_client()
    if client is None:
        return Path(os.fsdecode(source.path)).open("rb")
    try:
        return client.open(source.path)
    except ObjectChanged:
        raise SourceChanged(CHANGED) from None


def _ask(path: bytes, start: int, length: int) -> bytes:
    """A range of an object. Raises ObjectChanged, OSError."""
    client = own_client()
    if client is None:
        raise OSError(0, "it lies in a bucket, which only an assessment reads")
    return client.read(path, start, length)


def _whole(unit: Unit, sources: dict[int, SourceFile], depth: Depth, files: WholeFiles) -> Iterator[Top]:
    """A file that can't be read any more is one failed document; the others are read."""
    done = 0
    for at in unit.files:
        source = sources[at]
        name = source.path.rpartition(b"/")[2].decode("utf-8", "replace")
        done += source.read
        if source.lost or source.unpacked:
            part = Part(name=name, media="", data=b"")
            broken, kind = ("", source.unpacked) if source.unpacked else (source.why, "")
            yield Top(
                place=str(at), part=part, end=done, size=source.size, broken=broken, outcome=source.outcome,
                unpacked=kind,
            )  # fmt: skip
            continue
        broken, data, cut = "", b"", source.why
        try:
            data = content(source)
            if digested_in(unit, source):
                files.sha256[str(at)] = hashlib.sha256(data).hexdigest()
            same(source)
        except SourceChanged as error:
            # What was read of one that grew is searched.
            broken, cut = ("", GREW) if data and str(error) == GREW else (str(error), cut)
        except OSError as error:
            broken = error.strerror or "cannot be read"
        size = len(data)
        part = Part(name=name, media="", data=skim(data) if depth is Depth.TRIAGE else data)
        yield Top(place=str(at), part=part, end=done, size=size, broken=broken, cut=cut)


def content(source: SourceFile) -> bytes:
    """The whole of it. Raises OSError, SourceChanged."""
    if in_bucket(source):
        return BucketFile(source, _ask)[:]
    with _file(source) as file:
        _compare(source, file)
        file.seek(source.at)
        data = file.read(source.size)
        _compare(source, file)
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRange:
    """A mail of a mailbox: where its `From ` line begins, its first header, and its end. `start` of the
    unit."""

    at: int
    data: Opened
    first: int
    body: int
    last: int
    start: int


def _mails(at: int, data: Opened, start: int, end: int) -> Iterator[MailRange]:
    """Each mail that begins in the range, to its end, which may lie behind the range."""

    def mail(first: int, body: int, last: int) -> MailRange:
        return MailRange(at=at, data=data, first=first, body=body, last=last, start=start)

    before: tuple[int, int] | None = None
    for first, body in mail_starts(data, start, end):
        if before is not None:
            yield mail(*before, first)
        elif start == 0 and data[:first].strip():
            # A mail that began earlier, as in a file that was cut.
            yield mail(0, 0, first)
        before = first, body
    if before is not None:
        yield mail(*before, _next(data, before[1]))
    elif start == 0:
        yield mail(0, 0, _next(data, 0))


def _edge(data: Opened, at: int) -> int:
    """Behind the first line end or zero byte after a unit's edge, so that no value is cut there: both units
    find the same place."""
    if at in (0, len(data)):
        return at
    found = [place for mark in (b"\n", b"\0") if (place := data.find(mark, at, at + EDGE)) >= 0]
    return min(found) + 1 if found else at


def _next(data: Opened, after: int) -> int:
    """Where the mail after that byte begins. Mostly that is near, and in a bucket each look costs bytes."""
    start, step = max(after, 1), NEAR
    while start < len(data):
        end = min(start + step, len(data))
        if found := next(mail_starts(data, start, end), None):
            return found[0]
        start, step = end, min(2 * step, MAIL)
    return len(data)


def _mail(one: MailRange, depth: Depth) -> Iterator[Top]:
    until = min(one.last, one.body + MAIL)
    whole = one.data[one.body : until]
    part = Part(name="", media=MEDIA, data=unquote_from(skim(whole) if depth is Depth.TRIAGE else whole))
    place, mailbox = f"{one.at}:{one.first}", one.at if one.body else -1
    yield Top(place=place, part=part, end=until - one.start, size=len(whole), mailbox=mailbox)
    yield from raw(one.at, one.data, until, one.last, "a mail larger than 32 MiB: its end", one.start)


def raw(
    at: int,
    data: Opened,
    start: int,
    end: int,
    why: str = TOO_LARGE,
    base: int = -1,
    heads: ColumnHeads | None = None,
) -> Iterator[Top]:
    """Pieces that end at a line end or a zero byte where there is one near."""
    base = start if base < 0 else base
    while start < end:
        until = min(start + RAW, end)
        if until < end:
            edge = max(data.rfind(b"\n", until - EDGE, until), data.rfind(b"\0", until - EDGE, until))
            until = edge + 1 if edge > start else until
        piece = data[start:until]
        part = Part(name="", media=heads.media if heads else "", data=heads.above(piece) if heads else piece)
        size = until - start
        yield Top(place=f"{at}:{start}", part=part, end=until - base, size=size, carve=True, why=why)
        start = until


def mails_in(data: Opened) -> int:
    """The mails of one mailbox, counted over the whole file, apart from any range. Raises OSError,
    SourceChanged."""
    count = 0
    for start in range(0, len(data), WINDOW):
        count += sum(1 for _ in mail_starts(data, start, min(start + WINDOW, len(data))))
        forget(data, start, WINDOW)
    return count


def forget(data: Opened, start: int, size: int) -> None:
    """Gives back the memory of what was read, or it grows with the file. `start` is that of a page."""
    if isinstance(data, mmap.mmap):
        data.madvise(mmap.MADV_DONTNEED, start, min(size, len(data) - start))
