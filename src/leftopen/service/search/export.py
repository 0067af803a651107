"""Exports the matches of a search to a file. It writes a temporary file first, so that the target is never
incomplete."""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadSetting
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.writer import LinesWriter
from leftopen.present.observation_json import observation_line
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import for_the_owner

GZIP = ".gz"
Line = Callable[[Observation], Mapping[str, Json]]
EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    file: Path
    observations: int
    bytes: int


def export(
    workspace: Workspace, query: str, file: Path, progress: Callable[[int], None], *, history: bool = False,
    line: Line = observation_line,
) -> Exported:  # fmt: skip
    """Writes every match, each as its `line`. `progress` gets the number so far.

    Raises BadQuery, and BadSetting for an unknown file extension or a file that can't be written.
    """
    writer, packed = _format(file)
    observations = workspace.store.observations
    found = _Counted(progress)
    pieces = writer.write(found.each(map(line, observations.iterate(query, history=history))))
    size = _write(file, _gzip(pieces) if packed else pieces)
    return Exported(file=file, observations=found.number, bytes=size)


class _Counted:
    def __init__(self, progress: Callable[[int], None]) -> None:
        self.number = 0
        self._progress = progress

    def each(self, lines: Iterable[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
        for line in lines:
            yield line
            self.number += 1
            if self.number % EVERY == 0:
                self._progress(self.number)


def has_format(file: Path) -> bool:
    """Does the name end in a known format?"""
    try:
        _format(file)
    except BadSetting:
        return False
    return True


def _format(file: Path) -> tuple[LinesWriter, bool]:
    packed = file.name.lower().endswith(GZIP)
    name = file.name[: -len(GZIP)] if packed else file.name
    writers = catalogue.lines_writers().values()
    for writer in writers:
        if name.lower().endswith(writer.suffix):
            return writer, packed
    known = ", ".join(sorted(f"{writer.suffix}" for writer in writers))
    raise BadSetting(f"{file}: unknown file format; use {known}, optionally with {GZIP}")


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _write(file: Path, pieces: Iterable[bytes]) -> int:
    """Readable by its owner only. A symbolic link stays; its target is written."""
    file = file.resolve()
    if file.exists() and not file.is_file():
        raise BadSetting(f"cannot write {file}: not a regular file")
    if not file.parent.is_dir():
        raise BadSetting(f"cannot write {file}: folder {file.parent} does not exist")
    # Named before it is made: wherever a signal ends this, it is known what is to go.
    beside, size = file.with_name(f".leftopen-{secrets.token_hex(8)}"), 0
    try:
        with open(beside, "xb", opener=for_the_owner) as out:
            for piece in pieces:
                size += out.write(piece)
        os.replace(beside, file)
    except OSError as error:
        raise BadSetting(f"cannot write {file}: {error.strerror}") from None
    finally:
        with suppress(OSError):
            beside.unlink()
    return size
