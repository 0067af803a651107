from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from leftopen.errors import NotFound, StoreFailed
from leftopen.model.notice import Notice, Receipt
from leftopen.model.scan import ScanRecord
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.store.records import Records, schema
from leftopen.store.records.changes import Changes
from leftopen.store.records.database import Database
from leftopen.store.records.entities import all_tables
from leftopen.store.records.entities.cases.findings import Findings, FindingWriter
from leftopen.store.records.entities.identity.audit import Audit, AuditWriter
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.scans import Scans, ScanWriter
from leftopen.store.records.entities.scopes import Scopes, ScopeWriter
from tests.cases.made_up import START, minute
from tests.cases.test_event_schema import a_finding
from tests.store.new_folder import new_records
from tests.store.notice_writer import NoticeWriter


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        yield opened


def a_scope(name: str, **changes: object) -> ScopeRecord:
    fields: dict[str, object] = {
        "id": name,
        "effect": Effect.ALLOW,
        "target": "192.0.2.0/24",
        "authorised_by": "J. Roe",
        "added": START,
        **changes,
    }
    return ScopeRecord(**fields)  # type: ignore[arg-type]


def a_scan(name: str, at: float = 0, **changes: object) -> ScanRecord:
    fields: dict[str, object] = {
        "id": name,
        "targets": ("192.0.2.0/24", "example.org"),
        "ports": "top100",
        "method": "connect",
        "seed": 2**63 - 1,
        "started": minute(at),
        "total": 25600,
        "vantage": "office",
        "clauses": ("192.0.2.0/24 allowed",),
        **changes,
    }
    return ScanRecord(**fields)  # type: ignore[arg-type]


def test_an_old_folder_opens_without_alembic(tmp_path: Path) -> None:
    Records.open(tmp_path).close()
    code = (
        "import sys, pathlib; from leftopen.store.records import Records; "
        "Records.open(pathlib.Path(sys.argv[1])).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code, str(tmp_path)]).returncode == 0


def test_several_processes_open_a_new_folder_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from leftopen.store.records import Records; "
        "sys.stdin.read(1); Records.open(pathlib.Path(sys.argv[1])).close()"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / "new")]
    children = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(4)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"!")
        child.stdin.close()
    assert [child.wait(30) for child in children] == [0, 0, 0, 0]


# SQLAlchemy does not read an index over an expression back; tests of the queries hold those.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_tables_are_those_of_the_entities_and_the_head_is_the_newest(tmp_path: Path) -> None:
    database = schema.ready(tmp_path)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []
    database.close()
    config = Config()
    config.set_main_option("script_location", str(schema._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_file_is_its_owner_s_and_waits_for_the_disk(tmp_path: Path, records: Records) -> None:
    assert (tmp_path / schema.FILE).stat().st_mode & 0o077 == 0
    database = Database(tmp_path / schema.FILE)
    with database.read() as connection:
        answer = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
    database.close()
    assert answer == ["wal", 2, 30000]


def test_a_folder_that_can_t_be_used_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed) as failed:
        Records.open(tmp_path / "file" / "data")
    assert "\n" not in str(failed.value)


def test_a_file_that_is_no_database_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / schema.FILE).write_bytes(b"this is not a database, and long enough to be looked at" * 20)
    with pytest.raises(StoreFailed, match="not a database") as failed:
        Records.open(tmp_path)
    assert "\n" not in str(failed.value)


def test_a_full_disk_gives_one_line_and_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    database = schema.ready(tmp_path)
    records = Records(database)
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        # SQLite's own way to meet the end of the disk, on this one pooled connection.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    kept: list[str] = []
    with pytest.raises(StoreFailed, match="the disk is full"):
        _fill(records, kept)
    assert [entry.subject for entry in reversed(Audit(records).list(2000))] == kept
    records.close()


def _fill(records: Records, kept: list[str]) -> None:
    for number in range(1000):
        AuditWriter(Changes(records)).add(START, "a person", "scope allow", f"host {number}", "x" * 500)
        kept.append(f"host {number}")


