"""What is old goes, kind by kind; what is held stays; an erasure leaves the chain whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.job import JobState
from leftopen.model.monitor import EventKind, MonitorEvent
from leftopen.model.notice import Notice
from leftopen.model.outbox import MessageKind
from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.model.user import Note
from leftopen.present.timestamps import format_utc
from leftopen.scope.file import record
from leftopen.service.cases import holds
from leftopen.service.cases.signing import proofs
from leftopen.service.exclusions import scopes
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.monitoring import monitors
from leftopen.service.operations.doctor import chain
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue, items
from leftopen.service.respond import log
from leftopen.service.retention import by_age as retention
from leftopen.service.retention import erase as erasure
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.codec import encode_record
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.notes import Notes, NoteWriter
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import Monitors, monitor_events
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scans import Scans, ScanWriter
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.clocks import steady
from tests.service.office import SENDER, found, office
from tests.store.notice_writer import NoticeWriter

DAY = timedelta(days=1)


class Clock:
    """The real time, and what was added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def never() -> bool:
    return False


@contextmanager
def closed_case(folder: Path, **settings: object) -> Iterator[tuple[Workspace, Clock, Case]]:
    """A Redis that was open and is closed by a password, with a notice, a note, a change and a job."""
    clock, server = Clock(), Redis()
    with Loopback() as loopback, office(folder, clock, **SENDER, **settings) as workspace:
        case = found(workspace, loopback.serve(server))
        server.locked = True
        asyncio.run(verify(workspace, case.id))
        _beside(workspace, case)
        yield workspace, clock, Cases(workspace.store.records).get(case.id)


def _beside(workspace: Workspace, case: Case) -> None:
    changes, now = Changes(workspace.store.records), workspace.clock()
    file = workspace.data / "notices" / "n1.eml"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text("masked")
    notice = Notice(id="n1", case=case.id, to="mailto:own@example.org", subject="s", text="b", written=now)
    NoticeWriter(changes).put(notice, str(file))
    NoteWriter(changes).put(Note(id="x1", case=case.id, at=now, by="a", text="masked"))
    event = MonitorEvent(
        id="e1", at=now, monitor="m", run=1, kind=EventKind.CLOSED, address=case.address,
        endpoint=case.endpoint, case=case.id,
    )  # fmt: skip
    with workspace.store.records.database.write() as connection:
        connection.execute(monitor_events.rows.insert().values(
            id="e1", monitor="m", run=1, at=format_utc(now), record=encode_record(event),
        ))  # fmt: skip
    job = job_queue.new_job(workspace, "digest", {}, asked_by="test")
    JobWriter(changes).add(job)
    later = workspace.clock()
    leased = JobWriter(changes).lease("w", later, later + DAY, most={"digest": 0})
    assert leased is not None
    JobWriter(changes).end(leased, JobState.DONE, "", now)


def excerpts(workspace: Workspace, case: Case) -> list[str]:
    looks = workspace.store.observations.judged(case.finding, limit=10)
    return [line.excerpt for look in looks for line in look.transcript]


def left(workspace: Workspace, case: Case) -> dict[str, int]:
    records = workspace.store.records
    return {
        "evidence": int(Findings(records).newest(case.finding, case.id) is not None),
        "excerpts": sum(map(bool, excerpts(workspace, case))),
        "files": len(list((workspace.data / "notices").glob("*"))),
        "changes": len(Monitors(records).events()),
        "jobs": Jobs(records).count(),
    }


@pytest.mark.slow
def test_each_kind_goes_at_its_age_and_proofs_stay_valid(tmp_path: Path) -> None:
    ages = {"evidence_days": 30, "notices_days": 20, "jobs_days": 5, "changes_days": 10}
    with closed_case(tmp_path, **ages) as (workspace, clock, case):
        full = left(workspace, case)
        assert min(full.values()) > 0
        steady(workspace)
        assert retention.delete_old(workspace, never) == "nothing to delete"
        gone: list[set[str]] = []
        for days in (6, 11, 21, 31):
            clock.ahead = days * DAY
            steady(workspace)
            retention.delete_old(workspace, never)
            gone.append({name for name, count in left(workspace, case).items() if not count})
        assert gone == [
            {"jobs"},
            {"jobs", "changes"},
            {"jobs", "changes", "files"},
            {"jobs", "changes", "files", "evidence", "excerpts"},
        ]
        assert chain(workspace).ok is True
        proof = proofs.make(workspace, case.id)
        assert proofs.check(proof, workspace.config / "keys" / "proof.pub").standing.value == "valid"


