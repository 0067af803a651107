"""Detects a file's format by its beginning, and explains what is wrong with an unsupported file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadImport
from leftopen.model.import_reader import ImportReader
from leftopen.service.ingest.reader import BLANK, ChunkReader
from leftopen.service.ingest.unsupported import instead

AUTO = "auto"
# An empty list, open or closed: masscan writes it when it finds nothing.
NOTHING = BLANK + b"[],"
LIST = "the file is a JSON list; convert it to JSON lines: jq -c '.[]'"
SPREAD = {
    b"{": "JSON values span several lines; convert the file to JSON lines: jq -c .",
    b"[": "JSON values span several lines; convert the file to JSON lines: jq -c '.[]'",
}


def detect_format(feed: ChunkReader, named: str) -> tuple[str, ImportReader]:
    """The format's name and reader; `named` is the user's choice, or `auto`. Raises BadImport."""
    readers = catalogue.import_readers()
    if named not in (AUTO, *readers):
        raise BadImport(f"unknown format {named!r}; use {', '.join(readers)}")
    head = feed.head()
    name = named if named != AUTO else _by_head(readers, head)
    wrong = _wrong(head, readers.get(name)) if head or not feed.broken else ""
    if wrong:
        raise BadImport(f"cannot import {feed.file}: {wrong}")
    if not name:
        why = feed.broken or "unknown file format"
        raise BadImport(f"cannot import {feed.file}: {why}; set --format to one of {', '.join(readers)}")
    return name, readers[name]


def check(file: Path, named: str) -> None:
    """Checks that the file can be imported, as far as possible without a data folder. Raises BadImport."""
    detect_format(ChunkReader(file), named)


def _by_head(readers: Mapping[str, ImportReader], head: bytes) -> str:
    """'' when no reader, or more than one, recognises it."""
    known = [name for name, reader in readers.items() if reader.recognises(head)]
    return known[0] if len(known) == 1 else ""


def _wrong(head: bytes, reader: ImportReader | None) -> str:
    """What is wrong with the file. A reader of a document format recognises its document. An empty file of a
    named format is valid: its scan found nothing."""
    bare = head.lstrip(BLANK)
    bare = bare if bare.strip(NOTHING) else b""
    known = reader is not None and (not bare or reader.recognises(head))
    if not known and (mistaken := instead(bare)):
        return mistaken
    if reader is not None and reader.lines is not None:
        return ""
    first, more, _ = bare.partition(b"\n")
    if more and first.rstrip().endswith((b"{", b"[", b",")) and bare[:1] in SPREAD:
        return SPREAD[bare[:1]]
    return LIST if reader is None and bare.startswith(b"[") else ""
