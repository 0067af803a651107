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
from leftopen.impact.logs.persistent_access._export import StandingExport
from leftopen.model.access_logs import StandingAccess, StandingKind

LARGEST = 256 * 1024 * 1024
LONGEST = 16 * 1024 * 1024
"""Characters of one value."""
ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@cache
def standing_exports() -> Mapping[str, StandingExport]:
    """Every export by the name of its file."""
    return catalogue.walk(sys.modules[__name__], "standing_export", StandingExport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`logs`: the files that are no such export; `access`: what the others say; `kinds`: of which kinds
    there was an export."""

    logs: tuple[Path, ...]
    access: tuple[StandingAccess, ...]
    kinds: tuple[StandingKind, ...]


def split(files: Sequence[Path]) -> Split:
    """Takes the exports out of the files. Raises LeftopenError for an export that can't be read whole: half
    a list of rules would be taken for all of them."""
    logs, found, kinds = list[Path](), list[StandingAccess](), set[StandingKind]()
    for path in files:
        export = _export(path)
        if export is None:
            logs.append(path)
        else:
            found += _read(path, export)
            kinds.add(export.kind)
    ordered = sorted(found, key=lambda one: (one.kind, not one.sure, one.owner, one.what, one.to))
    return Split(logs=tuple(logs), access=tuple(ordered), kinds=tuple(sorted(kinds)))


def _export(path: Path) -> StandingExport | None:
    try:
        with path.open("rb") as opened:
            start = opened.read(65536)
    except OSError as error:
        raise LeftopenError(f"cannot read {path}: {error.strerror or error}") from None
    line = start.decode(_encoding(start), "replace").partition("\n")[0]
    try:
        heading = {name.strip() for name in next(csv.reader([line.strip("\r\0")]), [])}
    except csv.Error:  # A packed or broken log may have any bytes in its first line.
        return None
    return next((one for one in standing_exports().values() if one.needs <= heading), None)


def _read(path: Path, export: StandingExport) -> Iterator[StandingAccess]:
    if path.stat().st_size > LARGEST:
        raise LeftopenError(f"{path} is larger than 256 MiB: it is no export of rules or rights")
    raw = path.read_bytes()
    csv.field_size_limit(LONGEST)
    try:
        rows = csv.DictReader(raw.decode(_encoding(raw)).splitlines(keepends=True), strict=True)
        for row in rows:
            if None in row or None in row.values():
                raise LeftopenError(f"{path} line {rows.line_num}: it has not the columns of its heading")
            yield from export.read({str(name).strip(): value or "" for name, value in row.items()}, str(path))
    except UnicodeDecodeError:
        raise LeftopenError(f"{path} is not text") from None
    except csv.Error as error:
        raise LeftopenError(f"{path} is not valid CSV: {error}") from None


def _encoding(start: bytes) -> str:
    return ENCODINGS.get(start[:2], "utf-8-sig")
