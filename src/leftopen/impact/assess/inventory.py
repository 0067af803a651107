"""Which files a store has, and how they are cut into units that workers read on their own."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import LeftopenError
from leftopen.formats.mbox_lines import FIRST_LINE
from leftopen.formats.pst_items import MARK
from leftopen.formats.text_runs import is_binary
from leftopen.impact.assess.archives.scratch import Scratch
from leftopen.impact.assess.read_document import reader_of
from leftopen.model.assessment import Outcome, SourceFile, Unit, UnitKind

UNIT = 64 * 1024 * 1024
"""Bytes of a unit. A unit of small files also ends at `FILES`."""
PST_UNITS = 4
"""A unit of an Outlook data file is larger by this: each has to list all its folders."""
FILES = 2_000
WHOLE = 256 * 1024 * 1024
"""A larger file, if no mailbox, is not given to a reader: it would have to be in memory as a whole."""
PLAIN = 4 * 1024 * 1024
"""Plain text that is larger is searched in pieces: its reader takes no more."""
WRITTEN = frozenset(("text", "csv", "json", "xml", "ics", "vcf", "sql"))
"""The readers of what is plain text."""
HEAD = 2048
OUTLOOK = (b".pst", b".ost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """`skipped`: links, sockets and files that can't be opened, each with the reason."""

    files: tuple[SourceFile, ...]
    units: tuple[Unit, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.own)

    @property
    def own(self) -> list[SourceFile]:
        """Those that lie in the store themselves, and not in an archive."""
        return [file for file in self.files if file.inside < 0]


def inventory(paths: Sequence[Path], scratch: Scratch | None = None) -> Inventory:
    """Lists the files below the paths, in the order of their names, and cuts them. Opens each to read its
    first bytes. Into `scratch` archives are unpacked, and their members are listed behind them. Raises
    LeftopenError for a path that does not exist, or where nothing can be unpacked."""
    files: list[SourceFile] = []
    kinds: list[UnitKind] = []
    skipped: list[tuple[str, str]] = []
    met: set[tuple[int, int]] = set()
    for path in paths:
        for file in _walk(path.absolute(), skipped):
            try:
                found = file.lstat()
                if (found.st_dev, found.st_ino) in met:
                    continue
                source, kind, head = _look(file, found)
            except OSError as error:
                skipped.append((path_text(file), error.strerror or "cannot be read"))
            except ValueError as error:
                skipped.append((path_text(file), str(error)))
            else:
                met.add((found.st_dev, found.st_ino))
                packed = scratch.kind(source, head) if scratch else ""
                if scratch is None or not packed:
                    files.append(source)
                    kinds.append(kind)
                    continue
                for one in scratch.unpack(source, packed, len(files)):
                    _member(one, kind, scratch, files, kinds)
    if scratch is not None:
        scratch.rest()
    return Inventory(files=tuple(files), units=tuple(split_units(files, kinds)), skipped=tuple(skipped))


def _member(
    one: SourceFile, kind: UnitKind, scratch: Scratch, files: list[SourceFile], kinds: list[UnitKind]
) -> None:
    """`kind` of the archive itself. Of a member that is read in ranges, what is not there is one of its
    own."""
    if one.unpacked or one.lost:
        kind = UnitKind.FILES
    elif one.inside >= 0:
        kind = kind_of(one, scratch.head(one, HEAD))
    files.append(one)
    kinds.append(kind)
    if one.why and not one.lost and kind is not UnitKind.FILES:
        files.append(replace(one, path=one.path + b"!?", size=0, outcome=Outcome.FAILED))
        kinds.append(UnitKind.FILES)


def _walk(path: Path, skipped: list[tuple[str, str]]) -> Iterator[Path]:
    """Files below the path. A folder that can't be read, or that is a link, is `skipped`."""
    if not path.exists():
        raise LeftopenError(f"{path_text(path)} does not exist")
    if not path.is_dir():
        yield path
        return

    def unread(error: OSError) -> None:
        skipped.append((path_text(Path(error.filename)), error.strerror or "cannot be read"))

    for folder, folders, names in os.walk(path, onerror=unread):
        folders.sort()
        skipped += [
            (path_text(one), "a link") for name in folders if (one := Path(folder) / name).is_symlink()
        ]
        for name in sorted(names):
            yield Path(folder) / name


