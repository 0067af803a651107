"""A folder that is only looked at stays as it is: on a read-only disk, and of an older version."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import utc_now
from leftopen.store.engine import spawn
from leftopen.store.engine.client import Client
from leftopen.store.lock_holder import holder
from leftopen.store.records import Records, schema
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit, AuditWriter
from leftopen.store.records.read_only import ReadOnlyDatabase
from tests.cli.program import ROOT, all_ran
from tests.durability.runs import Folder
from tests.servers.need import missing

WHY = "the disk is read-only"
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def noted(records: Records, what: str) -> None:
    AuditWriter(Changes(records)).add(utc_now(), "a test", "note", what, "")


def seen(file: Path) -> list[str]:
    records = Records(ReadOnlyDatabase(file, WHY))
    try:
        return [one.subject for one in Audit(records).list()]
    finally:
        records.close()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_records_are_read_with_their_log_and_never_written(tmp_path: Path) -> None:
    file = tmp_path / schema.FILE
    with Records.open(tmp_path) as records:
        noted(records, "one")
        assert file.with_name(f"{file.name}-wal").stat().st_size
        assert seen(file) == ["one"], "what is only in the log is stored"
    before = content(tmp_path)
    assert f"{file.name}-wal" not in before
    assert seen(file) == ["one"]
    shut = Records(ReadOnlyDatabase(file, WHY))
    with pytest.raises(StoreFailed, match=WHY):
        noted(shut, "two")
    assert content(tmp_path) == before
    with Records.open(tmp_path) as records:
        noted(records, "three")
        with pytest.raises(StoreFailed, match="another process wrote"):
            Audit(shut).list()
    shut.close()


def test_a_look_updates_no_older_tables_of_the_engine(tmp_path: Path) -> None:
    (tmp_path / "engine.lock").write_text("7")
    with pytest.raises(StoreFailed, match=r"from version 7 .*leftopen upgrade"):
        Client.local(tmp_path, 2**30, reading=True).query("SELECT 1")
    assert [path.name for path in tmp_path.iterdir()] == ["engine.lock"]


def test_a_lock_names_its_holder(tmp_path: Path) -> None:
    Records.open(tmp_path).close()
    file = tmp_path / schema.FILE
    with closing(sqlite3.connect(file)):
        assert holder(file) == ""
    words = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        answer = holder(file, file.with_name(f"{file.name}-shm"))
        other.stdin.close()
    assert answer.startswith("another program, python"), answer
    assert f"(process {other.pid})" in answer


@pytest.mark.full
@pytest.mark.netns
def test_a_disk_that_cannot_be_written_is_diagnosed_and_saved(tmp_path: Path) -> None:
    if missing("unshare", "mount"):
        pytest.skip(missing("unshare", "mount"))
    folder = Folder(root=tmp_path, settings={})
    allow = ["scope", "add", "127.0.0.9", "--until", "2099-01-01", "--authorised-by", "A. Owner"]
    prepared = all_ran(folder, [allow, ["search", "port:1"]])
    assert [one.code for one in prepared] == [0, 0]
    keys.folder_id(folder.data)
    (folder.data / spawn.SOCKET).unlink()
    while spawn.is_running(folder.data):
        time.sleep(0.05)
    before = content(folder.data)
    asked = [
        ["doctor"],
        ["scope", "list"],
        ["cases", "list"],
        ["search", "port:1"],
        allow,
        ["backup", "x.backup"],
    ]
    mounted = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    words = ["unshare", "--mount", "--net", "sh", "-c", mounted, "sh", str(folder.data)]
    done = subprocess.run(
        [*words, sys.executable, "-m", "tests.cli.harness"],
        cwd=tmp_path, input=json.dumps(asked).encode(), capture_output=True, timeout=300, check=True,
        env=folder.environ() | {"LEFTOPEN_DATA": str(folder.data), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    doctor, scopes, cases, search, written, saved = json.loads(done.stdout)
    assert [one[0] for one in (doctor, scopes, cases, search, written, saved)] == [1, 0, 0, 1, 1, 0], (
        done.stdout
    )
    assert "BROKEN   data folder: cannot write the records" in doctor[1]
    assert "ok       event chain" in doctor[1], doctor[1]
    assert "127.0.0.9" in scopes[1]
    assert "leftopen restore FILE opens the copy" in search[2]
    assert "its disk is mounted read-only" in written[2]
    assert {name: text for name, text in content(folder.data).items() if name in before} == before
    assert list(tmp_path.glob(".leftopen-copy-*")) == []
    elsewhere = tmp_path / "elsewhere"
    [restored, listed] = all_ran(
        folder,
        [["restore", "x.backup", "--data", str(elsewhere)], ["scope", "list", "--data", str(elsewhere)]],
    )
    assert (restored.code, "127.0.0.9" in listed.out) == (0, True), restored.err
