"""Files in custody: who, when, from where, and a hash that shows a change."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from leftopen.cases.proof import ProofStatus
from leftopen.errors import BadRequest, BadSetting, NotAllowed
from leftopen.model.case import CaseEventKind
from leftopen.service.cases.holds import hold
from leftopen.service.respond import custody, log, signed
from leftopen.service.respond.state import load
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.responses import response_entries
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import START, detected_body
from tests.service.office import office

CASE = "a1" * 16


def begun(workspace: Workspace) -> None:
    CaseWriter(Changes(workspace.store.records)).append(
        CASE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
    )


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "access.log").write_bytes(b"GET / 200\n")
    (folder / "=cmd.log").write_bytes(b"")
    (folder / "outside").symlink_to("/etc/hostname")
    return folder


def test_a_folder_is_taken_without_its_links_and_compared_later(tmp_path: Path, evidence: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        [entry] = custody.take(workspace, CASE, [evidence], "web1:/var/log\nnginx", by="maria")
        assert (entry.by, entry.body["source"]) == ("maria", "web1:/var/log nginx")
        files = entry.body["files"]
        assert isinstance(files, list)
        names = [Path(str(file["name"])).name for file in files if isinstance(file, dict)]
        assert names == ["=cmd.log", "access.log"]
        assert [one.today for one in custody.compare(workspace, CASE)] == ["same", "same"]
        (evidence / "access.log").write_bytes(b"GET / 404\n")
        (evidence / "=cmd.log").unlink()
        assert [one.today for one in custody.compare(workspace, CASE)] == ["missing", "changed"]
        acts = [one.what for one in Audit(workspace.store.records).list(5)]
    assert "respond custody" in acts


def test_it_is_exported_as_csv_and_as_a_signed_file(tmp_path: Path, evidence: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        custody.take(workspace, CASE, [evidence], "=web1", by="maria")
        table = custody.export(workspace, CASE, tmp_path / "custody.csv")
        file = custody.export(workspace, CASE, tmp_path / "custody.json")
        key = keys.public_file(workspace.config)
        with pytest.raises(BadSetting):
            custody.export(workspace, CASE, tmp_path / "custody.xml")
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert [row["sha256"] for row in rows] == [
        hashlib.sha256(b"").hexdigest(),
        hashlib.sha256(b"GET / 200\n").hexdigest(),
    ]
    assert rows[0]["from"] == "'=web1"
    assert signed.check(file, key).standing is ProofStatus.VALID
    assert signed.check(file, None).standing is ProofStatus.INTACT
    raw = file.read_text()
    assert json.loads(raw)["signed"]["files"][1]["bytes"] == 10
    file.write_text(raw.replace("maria", "paula"))
    assert signed.check(file, key).standing is ProofStatus.BROKEN


def test_a_log_that_was_changed_is_named_and_not_signed(tmp_path: Path, evidence: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        custody.take(workspace, CASE, [evidence], "web1")
        log.decision(workspace, CASE, "tell the press", "it is public")
        database = workspace.store.records.database
        with database.write() as connection:
            connection.execute(update(response_entries).where(response_entries.c.seq == 1).values(by="eve"))
        assert load(workspace, CASE).misfits == (
            f"the response to case {CASE[:8]}: entry 1 was changed after it was written",
        )
        with database.write() as connection:
            connection.execute(delete(response_entries).where(response_entries.c.seq == 2))
        assert "entry 2 is missing, and no event says" in load(workspace, CASE).misfits[0]
        with pytest.raises(NotAllowed, match="nothing is signed or exported"):
            custody.export(workspace, CASE, tmp_path / "custody.json")
    assert not (tmp_path / "custody.json").exists()


def test_what_cannot_be_read_or_is_no_file_is_refused_before_anything_is_written(
    tmp_path: Path, evidence: Path
) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        with pytest.raises(BadSetting, match="not a regular file"):
            custody.take(workspace, CASE, [evidence, Path("/dev/zero")], "web1")
        with pytest.raises(BadSetting, match="cannot read"):
            custody.take(workspace, CASE, [evidence / "nothing"], "web1")
        (tmp_path / "empty").mkdir()
        with pytest.raises(BadRequest, match="no files"):
            custody.take(workspace, CASE, [tmp_path / "empty"], "web1")
        with pytest.raises(BadRequest, match="source"):
            custody.take(workspace, CASE, [evidence], " \n ")
        assert load(workspace, CASE).entries == ()


def test_many_files_are_several_entries(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(custody.IN_ENTRY + 1):
        (folder / f"{number:03}-{'é' * 100}").write_text(str(number))
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        entries = custody.take(workspace, CASE, [folder], "web1")
        assert len(entries) == 2
        assert load(workspace, CASE).misfits == ()


def test_a_number_of_a_person_is_never_stored_and_a_hold_closes_its_step(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        entry = log.decision(workspace, CASE, "tell them", "SSN: 891-23-4567 was in it")
        assert "891-23-4567" not in str(entry.body)
        before = {one.step.name: one.done for one in load(workspace, CASE).steps()}
        hold(workspace, CASE, "a leak")
        after = {one.step.name: one.done for one in load(workspace, CASE).steps()}
    assert (before["hold"], after["hold"]) == (False, True)


def test_a_number_is_never_used_twice_so_that_a_removed_end_stays_a_gap(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        for what in ("one", "two", "three"):
            log.decision(workspace, CASE, what, "it is so")
        with workspace.store.records.database.write() as connection:
            connection.execute(delete(response_entries).where(response_entries.c.seq == 3))
        log.decision(workspace, CASE, "four", "it is so")
        found = load(workspace, CASE)
        assert [entry.seq for entry in found.entries] == [1, 2, 4]
        missing = "entry 3 is missing, and no event says that it was erased"
        assert found.misfits == (f"the response to case {CASE[:8]}: {missing}",)
