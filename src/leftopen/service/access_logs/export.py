"""Writes the kept reading of a case for other programs, and the lines of the readers for counsel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadSetting, NotFound
from leftopen.impact.logs.columns import json_records
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.files import sources
from leftopen.impact.logs.files.pieces import pieces
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.log_format import LogFormat
from leftopen.model.access_logs import ClientGroup, ItemAnswer, ReadersResult, ReadVerdict
from leftopen.model.writer import ReadingWriter
from leftopen.service.access_logs import saved
from leftopen.service.cases.signing import integrity
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import for_the_owner, write_named
from leftopen.store.records.entities.cases.cases import Cases

ADVICE = "to make one: leftopen readers LOG --case"
SHOWN = (ReadVerdict.SERVED, ReadVerdict.SERVED_IN_PART, ReadVerdict.POSSIBLY)


def writers() -> dict[str, ReadingWriter]:
    """By the name that users type."""
    return dict(catalogue.load("exports/readings", "writer", ReadingWriter))


def readings(workspace: Workspace) -> list[ReadersResult]:
    """Every kept reading, the newest first."""
    there = workspace.data / saved.FOLDER
    found = [saved.load(workspace, file.stem) for file in there.glob("*.json")] if there.is_dir() else []
    return sorted((one for one in found if one), key=lambda one: one.made, reverse=True)


def reading_of(workspace: Workspace, prefix: str) -> ReadersResult:
    """Of a case, by its id or the beginning of it. Raises NotFound."""
    case = Cases(workspace.store.records).get(prefix)
    found = saved.load(workspace, case.id)
    if found is None:
        raise NotFound(f"no access log of case {case.id[:8]} was read; {ADVICE} {case.id[:8]}")
    return found


def write(workspace: Workspace, prefix: str, out: Path, format: str = "", *, by: str) -> ReadingWriter:
    """`format` '' is that of the file's ending. Raises NotFound, BadSetting, NotAllowed for records that were
    changed from outside."""
    result = reading_of(workspace, prefix)
    integrity.require_case(workspace, result.case)
    writer = _writer(out, format)
    raw = writer.write(mask(workspace, result))
    write_named(out, raw)
    audit_log.record(
        workspace, by, "exported readers", result.case, f"{out.name} {hashlib.sha256(raw).hexdigest()}"
    )
    return writer


def _writer(out: Path, format: str) -> ReadingWriter:
    known = writers()
    if format:
        if format not in known:
            raise BadSetting(f"unknown format {format[:40]!r}; known: {', '.join(known)}")
        return known[format]
    for one in known.values():
        if out.name.endswith(one.suffix):
            return one
    endings = ", ".join(f"{one.suffix} ({one.title})" for one in known.values())
    raise BadSetting(f"name the file NAME with one of these endings, or add --format: {endings}")


def mask(workspace: Workspace, result: ReadersResult) -> ReadersResult:
    """Paths and names of items, and user agents, may hold personal data."""
    contents = workspace.contents()
    texts = contents.mask_all(
        [text for one in result.answers for text in (one.item.path, one.item.name, one.item.id)]
    )
    parts = iter(texts)
    answers = tuple(_renamed(one, next(parts), next(parts), next(parts)) for one in result.answers)
    return replace(mask_agents(workspace, result), answers=answers)


def mask_agents(workspace: Workspace, result: ReadersResult) -> ReadersResult:
    """Only the user agents: names and paths of the items were given by the user, who looks for them."""
    mask_all = workspace.contents().mask_all
    clients = tuple(replace(one, agents=tuple(mask_all(one.agents))) for one in result.clients)
    return replace(result, clients=clients)


def _renamed(one: ItemAnswer, path: str, name: str, id: str) -> ItemAnswer:
    return replace(one, item=replace(one.item, path=path, name=name, id=id, message=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLines:
    """What was written: `lines` of `files`, and the file's SHA-256 in hex. `cut`: files that ended early.
    `made`: files whose records are no lines; each record of them is one line."""

    lines: int
    files: int
    sha256: str
    cut: tuple[str, ...]
    made: tuple[str, ...] = ()


def raw_lines(workspace: Workspace, prefix: str, logs: Sequence[Path], out: Path, *, by: str) -> RawLines:
    """Writes, as they are, the lines that hold the address of a client that is not one's own and got an
    item, or may have. They are personal data: the audit log says who took them. Raises NotFound, BadSetting,
    LeftopenError."""
    result = reading_of(workspace, prefix)
    addresses = readers_of(result)
    if not addresses:
        raise NotFound("no client that is not your own got an item")
    if not out.parent.is_dir():
        raise BadSetting(f"cannot write {out}: folder {out.parent} does not exist")
    broken, made = list[str](), list[str]()
    given = sources.list_files(logs)
    files = given.files
    broken += [f"{one.path}: {one.why}" for one in given.left_out]
    hasher, count = hashlib.sha256(), 0
    try:
        with open(out, "xb", opener=for_the_owner) as opened:
            for line in _lines(files, addresses, broken, made):
                opened.write(line)
                hasher.update(line)
                count += 1
    except FileExistsError:
        raise BadSetting(f"{out} exists; name another file") from None
    except OSError as error:
        raise BadSetting(f"cannot write {out}: {error.strerror}") from None
    digest = hasher.hexdigest()
    what = f"{out.name} {count} lines {digest}"
    audit_log.record(workspace, by, "exported log lines", result.case, what)
    return RawLines(lines=count, files=len(files), sha256=digest, cut=tuple(broken), made=tuple(made))


def readers_of(result: ReadersResult) -> frozenset[str]:
    """The addresses that are known of strangers who got an item, or may have, or logged in."""
    own = {one.address for one in result.clients if one.group is ClientGroup.OWN}
    named = {address for one in result.answers if one.verdict in SHOWN for address in one.addresses}
    return frozenset((named | {one.address for one in result.strangers_in()}) - own)


def _lines(
    files: Sequence[Path], addresses: frozenset[str], broken: list[str], made: list[str]
) -> Iterator[bytes]:
    """Streamed: a piece of a file at a time."""
    formats = dict(log_formats())
    wanted = _pattern(addresses)
    for file in files:
        source = sources.identify_source(file, formats)
        if not source.format:
            broken.append(f"{file}: its format is not known")
            continue
        ended: list[str] = []
        for piece in pieces(source, _as_written(source, formats[source.format], made), ended):
            yield from (line for line in piece.splitlines(keepends=True) if wanted.search(line))
        broken += [f"{file}: {why}" for why in ended]


def _as_written(source: sources.Source, format_: LogFormat, made: list[str]) -> LogFormat:
    """Gives the lines of the file instead of what is read out of them. Records of JSON that are no lines
    become one line each, with all that is in them; then the file is put into `made`."""
    if format_.unwrap is None or not begins(source.lines):
        return replace(format_, unwrap=None)
    if not json_records.has_lines(source.lines[0].encode()):
        made.append(str(source.path))
    return replace(format_, unwrap=json_records.lines)


def _pattern(addresses: frozenset[str]) -> re.Pattern[bytes]:
    """An IPv4 address may have a port behind it, or be written as an IPv6 one."""
    four = b"|".join(re.escape(one.encode()) for one in sorted(addresses) if ":" not in one)
    six = b"|".join(re.escape(one.encode()) for one in sorted(addresses) if ":" in one)
    parts = [
        rb"(?:(?<![0-9A-Za-z.:])|(?<=::ffff:))(?:" + four + rb")(?![0-9A-Za-z]|\.[0-9])" if four else b"",
        rb"(?<![0-9A-Za-z.:])(?:" + six + rb")(?![0-9A-Za-z:]|\.[0-9])" if six else b"",
    ]
    return re.compile(b"|".join(filter(None, parts)), re.IGNORECASE)
