"""A data folder of the leftopen before the tables got their standard names: it is migrated when it is opened,
wherever an earlier attempt was interrupted, and gives the same answers."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from leftopen.cases import signed_heads
from leftopen.cases.proof import ProofStatus
from leftopen.errors import StoreFailed
from leftopen.service import keys
from leftopen.service.cases.signing import chain_seal, proofs
from leftopen.store.engine.migrate import known_migrations, statements
from leftopen.store.records import Records, backup, schema
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.signed_heads import Heads
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.scan_jobs import ScanJobs
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.store import old_folder
from tests.store.old_folder import CASE, ID, OLD
from tests.tier import tier

BACKUP = "records.sqlite.before-0008"
RENAMED = {
    "sittings": "sessions",
    "links": "one_time_links",
    "heads": "signed_heads",
}
KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from leftopen.store.records import Records

def watched(connection, cursor, statement, *rest):
    if statement.startswith(sys.argv[2]):
        os._exit(9)

event.listen(Engine, "before_cursor_execute", watched)
Records.open(Path(sys.argv[1]), None, lambda text: os._exit(9) if sys.argv[2] in text else None)
"""


NEW_LINES = ("comment", "coming")


def check_answers(folder: Folder) -> None:
    old = old_folder.answers()
    new = all_ran(folder, [[*answer["words"], "--json"] for answer in old])
    assert [one.code for one in new] == [0] * len(old)
    for before, now in zip(old, new, strict=True):
        # A newer version may also say what no line said.
        said = [line for line in now.lines if line["type"] not in NEW_LINES]
        assert len(said) == len(before["lines"])
        for then, line in zip(before["lines"], said, strict=True):
            # A newer version may say more; what was said stays.
            assert as_then(line, then) == then, before["words"]


def as_then(now: object, then: object) -> object:
    """`now` without the names that `then` did not have, at any depth."""
    if not isinstance(now, dict) or not isinstance(then, dict):
        return now
    return {name: as_then(now.get(name), value) for name, value in then.items()}


def test_it_gives_the_same_answers(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    old_folder.build(folder.data)
    check_answers(folder)
    [looked, upgraded, again] = all_ran(folder, [["cases", "list"], ["upgrade"], ["cases", "list"]])
    assert (upgraded.code, f"records of version {schema.HEAD}" in upgraded.out) == (0, True)
    assert ("leftopen upgrade" in looked.err, "leftopen upgrade" in again.err) == (True, False)
    assert looked.out == again.out


def test_a_proof_of_then_is_valid_and_one_can_be_made_of_the_same_events(tmp_path: Path) -> None:
    assert proofs.check(OLD / "proof.json", OLD / "proof.pub").standing is ProofStatus.VALID
    old_folder.build(tmp_path / "data")
    with office(tmp_path) as workspace:
        # The key of then is not here: somebody accepts the chain with this one.
        chain_seal.accept(workspace.store.records, workspace.seal, "maria")
        made = proofs.make(workspace, CASE, tmp_path / "proof.json")
        assert proofs.check(made, keys.public_file(workspace.config)).standing is ProofStatus.VALID
        assert _story(made) == _story(OLD / "proof.json")


def _story(proof: Path) -> object:
    """What a proof says of the case, without who signed it and when."""
    body = json.loads(proof.read_bytes())["proof"]
    return body["case"], body["events"]


def test_no_row_is_lost_or_changed_and_the_signed_heads_hold(tmp_path: Path) -> None:
    old_folder.build_records(tmp_path / "data")
    before = old_folder.tables(tmp_path / "data" / "records.sqlite")
    told: list[str] = []
    with Records.open(tmp_path / "data", None, told.append) as records:
        public = load_pem_public_key((OLD / "proof.pub").read_bytes())
        heads = Heads(records).list()
        assert len(heads) == 3
        assert all(signed_heads.is_signed(public, ID, head) for head in heads)  # type: ignore[arg-type]
        assert Cases(records).verify_chain() == (3, "")
        [session], [key] = Sessions(records).list(), ApiKeys(records).list()
        assert (session.agent, key.name, key.owner) == ("Firefox", "old", session.user)
        assert [sent.file for sent in Notices(records).of(CASE)] == ["notices/n1.eml"]
        assert ScanJobs(records).get("j1").size == 1
    after = old_folder.tables(tmp_path / "data" / "records.sqlite")
    assert before.pop("alembic_version") == [("0007",)]
    assert after.pop("alembic_version") == [(schema.HEAD,)]
    assert after.pop("reviews") == []
    # A scan that was submitted is a job now: `get` above read it.
    assert (len(before.pop("submissions")), len(after.pop("jobs"))) == (1, 1)
    assert [after.pop(name) for name in ("monitors", "monitor_services", "monitor_events")] == [[], [], []]
    assert [after.pop(name) for name in ("organisations", "owner_links")] == [[], []]
    assert [after.pop(name) for name in ("exclusions", "stamped_heads", "case_holds")] == [[], [], []]
    assert [after.pop(name) for name in ("cve_facts", "cve_lists")] == [[], []]
    assert [after.pop(name) for name in ("outbox", "outbox_stop", "mutes")] == [[], [], []]
    assert [after.pop(name) for name in ("response_entries", "bounces", "on_call")] == [[], [], []]
    assert [after.pop(name) for name in ("judgements", "clock", "look_counts")] == [[], [], []]
    assert after.pop("notice_cases") == [(CASE, "n1")]
    # Who sends a notice is not known of an older one.
    before["notices"] = [(*row, None) for row in before["notices"]]
    assert {RENAMED.get(name, name): rows for name, rows in before.items()} == after
    assert len(told) == 1


def test_the_backup_is_the_owner_s_whole_and_named_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    old_folder.build_records(data)
    before = old_folder.tables(data / "records.sqlite")
    Records.open(data).close()
    assert capsys.readouterr().err == (
        f"leftopen: backup of the records before their update to version 0008: {data / BACKUP}\n"
    )
    assert (data / BACKUP).stat().st_mode & 0o777 == 0o600
    assert old_folder.tables(data / BACKUP) == before
    assert [file.name for file in data.glob("*before*")] == [BACKUP]
    Records.open(data).close()
    assert capsys.readouterr().err == ""


def test_a_new_folder_has_no_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Records.open(tmp_path).close()
    assert list(tmp_path.glob("*before*")) == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "at",
    [
        "backup of the records",
        "ALTER TABLE sittings",
        "ALTER TABLE audit",
        "CREATE INDEX scans_request",
        "UPDATE alembic_version",
    ],
)
def test_a_migration_that_was_killed_changed_nothing_and_works_the_next_time(tmp_path: Path, at: str) -> None:
    data = tmp_path / "data"
    old_folder.build_records(data)
    before = old_folder.tables(data / "records.sqlite")
    assert subprocess.run([sys.executable, "-c", KILLED, str(data), at], timeout=60).returncode == 9
    assert old_folder.tables(data / "records.sqlite") == before
    (data / f"{BACKUP}.part").write_text("half a backup")
    with Records.open(data) as records:
        assert Cases(records).verify_chain() == (3, "")
    assert old_folder.tables(data / BACKUP) == before
    assert list(data.glob("*.part")) == []


