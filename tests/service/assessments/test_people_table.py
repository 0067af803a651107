"""The people of an assessment in a file: masked, for its owner alone, and no cell is a formula."""

from __future__ import annotations

import csv
import hashlib
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadSetting
from leftopen.service.access_logs import people
from leftopen.service.assessments import people_table
from leftopen.service.assessments.people_table import COLUMNS, PeopleFile
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from tests.formats.test_xlsx_table import cells
from tests.service.office import office
from tests.service.respond.incident import FILES, assess, begun, read_logs, unit, with_people

HOSTILE = "=cmd|' /C calc'!A0"
ID = "a" * 12


@contextmanager
def known(tmp_path: Path) -> Iterator[tuple[Workspace, Any]]:
    """Four people, of whom the logs say something; a mail of theirs came from a hostile domain."""
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        result = with_people(unit())
        found = tuple(replace(one, units=(HOSTILE,)) if one.people else one for one in result.found)
        folder = assess(workspace, ID, replace(result, found=found), files=FILES)
        read_logs(workspace, ID)
        yield workspace, folder


def exported(workspace: Workspace, folder: Any, file: Path, label: str = "") -> PeopleFile:
    found, served = people.of_assessment(workspace, folder)
    return people_table.export(workspace, ID, found, served, file, label, by="maria")


def test_both_files_say_the_same_of_each_person(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        answer = [exported(workspace, folder, tmp_path / f"people{end}") for end in (".csv", ".XLSX")]
        found, served = people.of_assessment(workspace, folder)
        to_each = {one.id: served.at(at).whole for at, one in found.holding()} if served else {}
        entries = Audit(workspace.store.records).list(2)
    files = [tmp_path / "people.csv", tmp_path / "people.XLSX"]
    with files[0].open(encoding="utf-8-sig", newline="") as opened:
        as_text = list(csv.reader(opened))
    sheet = cells(files[1].read_bytes())
    assert [[str(cell) for cell in row] for row in sheet] == as_text
    assert tuple(sheet[0]) == COLUMNS
    assert served
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in sheet[1:]]
    assert Counter(row["served"] for row in rows) == {"served": 3, "cannot_be_known": 1}
    for row in rows:
        to = to_each[str(row["id"])]
        assert (row["served"], row["clients"]) == (to.verdict.value, to.clients)
        assert bool(row["first_read"]) == (row["served"] == "served")
        assert row["units"] == f"'{HOSTILE}"
    assert len(rows) == answer[0].people == answer[1].people == found.total() == 4
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert [one.sha256 for one in answer] == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert {(one.actor, one.what, one.subject) for one in entries} == {("maria", "exported people", ID)}
    assert all(answer[-1 - at].sha256 in one.clause for at, one in enumerate(entries))


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_no_cell_begins_a_formula(tmp_path: Path, name: str) -> None:
    with known(tmp_path) as (workspace, folder):
        exported(workspace, folder, tmp_path / name)
    raw = (tmp_path / name).read_bytes()
    if name.endswith("csv"):
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
        texts = [cell for row in rows for cell in row]
    else:
        texts = [cell for row in cells(raw) for cell in row if isinstance(cell, str)]
    assert any(HOSTILE in text for text in texts)
    assert not any(text.startswith(("=", "+", "-", "@", "|", "%", "\t")) for text in texts)


def test_only_people_with_one_kind(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        assert exported(workspace, folder, tmp_path / "a.csv", "us_ssn").people == 4
        assert exported(workspace, folder, tmp_path / "b.csv", "iban").people == 0
    assert len((tmp_path / "b.csv").read_text().splitlines()) == 1


def test_without_logs_the_columns_are_empty(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        exported(workspace, assess(workspace, ID, with_people(unit()), files=FILES), tmp_path / "a.xlsx")
    rows = cells((tmp_path / "a.xlsx").read_bytes())
    assert {tuple(row[-5:]) for row in rows[1:]} == {("",) * 5}


@pytest.mark.parametrize(
    ("name", "why"),
    [("people.txt", ".csv, .xlsx"), ("there.csv", "exists"), ("no/folder.csv", "does not exist")],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "there.csv").write_text("mine")
    with known(tmp_path) as (workspace, folder), pytest.raises(BadSetting, match=why):
        exported(workspace, folder, tmp_path / name)
    assert (tmp_path / "there.csv").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["it", "there.csv"]
