"""Assessments that are interrupted, read twice, deleted."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from leftopen.errors import LeftopenError, NotAllowed, NotFound, StoreFailed
from leftopen.impact.assess import inventory
from leftopen.impact.assess.units.unit_files import CHANGED, GREW
from leftopen.model.assessment import Depth, FoundDocument, FoundValue, UnitKind, UnitResult
from leftopen.model.facts import Json
from leftopen.service.assessments import assess, assessments, summary
from leftopen.service.cases import holds
from leftopen.service.workspace.locks import try_lock
from leftopen.store.records.entities.identity.audit import Audit
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import found, office

MAIL = (
    "From jane@example.org Tue Jan  1 10:11:12 2019\nFrom: jane.roe@example.mil\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nSubject: {number}\n\nSSN: 891-23-{number:04}\n\n"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(inventory.split_units, "__defaults__", (40_000,))
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "inbox.mbox").write_text("".join(MAIL.format(number=number) for number in range(1, 801)))
    return folder


def test_that_of_a_held_case_is_not_deleted(tmp_path: Path, store: Path) -> None:
    with Loopback() as loopback, office(tmp_path / "it") as workspace:
        case = found(workspace, loopback.serve(Redis()))
        of_case = assess.start(workspace, [store], Depth.DEEP, by="jane", case=case.id).assessment.id
        of_none = assess.start(workspace, [store], Depth.TRIAGE, by="jane").assessment.id
        holds.hold(workspace, case.id, "lawsuit")
        with pytest.raises(NotAllowed, match=f"cases release {case.id[:8]}"):
            assessments.delete(workspace, of_case, by="jane")
        assessments.delete(workspace, of_none, by="jane")
        assert [one.id for one, _ in assessments.list_all(workspace)] == [of_case]
        holds.unhold(workspace, case.id)
        assessments.delete(workspace, of_case, by="jane")
        assert assessments.list_all(workspace) == []


@pytest.mark.slow
def test_an_interrupted_one_goes_on_and_equals_an_undisturbed_one(tmp_path: Path, store: Path) -> None:
    with office(tmp_path / "it") as workspace:
        first = assess.start(workspace, [store], Depth.DEEP, by="jane")
        stop = threading.Event()
        for _ in assess.run(workspace, first, 1, stop):
            if first.folder.done():
                stop.set()
        done = len(first.folder.done())
        assert 0 < done < first.assessment.units
        second = assess.start(workspace, [store], Depth.DEEP, by="jane")
        assert second.resumed
        assert second.assessment == first.assessment
        for progress in assess.run(workspace, second, 2, threading.Event()):
            last = progress
        assert (last.done, last.resumed_at > 0) == (last.total, True)
        line = summary.summary_line(workspace, second.folder)
        fresh = assess.start(workspace, [store], Depth.DEEP, by="jane")
        assert not fresh.resumed
        list(assess.run(workspace, fresh, 2, threading.Event()))
        other = summary.summary_line(workspace, fresh.folder)
        # How long it took, over all runs, is its own too.
        own = {"id", "created", "seconds", "bytes_read"}
        assert {name: value for name, value in line.items() if name not in own} == {
            name: value for name, value in other.items() if name not in own
        }
        assert line["mails_lost"] == {}
        assert line["outcomes"] == {"read": 800, "failed": 0, "carved": 0, "encrypted": 0, "unread": 0}
        acts = [(entry.what, entry.subject) for entry in Audit(workspace.store.records).list()]
        assert ("started assessment", first.assessment.id) in acts


def test_one_process_reads_it_at_a_time(tmp_path: Path, store: Path) -> None:
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane")
        with (
            try_lock(workspace.data, f"assessment-{started.assessment.id}"),
            pytest.raises(LeftopenError, match="another process"),
        ):
            list(assess.run(workspace, started, 1, threading.Event()))


@pytest.mark.slow
def test_a_full_disk_ends_it_and_it_goes_on_where_there_is_room(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda size: "ab" * size)
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane")
        last = max(unit.number for unit in started.found.units if unit.kind is UnitKind.MBOX)
        full = started.folder.path / "units" / f"{last}.zst.abababab.part"
        full.symlink_to("/dev/full")
        with pytest.raises(StoreFailed, match="No space left"):
            list(assess.run(workspace, started, 1, threading.Event()))
        assert last not in started.folder.done()
        assert len(list(started.folder.results())) == len(started.folder.done())
        assert not full.is_symlink()
        again = assess.start(workspace, [store], Depth.DEEP, by="jane")
        assert again.resumed
        list(assess.run(workspace, again, 1, threading.Event()))
        line = summary.summary_line(workspace, again.folder)
        assert line["complete"]
        assert line["outcomes"] == {"read": 800, "failed": 0, "carved": 0, "encrypted": 0, "unread": 0}


@pytest.mark.slow
def test_a_source_that_changes_is_named_and_the_others_are_read(tmp_path: Path, store: Path) -> None:
    (store / "notes.txt").write_text("SSN: 891-23-4567")
    (store / "other.txt").write_text("nothing")
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane")
        with (store / "inbox.mbox").open("a") as file:
            file.write("more")
        (store / "notes.txt").write_text("another")
        list(assess.run(workspace, started, 2, threading.Event()))
        line = summary.summary_line(workspace, started.folder)
        failures = cast(list[dict[str, str]], line["failures"])
        named = {one["place"].partition(":")[0] for one in failures}
        assert {one["why"] for one in failures} == {CHANGED, GREW}
        assert named == {"0", "1"}
        assert sorted(Path(one["path"]).name for one in failures) == ["inbox.mbox", "notes.txt"]
        assert cast(dict[str, int], line["outcomes"])["read"] > 1
        assert list(cast(dict[str, str], line["sha256"])) == ["2"]
        assert line["mails_lost"] == {}


def test_nothing_to_read_and_unknown_ids(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with office(tmp_path / "it") as workspace:
        with pytest.raises(LeftopenError, match="no files"):
            assess.start(workspace, [tmp_path / "empty"], Depth.DEEP, by="jane")
        with pytest.raises(NotFound):
            assessments.get(workspace, "abc")
        with pytest.raises(NotFound):
            assessments.get(workspace, "")


def test_a_deleted_one_leaves_nothing(tmp_path: Path, store: Path) -> None:
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane")
        assessments.delete(workspace, started.assessment.id, by="jane")
        assert assessments.list_all(workspace) == []
        assert not started.folder.path.exists()


def test_one_that_could_not_be_deleted_stays_in_the_list_until_it_can(tmp_path: Path, store: Path) -> None:
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane")
        stuck = started.folder.path / "stuck"
        stuck.mkdir()
        for _ in range(2):
            with pytest.raises(StoreFailed, match="cannot delete"):
                assessments.delete(workspace, started.assessment.id, by="jane")
            assert assessments.list_all(workspace) == [(started.assessment, 0)]
        stuck.rmdir()
        assessments.delete(workspace, started.assessment.id, by="jane")
        assert assessments.list_all(workspace) == []
        assert not started.folder.path.exists()


def test_a_piece_counts_once_its_result_is_there(tmp_path: Path, store: Path) -> None:
    def found(number: int) -> tuple[FoundDocument, ...]:
        value = FoundValue(label="iban", digest=bytes([number]) * 16, masked="DE**")
        one = FoundDocument(
            place=f"0:{number}", kind="text", size=1, year=0, digest=bytes(16), units=(), values=(value,)
        )
        return (one,)

    last = UnitResult(number=0, outcomes={"read": 3}, documents={}, years={}, found=found(3))
    pieces = [
        UnitResult(number=0, outcomes={}, documents={}, years={}, found=found(at), piece=at) for at in (1, 2)
    ]
    with office(tmp_path / "it") as workspace:
        folder = assess.start(workspace, [store], Depth.DEEP, by="jane").folder
        for one in pieces:
            folder.put(one)
        assert (folder.done(), list(folder.results())) == (set(), [])
        # One of two: the second was left over by a worker that died.
        folder.put(replace(last, pieces=1))
        assert list(folder.results()) == [replace(last, pieces=1), pieces[0]]
        folder.put(replace(last, pieces=2))
        assert (folder.done(), assess.start(workspace, [store], Depth.DEEP, by="jane").resumed) == ({0}, True)
        [holds] = cast(list[dict[str, Json]], summary.summary_line(workspace, folder)["holds"])
        assert (holds["documents"], holds["distinct"]) == (3, 3)
