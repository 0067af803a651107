"""Takes files into custody: their SHA-256, who took them, when, and from where. The files stay where they
are."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen import __version__
from leftopen.cases import signed_file
from leftopen.errors import BadRequest, BadSetting
from leftopen.impact.respond import custody
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps
from leftopen.present.one_line import one_line
from leftopen.service.cases.signing import integrity
from leftopen.service.respond import log
from leftopen.service.respond.state import CaseResponse, load
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named
from leftopen.store.records.entities.cases.cases import Cases

MOST_FILES = 10_000
IN_ENTRY = 40
"""So that the longest names fit into one entry."""
CHUNK = 1024 * 1024
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FileComparison:
    """A file in custody, and what it is today: `same`, `changed`, `missing` or `unreadable`."""

    name: str
    sha256: str
    today: str


def take(
    workspace: Workspace, prefix: str, paths: Sequence[Path], source: str, note: str = "", *, by: str = ""
) -> list[ResponseEntry]:
    """One entry for every forty files; a folder stands for all regular files in it. All are read before
    the first entry is written. Raises NotFound, BadRequest, BadSetting for a file that can't be read."""
    case = Cases(workspace.store.records).get(prefix)
    found = [_hashed(workspace, file) for file in files_in(paths)]
    return [
        log.write(
            workspace, case.id, EntryKind.CUSTODY,
            {"source": source, "files": some, "note": note}, by=by,
        )
        for some in (found[begin : begin + IN_ENTRY] for begin in range(0, len(found), IN_ENTRY))
    ]  # fmt: skip


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Raises BadRequest where there is none, or too many."""
    found = [file for path in paths for file in _walk(path)]
    if not found:
        raise BadRequest("there are no files to take into custody")
    if len(found) > MOST_FILES:
        raise BadRequest(f"more than {MOST_FILES:,} files; pack them into one archive, and take that")
    return found


def compare(workspace: Workspace, prefix: str) -> list[FileComparison]:
    """Every file in custody, hashed again where it was. Raises NotFound."""
    rows = custody.manifest(load(workspace, prefix).entries)
    return [
        FileComparison(name=str(row["name"]), sha256=str(row["sha256"]), today=_today(row)) for row in rows
    ]


def export(workspace: Workspace, prefix: str, out: Path, *, by: str = "") -> Path:
    """The custody log as `rendered` by the extension. Raises NotFound, NotAllowed, BadSetting."""
    found = load(workspace, prefix)
    raw = render(workspace, found, out.suffix)
    write_named(out, raw)
    log.export(workspace, found.case.id, "custody log", out, hashlib.sha256(raw).hexdigest(), by=by)
    return out


def render(workspace: Workspace, found: CaseResponse, suffix: str) -> bytes:
    """As CSV, or as a signed JSON file. Raises NotAllowed for records that were changed, BadSetting."""
    integrity.require_case(workspace, found.case.id)
    if suffix == ".csv":
        return custody.as_csv(found.entries)
    if suffix != ".json":
        raise BadSetting("use NAME.csv, or NAME.json for a signed file")
    written = timestamps.format_utc(workspace.clock())
    body = custody.body(found.case.id, found.entries, written, __version__)
    return signed_file.sign(body, keys.signing_key(workspace.config))


def _walk(path: Path) -> Iterator[Path]:
    """Symbolic links below a folder are not followed: they may lead anywhere."""
    if not path.is_dir():
        yield path
        return
    for folder, _, names in os.walk(path):
        yield from sorted(file for name in names if (file := Path(folder) / name) and _is_regular(file))


def _is_regular(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def _hashed(workspace: Workspace, file: Path) -> Json:
    size, digest = sha256(file)
    shown = workspace.contents().mask(one_line(str(file.absolute()), LONGEST_NAME))
    return {"name": shown, "size": size, "sha256": digest}


def sha256(file: Path) -> tuple[int, str]:
    """Size and digest of what was read, whatever its size. Raises BadSetting."""
    digest, size = hashlib.sha256(), 0
    try:
        # Not a pipe or a device, which may never end.
        if not stat.S_ISREG(file.stat().st_mode):
            raise BadSetting(f"{one_line(str(file))} is not a regular file")
        with file.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise BadSetting(f"cannot read {one_line(str(file))}: {error.strerror}") from None
    return size, digest.hexdigest()


def _today(row: dict[str, Json]) -> str:
    file = Path(str(row["name"]))
    try:
        if not file.exists():
            return "missing"
        return "same" if sha256(file) == (row["bytes"], row["sha256"]) else "changed"
    except BadSetting:
        return "unreadable"
