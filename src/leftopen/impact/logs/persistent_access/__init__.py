"""What goes on giving messages away after the server is closed: exports of rules, grants and rights.

One file per export, recognised by its heading; each binds `standing_export`. They are no logs: a file of
them is taken out before the logs are read.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import LeftopenError
from leftopen.impact.logs.files.sources import ENCODINGS, Source
from leftopen.impact.logs.standing_export import StandingExport
from leftopen.model.access_logs import StandingAccess, StandingKind

LARGEST = 256 * 1024 * 1024
LONGEST = 16 * 1024 * 1024
"""Characters of one value."""


@cache
def standing_exports() -> Mapping[str, StandingExport]:
    """Every export by the name of its file."""
    return catalogue.load_leaves(sys.modules[__name__], "standing_export", StandingExport)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersistentAccess:
    """`access`: what the exports say; `kinds`: of which kinds there was one."""

    access: tuple[StandingAccess, ...]
    kinds: tuple[StandingKind, ...]


def take_exports(files: Sequence[Source]) -> tuple[tuple[Source, ...], PersistentAccess]:
    """The files that are no such export, and what the others say. Raises LeftopenError for an export that
    can't be read whole: half a list of rules would be taken for all of them."""
    logs, found, kinds = list[Source](), list[StandingAccess](), set[StandingKind]()
    for source in files:
        export = _export(source)
        if export is None:
            logs.append(source)
        else:
            found += _read(source.path, export)
            kinds.add(export.kind)
    ordered = sorted(found, key=lambda one: (one.kind, not one.sure, one.owner, one.what, one.to))
    return tuple(logs), PersistentAccess(access=tuple(ordered), kinds=tuple(sorted(kinds)))


def _export(source: Source) -> StandingExport | None:
    if source.compression != "none" or not source.lines:
        return None
    try:
        heading = {name.strip() for name in next(csv.reader([source.lines[0]]), [])}
    except csv.Error:  # A broken log may have any bytes in its first line.
        return None
    return next((one for one in standing_exports().values() if one.needs <= heading), None)


def _read(path: Path, export: StandingExport) -> Iterator[StandingAccess]:
    if path.stat().st_size > LARGEST:
        raise LeftopenError(f"{path} is larger than 256 MiB: it is no export of rules or rights")
    raw = path.read_bytes()
    csv.field_size_limit(LONGEST)
    try:
        rows = csv.DictReader(
            raw.decode(ENCODINGS.get(raw[:2], "utf-8-sig")).lstrip().splitlines(keepends=True), strict=True
        )
        for row in rows:
            if None in row or None in row.values():
                raise LeftopenError(f"{path} line {rows.line_num}: it has not the columns of its heading")
            yield from export.read({str(name).strip(): value or "" for name, value in row.items()}, str(path))
    except UnicodeDecodeError:
        raise LeftopenError(f"{path} is not text") from None
    except csv.Error as error:
        raise LeftopenError(f"{path} is not valid CSV: {error}") from None