def path_text(path: Path) -> str:
    """As text: names of files are bytes, and not always of this system's encoding."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown_path(source: SourceFile) -> str:
    """The same of a file, or the address of an object."""
    return source.path.decode("utf-8", "backslashreplace")


def _look(file: Path, found: os.stat_result) -> tuple[SourceFile, UnitKind, bytes]:
    """With its first bytes. Raises OSError, or ValueError for what is no file of its own: a link could lead
    out of the store."""
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("not a regular file")
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    source = SourceFile(path=os.fsencode(file), size=found.st_size, changed=found.st_mtime_ns)
    return source, kind_of(source, head), head


def split_units(files: Sequence[SourceFile], kinds: Sequence[UnitKind], size: int = UNIT) -> Iterator[Unit]:
    """The units in order: each mailbox in ranges of about `size` bytes (of Outlook a few times that), other
    files together up to `size`,
    and last the digests of the files that no unit digests while it reads them."""
    number = 0
    batch: list[int] = []
    mailboxes: set[int] = set()
    apart: set[int] = set()
    held = 0
    for at, (file, kind) in enumerate(zip(files, kinds, strict=True)):
        if kind is UnitKind.FILES:
            if batch and (held + file.read > size or len(batch) == FILES):
                yield _batch(number, batch, held)
                number, batch, held = number + 1, [], 0
            batch.append(at)
            held += file.read
            # Of what an archive holds, the archive's own digest speaks.
            apart |= {at} if not file.etag and file.inside < 0 else set()
            continue
        mailboxes |= {at} if kind is not UnitKind.RAW else set()
        # An empty one has no unit that could digest it.
        apart |= {at} if not file.size else set()
        step = size * PST_UNITS if kind is UnitKind.PST else size
        for start in range(0, file.size, step):
            end = min(start + step, file.size)
            unit = Unit(number=number, kind=kind, files=(at,), bytes=end - start, start=start, end=end)
            apart |= {at} if not digested_in(unit, file) else set()
            yield unit
            number += 1
    if batch:
        yield _batch(number, batch, held)
        number += 1
    yield from _digests(number, files, mailboxes, size, apart)


def _batch(number: int, files: Iterable[int], held: int) -> Unit:
    return Unit(number=number, kind=UnitKind.FILES, files=tuple(files), bytes=held)


def _digests(
    number: int,
    files: Sequence[SourceFile],
    mailboxes: Collection[int],
    size: int,
    apart: Collection[int],
) -> Iterator[Unit]:
    """A file belongs to one digest, whatever its size; small ones are taken together."""
    batch: list[int] = []
    held = 0
    last = max(apart, default=-1)
    for at, file in enumerate(files):
        if at not in apart:
            continue
        batch.append(at)
        held += file.size
        if held >= 4 * size or len(batch) == FILES or at == last:
            boxes = tuple(one for one in batch if one in mailboxes)
            yield Unit(number=number, kind=UnitKind.DIGEST, files=tuple(batch), bytes=held, mailboxes=boxes)
            number, batch, held = number + 1, [], 0


def digested_in(unit: Unit, file: SourceFile) -> bool:
    """Does this unit read an object of a bucket as a whole, in order? Then it is not fetched once more for
    its digest. A file of this machine is read again: that takes no network, and findings come first."""
    whole = unit.kind is UnitKind.FILES or (unit.start == 0 and unit.end == file.size)
    return bool(file.etag) and whole and unit.kind not in (UnitKind.PST, UnitKind.DIGEST)


def kind_of(file: SourceFile, head: bytes) -> UnitKind:
    """How a file with these first bytes is read."""
    if head.startswith(MARK):
        return UnitKind.PST
    if file.size and (FIRST_LINE.match(head) or file.path.lower().endswith((b".mbox", b".mbx"))):
        return UnitKind.MBOX
    plain = file.size > PLAIN and not is_binary(head) and reader_by_head(file, head) in WRITTEN
    return UnitKind.RAW if plain or file.size > WHOLE else UnitKind.FILES


def kind_by_name(file: SourceFile) -> UnitKind:
    """The same, as far as a name tells."""
    if file.path.lower().endswith(OUTLOOK):
        return UnitKind.PST
    return kind_of(file, b"")


def unfit_reader(file: SourceFile, head: bytes) -> str:
    """Of a file that is searched in pieces: the reader that would have read more of it; '' for plain text,
    and for what no reader knows."""
    name = reader_by_head(file, head)
    return "" if name in WRITTEN else name


def reader_by_head(file: SourceFile, head: bytes) -> str:
    name = file.path.rpartition(b"/")[2].decode("utf-8", "replace")
    return reader_of(name, "", head, catalogue.readers())
