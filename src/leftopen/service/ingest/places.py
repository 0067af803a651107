"""Imports, lists and removes range files: the user's own claims about address ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadRanges, NotFound
from leftopen.model.address import Address
from leftopen.model.claims import CLAIMS
from leftopen.model.claims import source as source_of
from leftopen.model.facts import Json
from leftopen.model.location import NOWHERE, Location
from leftopen.model.ranges import MOST_RANGES, BadRow, Ranges, RangesReader
from leftopen.places import Places, file
from leftopen.places.build import with_source, without
from leftopen.places.table import Source
from leftopen.scope.looked_up import looked_up
from leftopen.service.workspace.workspace import Workspace

FOLDER = "places"
AUTO = "auto"
HEAD = 64 * 1024
MOST_BYTES = 128 * 1024 * 1024
OLD_DAYS = 60
"""Range files change weekly, and networks are sold; `doctor` warns after this many days."""

_IN_NAME = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeImport:
    """One file to import; `format` a reader's name or `auto`, `dated` ISO or '' (the file's own date, or the
    one in its name), `name` in the list, or '' (the format's)."""

    path: Path
    format: str = AUTO
    dated: str = ""
    name: str = ""


def folder(workspace: Workspace) -> Path:
    return workspace.data / FOLDER


def open_places(workspace: Workspace) -> Places:
    """Opens the tables. Raises StoreFailed for a damaged one."""
    return Places.open(folder(workspace))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRanges:
    """The listed tables after the import, the number of unreadable rows, and the first of them."""

    source: Source
    bad: int
    quoted: Sequence[BadRow]


def import_ranges(workspace: Workspace, wanted: RangeImport) -> ImportedRanges:
    """Imports a range file. Raises BadRanges in one clear line; then nothing is changed."""
    try:
        data = _bytes(wanted.path)
        format_, reader = _reader(wanted.format, data)
        ranges = reader.read(data)
        count = sum(map(len, ranges.layers))
        _check(count)
        source = _source(workspace, wanted, format_, reader, ranges)
    except BadRanges as error:
        raise BadRanges(f"{wanted.path}: {error}") from None
    with file.exclusive(folder(workspace)):
        file.save(folder(workspace), with_source(file.load(folder(workspace)), source, ranges))
    return ImportedRanges(source=source, bad=ranges.bad, quoted=ranges.quoted)


def remove(workspace: Workspace, name: str) -> Source:
    """Removes a table. Raises NotFound."""
    with file.exclusive(folder(workspace)):
        table = file.load(folder(workspace))
        found = next((source for source in table.sources if source.name == name), None)
        if found is None:
            names = ", ".join(source.name for source in table.sources) or "none"
            raise NotFound(f"unknown source {name!r}; sources: {names}")
        file.save(folder(workspace), without(table, name))
    return found


def show(workspace: Workspace, text: str) -> tuple[Address, Location]:
    """What the tables claim about an address. Raises BadAddress."""
    address = looked_up(text)
    return address, open_places(workspace).lookup(address)


def age(source: Source, today: date) -> int:
    """Days since its date."""
    return (today - date.fromisoformat(source.dated)).days


def claims(found: Location) -> list[tuple[str, Json, str]]:
    """All claims as (field, value, "source, date")."""
    return [
        (name, getattr(found, name), source_of(found, claim))
        for claim, names in CLAIMS.items()
        for name in names
        if getattr(found, name) != getattr(NOWHERE, name)
    ]


def location_line(address: Address, found: Location) -> Mapping[str, Json]:
    """One JSON line of `places show`, without empty fields."""
    stated = claims(found)
    return {
        "type": "location",
        "address": str(address),
        **{name: value for name, value, _ in stated},
        "sources": {claim: f"{title}, {dated}" for claim, title, dated in found.sources},
    }


def line(source: Source) -> Mapping[str, Json]:
    """One JSON line of `places list`."""
    return {
        "type": "places",
        "name": source.name,
        "format": source.format,
        "claim": source.claim,
        "title": source.title,
        "date": source.dated,
        "imported": source.imported,
        "ranges": source.ranges,
    }


def import_line(taken: ImportedRanges) -> Mapping[str, Json]:
    """One JSON line of `places import`: the table as listed, and what of its file could not be imported."""
    quoted: list[Json] = [{"line": one.line, "why": one.why, "text": one.text} for one in taken.quoted]
    return {**line(taken.source), "bad": taken.bad, "bad_rows": quoted}


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as opened_file:
            data = opened_file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadRanges(f"cannot read the file: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise BadRanges(f"larger than {MOST_BYTES >> 20} MiB")
    return data


def _reader(format_: str, data: bytes) -> tuple[str, RangesReader]:
    readers = catalogue.ranges()
    if format_ != AUTO:
        if format_ not in readers:
            raise BadRanges(f"unknown format {format_!r}; use {', '.join(readers)}")
        return format_, readers[format_]
    names = [name for name, reader in readers.items() if reader.recognises(data[:HEAD])]
    if len(names) != 1:
        known = "; ".join(f"{name}: {reader.wants}" for name, reader in readers.items())
        word = "unknown file format" if not names else f"it could be {' or '.join(names)}"
        raise BadRanges(f"{word}; set the format with --format ({known})")
    return names[0], readers[names[0]]


def _check(count: int) -> None:
    if not count:
        raise BadRanges("no ranges in the file")
    if count > 3 * MOST_RANGES:
        raise BadRanges(f"{count:,} ranges exceed the limit of {3 * MOST_RANGES:,}")


def _source(
    workspace: Workspace, wanted: RangeImport, format_: str, reader: RangesReader, ranges: Ranges
) -> Source:
    now = workspace.clock()
    source = Source(
        name=wanted.name or ranges.name or format_,
        format=format_,
        claim=reader.claim,
        title=ranges.title,
        dated=_day(wanted.dated) or ranges.dated or _in_name(wanted.path.name),
        imported=now.isoformat(timespec="seconds"),
        ranges=max(map(len, ranges.layers)),
    )
    if not source.dated:
        raise BadRanges("no date in the file or its name; set it with --date")
    if source.dated > now.date().isoformat():
        raise BadRanges(f"its date {source.dated} is in the future")
    return replace(source, title=wanted.name) if wanted.name else source


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise BadRanges(f"--date {text!r} is not a valid date (example: 2026-11-01)") from None


def _in_name(name: str) -> str:
    found = _IN_NAME.search(name)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
