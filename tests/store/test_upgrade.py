"""A folder of an earlier version, with rows in the tables that changed since, is brought up to date."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from leftopen.store.records.tables import notice_cases
from sqlalchemy import select

from leftopen.model.case import CaseEventKind as K
from leftopen.model.facts import Json
from leftopen.model.job import JobState
from leftopen.model.notice import Notice, NoticeItem
from leftopen.store.records import Records, schema
from leftopen.store.records.changes import Changes
from leftopen.store.records.database import Database
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import BY_ADDRESS, BY_IDENTITY, Cases
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.notices import Notices, NoticeWriter
from leftopen.store.records.schema import FILE
from tests.cases.made_up import START, detected_body, minute

ONE, TWO = "c" * 32, "d" * 32
AT = "2026-02-03T08:00:00Z"


def folder_of(folder: Path, version: str) -> None:
    """An empty folder at that version."""
    folder.mkdir(parents=True)
    config = Config()
    config.set_main_option("script_location", str(schema._MIGRATIONS))
    database = Database(folder / FILE)
    with database.write() as connection:
        config.attributes["connection"] = connection
        upgrade(config, version)
    database.close()


def moved(old: Path, new: Path, *tables: str) -> None:
    """Puts rows into the older tables, with the columns that those have."""
    with closing(sqlite3.connect(old / FILE)) as raw, raw:
        raw.execute("ATTACH ? AS new", (str(new / FILE),))
        for table in tables:
            names = ", ".join(row[1] for row in raw.execute(f"PRAGMA main.table_info({table})"))
            raw.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")


def job(id: str, kind: str, state: str) -> tuple[str, ...]:
    record = {"id": id, "kind": kind, "created": AT, "due": AT, "state": state}
    return id, kind, state, AT, AT, "w", json.dumps(record)


def filled(folder: Path) -> None:
    """Two cases, one of them reopened, and a notice."""
    with Records.open(folder) as records:
        writer = Changes(records)
        for case in (ONE, TWO):
            CaseWriter(writer).append(case, K.DETECTED, START, "leftopen", detected_body())
        body: dict[str, Json] = {"because": "x", "rounds": 1, "needed": 1}
        CaseWriter(writer).append(ONE, K.CLOSED, minute(3), "leftopen", body)
        CaseWriter(writer).append(ONE, K.REOPENED, minute(5), "maria", {"because": "again"})
        notice = Notice(id="n1", case=ONE, to="mailto:a@example.org", subject="s", text="t", written=START)
        NoticeWriter(writer).put(notice, "notices/n1.eml")


def test_a_folder_of_0011_is_brought_up_to_date(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    filled(new)
    folder_of(old, "0011")
    moved(old, new, "events", "cases", "notices")
    with closing(sqlite3.connect(old / FILE)) as raw, raw:
        rows = [job("j1", "digest", "waiting"), job("j2", "digest", "done"), job("j3", "scan", "waiting")]
        names = "id, kind, state, due, created, worker, record"
        raw.executemany(f"INSERT INTO jobs ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        columns = [row[1] for row in raw.execute("PRAGMA table_info(monitors)")]
        raw.execute(f"INSERT INTO monitors VALUES ({', '.join('?' * len(columns))})", ["m"] * len(columns))
    with Records.open(old) as records:
        ended = Jobs(records).get("j1")
        assert (ended.state, ended.worker) == (JobState.CANCELLED, "")
        assert "its next run" in ended.said
        assert ended.finished is not None
        assert [Jobs(records).get(id).state for id in ("j2", "j3")] == [JobState.DONE, JobState.WAITING]
        assert Cases(records).get(ONE).reopened == minute(5)
        assert [case.id for case in Cases(records).at(Cases(records).get(ONE).address)] == [ONE, TWO]
        assert [sent.notice.id for sent in Notices(records).of(ONE)] == ["n1"]
        assert Cases(records).verify_chain() == (4, "")
    with closing(sqlite3.connect(old / FILE)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.HEAD,)]
        assert raw.execute("SELECT count(*) FROM monitors").fetchone() == (1,)


def test_the_cases_of_a_server_and_of_an_address_are_found_by_an_index(tmp_path: Path) -> None:
    """Each new case asks for them: reading all of them would take as long as there are cases."""
    Records.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as raw:
        for name, form in (("identity", BY_IDENTITY), ("address", BY_ADDRESS)):
            plan = raw.execute(f"EXPLAIN QUERY PLAN SELECT record FROM cases WHERE {form} = ?", ("x",))
            assert f"cases_{name}" in str(plan.fetchall())


def test_a_notice_of_0018_is_found_by_every_case_that_it_is_about(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    filled(new)
    about = tuple(NoticeItem(endpoint="e", address="192.0.2.1", case=case) for case in (ONE, TWO, "", TWO))
    with Records.open(new) as records:
        for id, case in (("n2", ONE), ("digest", "")):
            notice = Notice(
                id=id, case=case, to="mailto:a@e.org", subject="s", text="t", written=START, about=about
            )
            NoticeWriter(Changes(records)).put(notice, "")
        wanted = {case: [one.notice.id for one in Notices(records).of(case)] for case in (ONE, TWO)}
    assert wanted == {ONE: ["n1", "n2"], TWO: ["n2"]}
    folder_of(old, "0018")
    moved(old, new, "events", "cases", "notices")
    with closing(sqlite3.connect(old / FILE)) as raw, raw:
        raw.execute("INSERT INTO notices VALUES ('torn', ?, '', '', 'no JSON', NULL)", (TWO,))
        raw.execute("INSERT INTO notices VALUES ('told', ?, '', '', '{}', NULL)", (ONE,))
        told = ("notified", AT, json.dumps({"notice": "told"}))
        names = "seq, case_id, kind, at, actor, body, previous, hash"
        raw.execute(f"INSERT INTO events ({names}) VALUES (99, ?, ?, ?, '', ?, '', '')", (TWO, *told))
    with Records.open(old) as records, records.database.read() as connection:
        rows = connection.execute(select(notice_cases.c.case_id, notice_cases.c.notice)).all()
        assert sorted(map(tuple, rows)) == [
            (ONE, "n1"),
            (ONE, "n2"),
            (ONE, "told"),
            (TWO, "n2"),
            (TWO, "told"),
            (TWO, "torn"),
        ]
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT notice FROM notice_cases WHERE case_id = '{TWO}'"
        )
        assert "USING COVERING INDEX" in str(plan.all())