def test_what_was_written_after_a_killed_migration_is_in_the_backup(tmp_path: Path) -> None:
    """By the older program, which can still open the folder."""
    data = tmp_path / "data"
    old_folder.build_records(data)
    subprocess.run([sys.executable, "-c", KILLED, str(data), "ALTER TABLE audit"], timeout=60)
    with closing(sqlite3.connect(data / "records.sqlite")) as database, database:
        database.execute("INSERT INTO notes VALUES ('n2', ?, '2026-11-28', '{}')", (CASE,))
    Records.open(data).close()
    assert [row[0] for row in old_folder.tables(data / BACKUP)["notes"]] == ["n1", "n2"]


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old_folder.build_records(data)
    before = old_folder.tables(data / "records.sqlite")
    (data / BACKUP).mkdir()
    with pytest.raises(StoreFailed, match=BACKUP):
        Records.open(data)
    assert old_folder.tables(data / "records.sqlite") == before


def test_a_file_that_cannot_be_copied_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"this is not a database, and long enough to be looked at" * 20)
    with pytest.raises(StoreFailed, match="cannot back up the records") as failed:
        backup.back_up(tmp_path / "records.sqlite", "0008")
    assert "\n" not in str(failed.value)
    assert [file.name for file in tmp_path.iterdir()] == ["records.sqlite"]


@pytest.mark.parametrize("done", tier([2], [0, 2, 4]))
def test_a_crash_between_the_stores_or_within_the_engine_s_migration(tmp_path: Path, done: int) -> None:
    """After so many of its statements, with a change of rows that a compaction left behind and that can never
    end."""
    folder = Folder(root=tmp_path, settings={})
    old_folder.build(folder.data)
    Records.open(folder.data).close()
    stuck = "DELETE FROM seen WHERE id IN (SELECT id FROM seen WHERE throwIf(port > 0))"
    ran = statements(known_migrations()[7])[:done]
    old_folder.in_engine(folder.data, [f"{stuck} SETTINGS lightweight_deletes_sync = 0", *ran])
    check_answers(folder)
    with office(tmp_path) as workspace:
        found = workspace.store.client.query("SELECT count() AS n FROM system.mutations WHERE NOT is_done")
        assert int(found[0]["n"]) == 0
