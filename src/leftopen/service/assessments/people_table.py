"""The people of an assessment as a table, for CSV and Excel: masked, and no cell is a formula."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from leftopen.errors import BadSetting
from leftopen.formats.xlsx_table import Cell, TooManyRows, write_table
from leftopen.model.facts import Json
from leftopen.present.csv_cell import csv_cell
from leftopen.service.assessments import people
from leftopen.service.assessments.people import ServedPeople
from leftopen.service.assessments.stored_people import StoredPeople
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace

COLUMNS = (
    "id", "name", "strength", "holds", "documents", "since", "units", "roles", "found_in", "doubts", "places",
    "served", "served_kinds", "clients", "first_read", "last_read",
)  # fmt: skip
TITLE = "people"
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """What was written: so many `people`; the SHA-256 of the file in hex."""

    people: int
    sha256: str


def rows(found: StoredPeople, served: ServedPeople | None, label: str = "") -> Iterator[list[Cell]]:
    """First the headings; then those with the most kinds of data. `label`: only people with that."""
    yield list(COLUMNS)
    for one in people.lines(found, label, served):
        row = one | _read(one)
        yield [_cell(row[name]) for name in COLUMNS]


def _read(one: dict[str, Json]) -> dict[str, Json]:
    """The columns of what the access logs say; empty where none was read."""
    row = cast("dict[str, Json]", one["served"] or {})
    kinds = cast("dict[str, Json]", row.get("kinds") or {})
    return {
        "served": row.get("verdict"),
        "served_kinds": [f"{label} {verdict}" for label, verdict in kinds.items()],
        "clients": row.get("clients"),
        "first_read": row.get("first"),
        "last_read": row.get("last"),
    }


def _cell(value: Json) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, dict | list):
        return csv_cell("; ".join(map(str, value)))
    return "" if value is None else csv_cell(str(value))


def as_csv(found: StoredPeople, served: ServedPeople | None, label: str = "") -> Iterator[str]:
    """Line by line."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    for row in rows(found, served, label):
        writer.writerow(row)
        yield made.getvalue()
        made.seek(0)
        made.truncate()


def _write_csv(out: BinaryIO, found: StoredPeople, served: ServedPeople | None, label: str) -> None:
    # Excel takes a file without this mark for one in the code page of the system.
    out.write(b"\xef\xbb\xbf")
    for line in as_csv(found, served, label):
        out.write(line.encode("utf-8", "replace"))


def _write_xlsx(out: BinaryIO, found: StoredPeople, served: ServedPeople | None, label: str) -> None:
    write_table(out, TITLE, rows(found, served, label))


WRITERS: dict[str, Callable[[BinaryIO, StoredPeople, ServedPeople | None, str], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
}


def export(
    workspace: Workspace, assessment: str, found: StoredPeople, served: ServedPeople | None, file: Path,
    label: str = "", *, by: str,
) -> PeopleFile:  # fmt: skip
    """A new file that only its owner can read; the audit log says who took it. Raises BadSetting."""
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        raise BadSetting(f"name the file NAME with one of these endings: {', '.join(WRITERS)}")
    if not file.parent.is_dir():
        raise BadSetting(f"cannot write {file}: folder {file.parent} does not exist")
    try:
        with _created(file) as out:
            writer(out, found, served, label)
    except FileExistsError:
        raise BadSetting(f"{file} exists; name another file") from None
    except (OSError, TooManyRows) as error:
        with suppress(OSError):
            file.unlink()
        why = error.strerror if isinstance(error, OSError) else f"{error}: export a .csv"
        raise BadSetting(f"cannot write {file}: {why}") from None
    people_file = PeopleFile(people=found.total(label), sha256=_sha256(file))
    what = f"{file.name} {people_file.people} people {people_file.sha256}"
    audit_log.record(workspace, by, "exported people", assessment, what)
    return people_file


def _created(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sha256(file: Path) -> str:
    people_file = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            people_file.update(block)
    return people_file.hexdigest()