def test_a_writer_that_never_ends_gives_one_line(tmp_path: Path, records: Records) -> None:
    other = sqlite3.connect(tmp_path / schema.FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database(tmp_path / schema.FILE, busy_seconds=0.2)
    with pytest.raises(StoreFailed, match="the records are locked by this process"):
        ScopeWriter(Changes(Records(database))).add(a_scope("a"))
    other.close()
    database.close()


def test_scope_records_are_kept_listed_and_removed(records: Records) -> None:
    deny = a_scope("d1", effect=Effect.DENY, target="192.0.2.9/32", added=minute(1))
    allow = a_scope("a1", until=datetime(2027, 1, 1, tzinfo=UTC), anonymous=True, rate=100, note="\x00 é")
    for record in (deny, allow):
        ScopeWriter(Changes(records)).add(record)
    assert Scopes(records).list() == [allow, deny]
    assert ScopeWriter(Changes(records)).remove("d") == deny
    assert Scopes(records).list() == [allow]
    with pytest.raises(NotFound, match="no scope record"):
        ScopeWriter(Changes(records)).remove("d1")


@pytest.mark.parametrize("prefix", ["", "%", "_", "a1x", "A"])
def test_a_prefix_that_names_nothing_is_not_found(records: Records, prefix: str) -> None:
    ScopeWriter(Changes(records)).add(a_scope("a1"))
    with pytest.raises(NotFound):
        ScopeWriter(Changes(records)).remove(prefix)


def test_a_prefix_of_several_is_not_found_but_a_whole_id_is(records: Records) -> None:
    for name in ("aa", "aab", "aac"):
        ScopeWriter(Changes(records)).add(a_scope(name, note=name))
    with pytest.raises(NotFound, match="several"):
        ScopeWriter(Changes(records)).remove("a")
    assert ScopeWriter(Changes(records)).remove("aa").id == "aa"


def test_what_says_the_same_is_there_once(records: Records) -> None:
    """Whoever takes it back has taken it back."""
    assert ScopeWriter(Changes(records)).add(a_scope("aa"))
    assert not ScopeWriter(Changes(records)).add(a_scope("ab", added=minute(1)))
    assert ScopeWriter(Changes(records)).add(a_scope("ac", authorised_by="somebody else"))
    assert [one.id for one in Scopes(records).list()] == ["aa", "ac"]


def test_a_scan_goes_on_from_where_it_was(records: Records) -> None:
    scan = a_scan("s1")
    ScanWriter(Changes(records)).put(scan)
    ScanWriter(Changes(records)).progress("s1", 500, {"open": 1}, ())
    again = Scans(records).unfinished(scan.targets, "top100")
    assert again is not None
    assert (again.cursor, again.counts, again.state, again.seed) == (500, {"open": 1}, "running", 2**63 - 1)
    ScanWriter(Changes(records)).finish("s1", "stopped", minute(2), {"open": 1})
    stopped = Scans(records).unfinished(scan.targets, "top100")
    assert stopped is not None
    assert (stopped.state, stopped.finished) == ("stopped", minute(2))
    ScanWriter(Changes(records)).progress("s1", 600, {"open": 2}, ())
    assert Scans(records).get("s").state == "running"
    ScanWriter(Changes(records)).finish("s1", "finished", minute(4), {"open": 2})
    assert Scans(records).unfinished(scan.targets, "top100") is None


def test_only_the_newest_scan_of_just_these_targets_and_ports_is_gone_on_with(records: Records) -> None:
    old, new = a_scan("old"), a_scan("new", at=1)
    for scan in (new, old):
        ScanWriter(Changes(records)).put(scan)
    assert Scans(records).unfinished(old.targets, "top100") == new
    assert Scans(records).unfinished(old.targets, "22") is None
    assert Scans(records).unfinished(old.targets[:1], "top100") is None
    assert Scans(records).list() == [new, old]
    with pytest.raises(NotFound):
        ScanWriter(Changes(records)).finish("other", "finished", minute(1), {})


def test_evidence_comes_back_whole_and_can_be_erased(tmp_path: Path, records: Records) -> None:
    finding = a_finding()
    FindingWriter(Changes(records)).put(finding)
    FindingWriter(Changes(records)).put(finding)
    key = finding.judged.finding
    assert Findings(records).newest(key) == finding
    assert Findings(records).newest(key, "another case") is None
    FindingWriter(Changes(records)).erase(key)
    assert Findings(records).newest(key) is None
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"***-**-0001" not in left


def test_moments_come_back_in_utc(records: Records) -> None:
    east = timezone(timedelta(hours=3))
    ScopeWriter(Changes(records)).add(a_scope("a", until=START.astimezone(east)))
    (again,) = Scopes(records).list()
    assert again.until is not None
    assert again.until == START
    assert again.until.utcoffset() == timedelta(0)


def test_a_notice_is_kept_once_with_all_its_receipts(records: Records) -> None:
    notice = Notice(id="n1", case="c1", to="mailto:it@example.org", subject="s", text="t\nt", written=START)
    receipts = [Receipt(notice="n1", accepted=ok, said="250 ok", at=START) for ok in (False, True)]
    NoticeWriter(Changes(records)).put(notice, "notices/n1.eml")
    NoticeWriter(Changes(records)).put(notice, "elsewhere")
    for receipt in receipts:
        NoticeWriter(Changes(records)).receipt(receipt)
    (sent,) = Notices(records).of("c1")
    assert (sent.notice, sent.file, sent.receipts) == (notice, "notices/n1.eml", tuple(receipts))
    assert Notices(records).of("c2") == []


def test_the_audit_is_only_ever_added_to(tmp_path: Path, records: Records) -> None:
    for number in range(3):
        AuditWriter(Changes(records)).add(
            minute(number), "leftopen", "refused", f"198.51.100.{number}", "no record", 7
        )
    newest, _ = Audit(records).list(2)
    assert (newest.subject, newest.count, newest.at) == ("198.51.100.2", 7, minute(2))
    raw = sqlite3.connect(tmp_path / schema.FILE)
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            raw.execute(statement)
    raw.close()


def test_threads_may_share_the_records(records: Records) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: AuditWriter(Changes(records)).add(START, "a", "w", str(n), "c"), range(100)))
    assert len(Audit(records).list(1000)) == 100


def test_a_record_spoilt_from_outside_gives_one_line(tmp_path: Path, records: Records) -> None:
    ScopeWriter(Changes(records)).add(a_scope("a1"))
    raw = sqlite3.connect(tmp_path / schema.FILE, isolation_level=None)
    raw.execute("UPDATE scopes SET record = '{\"id\": 7}'")
    raw.close()
    with pytest.raises(StoreFailed, match="ScopeRecord"):
        Scopes(records).list()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_gives_one_line(tmp_path: Path, records: Records) -> None:
    records.close()
    (tmp_path / schema.FILE).chmod(0o400)
    with pytest.raises(StoreFailed):
        Records.open(tmp_path)
