"""The files that were taken as evidence: as rows, and as CSV for a court's or an insurer's spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from leftopen.cases import response_chain
from leftopen.impact.respond.response import files_of
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps
from leftopen.present.csv_cell import csv_cell

FORMAT = "leftopen-custody/1"
TITLES = ("entry", "taken", "by", "from", "name", "bytes", "sha256", "note", "entry hash")


def manifest(entries: Sequence[ResponseEntry]) -> list[dict[str, Json]]:
    """One row for each file, in the order in which they were taken."""
    return [
        {
            "entry": entry.seq,
            "taken": timestamps.format_utc(entry.at),
            "by": entry.by,
            "from": entry.body["source"],
            "name": file["name"],
            "bytes": file["size"],
            "sha256": file["sha256"],
            "note": entry.body.get("note", ""),
            "entry hash": entry.hash,
        }
        for entry, file in files_of([one for one in entries if one.kind is EntryKind.CUSTODY])
    ]


def as_csv(entries: Sequence[ResponseEntry]) -> bytes:
    """UTF-8; a cell never begins as a formula of a spreadsheet does."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(TITLES)
    writer.writerows([csv_cell(str(row[title])) for title in TITLES] for row in manifest(entries))
    return text.getvalue().encode()


def body(case: str, entries: Sequence[ResponseEntry], written: str, version: str) -> dict[str, Json]:
    """What is signed: the whole log, so that a reader can follow its chain, and the files of it."""
    return {
        "format": FORMAT,
        "written": written,
        "version": version,
        "case": case,
        "files": [*manifest(entries)],
        "entries": [response_chain.entry_json(entry) for entry in entries],
    }