@pytest.mark.parametrize(
    "kind", [CaseEventKind.ACCEPTED, CaseEventKind.WENT_SILENT, CaseEventKind.MARKED_FALSE]
)
def test_what_is_open_keeps_what_proved_it(tmp_path: Path, kind: CaseEventKind) -> None:
    """A silent case and an accepted risk are not over; a false positive is."""
    clock, ages = Clock(), {"evidence_days": 30, "notices_days": 20}
    with Loopback() as loopback, office(tmp_path, clock, **SENDER, **ages) as workspace:
        case = found(workspace, loopback.serve(Redis()))
        _beside(workspace, case)
        until = format_utc(workspace.clock() + 400 * DAY)
        bodies: dict[CaseEventKind, dict[str, Json]] = {
            CaseEventKind.ACCEPTED: {"until": until, "because": "a test server"},
            CaseEventKind.WENT_SILENT: {"because": "no response", "rounds": 2, "needed": 3},
            CaseEventKind.MARKED_FALSE: {"because": "a honeypot"},
        }
        writer = CaseWriter(Changes(workspace.store.records))
        writer.append(case.id, kind, workspace.clock(), "maria", bodies[kind])
        clock.ahead = 40 * DAY
        steady(workspace)
        retention.delete_old(workspace, never)
        kept = {name for name in ("evidence", "files") if left(workspace, case)[name]}
    assert kept == (set() if kind is CaseEventKind.MARKED_FALSE else {"evidence", "files"})


@pytest.mark.slow
def test_a_hold_keeps_all_of_a_case_and_an_erasure_leaves_the_chain_whole(tmp_path: Path) -> None:
    ages = {"evidence_days": 1, "notices_days": 1, "changes_days": 1}
    with closed_case(tmp_path, **ages) as (workspace, clock, case):
        full = left(workspace, case)
        with pytest.raises(NotAllowed, match="reason"):
            holds.hold(workspace, case.id, " ")
        holds.hold(workspace, case.id, "lawsuit")
        clock.ahead = 50 * DAY
        steady(workspace)
        retention.delete_old(workspace, never)
        assert left(workspace, case) == full
        with pytest.raises(NotAllowed, match="is held"):
            erasure.erase(workspace, ["127.0.0.0/8"], "request")
        assert left(workspace, case) == full
        holds.unhold(workspace, case.id)
        with pytest.raises(NotAllowed, match="not held"):
            holds.unhold(workspace, case.id)
        other = erasure.erase(workspace, ["192.0.2.0/24", "2001:db8::/32"], "request")
        assert (other.rows, other.records, other.files, other.cases) == (0, 0, 0, ())
        before = list(Cases(workspace.store.records).chain())
        done = erasure.erase(workspace, [case.address], "request of the owner")
        assert done.rows >= 3
        assert (done.cases, done.events) == ((case.id,), len(before) + 1)
        assert {name for name, count in left(workspace, case).items() if count} == {"jobs"}
        assert workspace.store.observations.count("", history=True) == 0
        assert Notices(workspace.store.records).of(case.id) == []
        assert Notes(workspace.store.records).of(case.id) == []
        *after, event = Cases(workspace.store.records).chain()
        assert after == before
        assert (event.kind, event.case, event.actor) == (CaseEventKind.ERASED, case.id, os_user())
        assert event.body == {"because": "request of the owner", "entries": 0}
        assert chain(workspace).ok is True


def test_an_erasure_takes_a_message_about_a_host_that_has_no_case(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER) as workspace:
        here = digest_message(workspace, "d1", "203.0.113.7")
        there = digest_message(workspace, "d2", "203.0.113.70")
        done = erasure.erase(workspace, ["203.0.113.0/28"], "request of the owner")
        assert (done.cases, done.files, done.records) == ((), 1, 1)
        assert [(file.exists()) for file in (here, there)] == [False, True]
        records = workspace.store.records
        assert [one.notice.id for one in Outbox(records).list()] == ["d2"]
        assert Notices(records).recipients(["d1", "d2"]) == {"mailto:d2@example.org"}


