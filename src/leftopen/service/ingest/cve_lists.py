"""Imports, lists and removes lists of CVEs: EPSS of FIRST, and KEV of CISA."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from leftopen.errors import BadCveList, NotFound
from leftopen.formats import epss_csv, kev_json
from leftopen.formats.cve_id import cve_id
from leftopen.model.cve_list import CveFacts, StoredCveList
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cve_lists import CveLists, CveListWriter

FORMATS = (epss_csv, kev_json)
MOST_BYTES = 128 * 1024 * 1024
OLD_DAYS = 30
HEAD = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCveList:
    """`bad`: rows that could not be read."""

    stored: StoredCveList
    bad: int


def import_list(workspace: Workspace, path: Path) -> ImportedCveList:
    """Replaces the list of that kind. Raises BadCveList in one clear line; then nothing is changed."""
    try:
        text = _text(path)
        format_ = next((one for one in FORMATS if one.recognises(text[:HEAD])), None)
        if format_ is None:
            raise BadCveList("neither EPSS scores (CSV) nor CISA's KEV catalogue (JSON)")
        read = format_.read(text)
    except BadCveList as error:
        raise BadCveList(f"{path}: {error}") from None
    stored = CveListWriter(Changes(workspace.store.records)).replace(read, format_utc(workspace.clock()))
    return ImportedCveList(stored=stored, bad=read.bad)


def stored_lists(workspace: Workspace) -> list[StoredCveList]:
    return CveLists(workspace.store.records).list()


def show(workspace: Workspace, text: str) -> CveFacts:
    """What the lists say about one CVE. Raises NotFound."""
    name = cve_id(text)
    found = CveLists(workspace.store.records).facts([name]).get(name)
    if not name or found is None:
        lists = ", ".join(one.title for one in stored_lists(workspace)) or "none imported"
        raise NotFound(f"{text[:40]!r} is on no list (lists: {lists})")
    return found


def remove(workspace: Workspace, name: str) -> None:
    """Raises NotFound."""
    if not CveListWriter(Changes(workspace.store.records)).remove(name):
        names = ", ".join(one.name for one in stored_lists(workspace)) or "none"
        raise NotFound(f"unknown list {name[:40]!r}; lists: {names}")


def age(stored: StoredCveList, today: date) -> int:
    """Days since its date."""
    return (today - date.fromisoformat(stored.dated)).days


def line(stored: StoredCveList) -> Mapping[str, Json]:
    """One JSON line of `cve list`."""
    return {"type": "cve_list", **asdict(stored)}


def facts_line(facts: CveFacts) -> Mapping[str, Json]:
    """One JSON line of `cve show`."""
    return {"type": "cve", **asdict(facts)}


def _text(path: Path) -> str:
    """The file's text; gzip is unpacked, to as many bytes as a file may have."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadCveList(f"cannot read the file: {error.strerror}") from None
    if data[:2] == b"\x1f\x8b":
        worker = zlib.decompressobj(31)
        try:
            data = worker.decompress(data, MOST_BYTES + 1)
        except zlib.error:
            raise BadCveList("the gzip data is damaged; download the file again") from None
        if not worker.eof and len(data) <= MOST_BYTES:
            raise BadCveList("the gzip data is incomplete; download the file again")
        if worker.unused_data.strip(b"\0"):
            raise BadCveList("there is more behind the gzip data; download the file again")
    if len(data) > MOST_BYTES:
        raise BadCveList(f"larger than {MOST_BYTES // 2**20} MiB")
    return data.decode("utf-8-sig", "replace")
