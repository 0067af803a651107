"""Detects a file's format by its beginning, and explains what is wrong with an unsupported file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadImport
from leftopen.formats.json_values import is_spread
from leftopen.model.import_reader import ImportReader
from leftopen.service.ingest.reader import BLANK, ChunkReader
from leftopen.service.ingest.unsupported import instead

AUTO = "auto"
# An empty list, open or closed: masscan writes it when it finds nothing.
NOTHING = BLANK + b"[],"


def detect_format(feed: ChunkReader, named: str) -> tuple[str, ImportReader]:
    """The format's name and reader; `named` is the user's choice, or `auto`. Raises BadImport."""
    readers = catalogue.import_readers()
    if named not in (AUTO, *readers):
        raise BadImport(f"unknown format {named!r}; use {', '.join(readers)}")
    head = feed.head()
    if _is_spread(head, readers):
        feed.spread = True
        head = feed.head()
    own = _by_head(readers, head)
    name = named if named != AUTO else own
    wrong = _wrong(head, readers.get(name), own) if head or not feed.broken else ""
    if wrong:
        raise BadImport(f"cannot import {feed.file}: {wrong}")
    if not name:
        why = feed.broken or "unknown file format"
        raise BadImport(f"cannot import {feed.file}: {why}; set --format to one of {', '.join(readers)}")
    return name, readers[name]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Each of the files once, and of each folder the files in it and below, by name. Hidden ones in a folder
    are left out. Raises BadImport for a folder without files."""
    found: dict[Path, None] = {}
    for path in paths:
        some = sorted(file for file in path.rglob("*") if _is_shown(file, path)) if path.is_dir() else [path]
        if not some:
            raise BadImport(f"{path} contains no files")
        found |= dict.fromkeys(some)
    return list(found)


def _is_shown(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)


def check(file: Path, named: str) -> None:
    """Checks that the file can be imported, as far as possible without a data folder. Raises BadImport."""
    detect_format(ChunkReader(file), named)


def _by_head(readers: Mapping[str, ImportReader], head: bytes) -> str:
    """'' when no reader, or more than one, recognises it."""
    known = [name for name, reader in readers.items() if reader.recognises(head)]
    return known[0] if len(known) == 1 else ""


def _is_spread(head: bytes, readers: Mapping[str, ImportReader]) -> bool:
    """Has it several lines for a value, or one list around all of them that no format expects?"""
    bare = head.lstrip(BLANK)
    return is_spread(bare) or (
        bare.startswith(b"[") and not _by_head(readers, head) and bool(bare.strip(NOTHING))
    )


def _wrong(head: bytes, reader: ImportReader | None, own: str) -> str:
    """What is wrong with the file; `own`: the format that it has, '' for an unknown one. An empty file
    of a named format is valid: its scan found nothing."""
    bare = head.lstrip(BLANK)
    bare = bare if bare.strip(NOTHING) else b""
    known = reader is not None and (not bare or reader.recognises(head))
    if known or not own:
        return "" if known else instead(bare)
    return f"its format is {own}; omit --format"