def test_an_erasure_takes_what_a_scan_did_not_check_there(tmp_path: Path) -> None:
    """The record of the scan and its counts stay; the links of a neighbour too."""
    with office(tmp_path) as workspace:
        links = Unchecked(
            reason="might_act", why="not followed, since they might act", unit="link", count=3,
            examples=("203.0.113.7:80/H", "203.0.113.70:80/H", "[2001:db8::1]:80/H"),
        )  # fmt: skip
        hosts = Unchecked(reason="every_port", why="x", unit="host", count=1, examples=("2001:db8::1",))
        scan = ScanRecord(
            id="5c" * 16, targets=("203.0.113.0/24",), ports="80", method="connect", seed=1, total=1,
            started=workspace.clock(), vantage="here", not_checked=(links, hosts),
        )  # fmt: skip
        ScanWriter(Changes(workspace.store.records)).put(scan)
        targets = ["203.0.113.7", "2001:db8::/32"]
        assert erasure.preview(workspace, targets).records == 3
        assert Scans(workspace.store.records).get(scan.id) == scan
        assert erasure.erase(workspace, targets, "request of the owner").records == 3
        kept = Scans(workspace.store.records).get(scan.id).not_checked or ()
        assert [(one.count, one.examples) for one in kept] == [(3, ("203.0.113.70:80/H",)), (1, ())]


def test_a_preview_says_what_an_erasure_then_does_and_erases_nothing(tmp_path: Path) -> None:
    with closed_case(tmp_path) as (workspace, _, case):
        asked: dict[str, Any] = {"interval": 86_400, "ports": "1", "tell": (), "when": (), "by": "a test"}
        for name, target in (("lab", "127.0.0.0/8"), ("elsewhere", "127.200.0.0/16")):
            asyncio.run(monitors.add(workspace, name, [target], **asked))
        log.step(workspace, case.id, "snapshot", done=True, why="disk image", by="maria")
        for name, address in (("here.json", case.address), ("there.json", "203.0.113.9")):
            (tmp_path / name).write_text(f'{{"ip":"{address}","port":443,"host":"shop.example.org"}}\n')
            import_file(workspace, ImportOptions(file=tmp_path / name), lambda answer: None, lambda: False)
        full, events = left(workspace, case), list(Cases(workspace.store.records).chain())
        answer = erasure.preview(workspace, [case.address])
        assert left(workspace, case) == full
        assert list(Cases(workspace.store.records).chain()) == events
        done = erasure.erase(workspace, [case.address], "request of the owner")
        # The erasure adds the event that says so.
        assert done == replace(answer, events=answer.events + 1)
        assert (done.cases, done.monitors) == ((case.id,), ("lab",))
        assert done.imports == ("here.json",)
        assert min(done.rows, done.records, done.files) > 0
        holds.hold(workspace, case.id, "lawsuit")
        with pytest.raises(NotAllowed, match="is held"):
            erasure.preview(workspace, [case.address])


def digest_message(workspace: Workspace, id: str, address: str) -> Path:
    """A monitor's message about a new host, in the outbox; returns its file."""
    event = MonitorEvent(
        id=f"e{id}", at=workspace.clock(), monitor="m", run=2, kind=EventKind.NEW_HOST, address=address,
        endpoint=f"{address}:22", after="OpenSSH",
    )  # fmt: skip
    to = f"mailto:{id}@example.org"
    notice = Notice(
        id=id, case="", to=to, subject="new host", text=f"{address}\n", written=workspace.clock(),
        about=(items.of_event(event, None),),
    )  # fmt: skip
    message = enqueue.message(workspace, notice, sender_of(to), MessageKind.MONITOR, asked_by="monitor m")
    assert enqueue.add(workspace, message)
    file = Path(message.file)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text("masked")
    return file


def test_an_organisation_is_what_the_scope_says(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        one = record(
            "198.18.0.0/24", authorised_by="A.", until=None, now=workspace.clock(), org="Example Ltd"
        )
        scopes.add(workspace, [one])
        assert erasure.of_organisation(workspace, "example ltd") == ["198.18.0.0/24"]
        with pytest.raises(NotFound):
            erasure.of_organisation(workspace, "Other")
