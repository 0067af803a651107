"""Whoever can write the records can write a chain that fits in itself; it does not fit what was signed."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from leftopen.cases import hash_chain
from leftopen.cases.state_machine import fold
from leftopen.errors import BadSetting, NotAllowed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.service.cases.decisions import decide
from leftopen.service.cases.signing import proofs
from leftopen.service.operations import doctor
from leftopen.service.operations.doctor import HealthCheck
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace import chain_seal
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.codec import encode_record
from leftopen.store.records.database import Database
from leftopen.store.records.entities.cases import events
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.signed_heads import Heads
from leftopen.store.records.entities.identity.audit import Audit
from tests.at_once import at_once
from tests.cases.made_up import detected_body, minute
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.service.office import found, office

CASE = "c" * 32


@contextmanager
def closed_case(folder: Path) -> Iterator[tuple[Workspace, Case]]:
    box = Mailbox()
    with Loopback() as loopback, office(folder) as workspace:
        case = found(workspace, loopback.serve(box.web))
        box.locked = True
        yield workspace, asyncio.run(verify(workspace, case.id)).case


def fill(records: Records, number: int = 4) -> None:
    CaseWriter(Changes(records)).append(CASE, CaseEventKind.DETECTED, minute(0), "leftopen", detected_body())
    for at in range(1, number):
        CaseWriter(Changes(records)).append(
            CASE, CaseEventKind.ACKNOWLEDGED, minute(at), "maria", {"because": f"because {at}"}
        )


def chain_of(workspace: Workspace) -> HealthCheck:
    """As doctor says it, without all else that it looks at."""
    return doctor.chain(workspace)


def written_anew(data: Path, change: Callable[[list[CaseEvent]], list[CaseEvent]]) -> None:
    """By a stranger who knows the program, and has no key: every hash fits, and every case its events."""
    with Records.open(data) as records:
        before = list(Cases(records).chain())
    previous, anew = hash_chain.BEGINNING, []
    for seq, one in enumerate(change(before), start=1):
        anew.append(
            hash_chain.seal(
                seq=seq, case=one.case, kind=one.kind, at=one.at, actor=one.actor, body=one.body,
                previous=previous,
            )
        )  # fmt: skip
        previous = anew[-1].hash
    cases: dict[str, tuple[Case, int]] = {}
    database = Database(data / "records.sqlite")
    with database.write() as connection:
        without_triggers(connection)
        connection.exec_driver_sql("DELETE FROM events")
        for event in anew:
            events.insert_event(connection, event, None)
            known = cases.get(event.case)
            cases[event.case] = (fold(known[0] if known else None, event), event.seq)
        for id, (case, seq) in cases.items():
            connection.exec_driver_sql(
                "UPDATE cases SET record = ?, state = ?, last_seq = ? WHERE id = ?",
                (encode_record(case), case.state.value, seq, id),
            )
    database.close()


def without_triggers(connection: Connection) -> None:
    """They keep mistakes out, not whoever can write the file."""
    for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def another_reason(found: list[CaseEvent]) -> list[CaseEvent]:
    return [
        one if one.seq != 2 else hash_chain.seal(
            seq=2, case=one.case, kind=one.kind, at=one.at, actor="nobody", body=one.body,
            previous=one.previous,
        )
        for one in found
    ]  # fmt: skip


def without_the_last(found: list[CaseEvent]) -> list[CaseEvent]:
    return found[:-1]


def with_one_more(found: list[CaseEvent]) -> list[CaseEvent]:
    last = found[-1]
    return [
        *found,
        hash_chain.seal(
            seq=last.seq + 1, case=last.case, kind=CaseEventKind.ACKNOWLEDGED, at=last.at, actor="maria",
            body={}, previous=last.hash,
        ),
    ]  # fmt: skip


CHANGES = {
    "rewritten": (another_reason, "event 2 differs from the event signed"),
    "cut off": (without_the_last, "the chain ends after event 3, but event 4 was signed"),
    "written on": (with_one_more, "after event 4 were not signed with the key"),
}


@pytest.mark.parametrize("how", CHANGES)
def test_doctor_sees_a_chain_that_fits_in_itself_only(tmp_path: Path, how: str) -> None:
    change, response = CHANGES[how]
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
        assert chain_of(workspace).ok is True
        written_anew(workspace.data, change)
        assert Cases(workspace.store.records).verify_chain()[1] == "", "by its own hashes it fits"
        answer = chain_of(workspace)
        assert (answer.ok, response in answer.says) == (False, True), answer.says
        # What is added to it is not signed either, not after the next start nor by anybody else.
        decide(workspace, CASE, CaseEventKind.MARKED_FALSE, {"because": "it goes on"}, by="maria")
    with office(tmp_path) as workspace:
        assert chain_of(workspace).ok is False


@pytest.mark.parametrize("how", CHANGES)
def test_no_proof_is_signed_over_it(tmp_path: Path, how: str) -> None:
    with closed_case(tmp_path) as (workspace, case):
        proofs.make(workspace, case.id)
        if how == "written on":
            written_anew(workspace.data, with_one_more_case)
        else:
            written_anew(workspace.data, CHANGES[how][0])
        with pytest.raises(NotAllowed, match="nothing is signed or exported, because"):
            proofs.make(workspace, case.id)


def with_one_more_case(found: list[CaseEvent]) -> list[CaseEvent]:
    last = found[-1]
    body = {**detected_body(), "finding": "e" * 32}
    return [
        *found,
        hash_chain.seal(
            seq=last.seq + 1, case="d" * 32, kind=CaseEventKind.DETECTED, at=last.at, actor="leftopen",
            body=body, previous=last.hash,
        ),
    ]  # fmt: skip


def test_a_row_that_was_changed_alone_is_found_by_the_proof_too(tmp_path: Path) -> None:
    with closed_case(tmp_path) as (workspace, case):
        database = Database(workspace.data / "records.sqlite")
        with database.write() as connection:
            without_triggers(connection)
            connection.exec_driver_sql("UPDATE events SET actor = 'somebody' WHERE seq = 2")
        database.close()
        with pytest.raises(NotAllowed, match="event 2 was changed after it was written"):
            proofs.make(workspace, case.id)


def test_an_older_copy_of_everything_in_the_data_folder_is_seen(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records, 2)
    shutil.copytree(tmp_path / "data", tmp_path / "copy", ignore=shutil.ignore_patterns("engine*"))
    with office(tmp_path) as workspace:
        decide(workspace, CASE, CaseEventKind.MARKED_FALSE, {"because": "so"}, by="maria")
    for name in ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
        if (tmp_path / "copy" / name).exists():
            shutil.copy2(tmp_path / "copy" / name, tmp_path / "data" / name)
    with office(tmp_path) as workspace:
        assert "this is an older copy" in chain_of(workspace).says
        decide(workspace, CASE, CaseEventKind.MARKED_FALSE, {"because": "another story"}, by="maria")
        assert "differs from the event signed" in chain_of(workspace).says
        wrong = chain_seal.accept(workspace.store.records, workspace.seal, "maria")
        assert "rewritten" in wrong
        assert chain_of(workspace).ok is True
        [answer] = Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[0]
        assert answer.clause.startswith(f"by the word of maria, although {wrong}"[:200])
        assert chain_seal.accept(workspace.store.records, workspace.seal, "maria") == ""


def test_an_old_folder_is_signed_when_it_is_opened_first_and_the_audit_says_so(tmp_path: Path) -> None:
    with Records.open(tmp_path / "data") as records:
        fill(records)
        assert Heads(records).list() == []
    for _ in range(2):
        with office(tmp_path) as workspace:
            assert chain_of(workspace).ok is True
            [answer] = Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[0]
    assert answer.subject == "event 4"
    assert "nothing was signed before" in answer.clause
    with office(tmp_path) as workspace:
        decide(workspace, CASE, CaseEventKind.MARKED_FALSE, {"because": "so"}, by="maria")
        assert chain_of(workspace).ok is True


def test_a_chain_that_another_key_signed_is_not_signed_by_a_reader(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
    (tmp_path / "config").rename(tmp_path / "right")
    with office(tmp_path) as workspace:
        assert "event 4 was signed with another key" in chain_of(workspace).says
        assert "(variable LEFTOPEN_CONFIG) has no signed head" in chain_of(workspace).says
    shutil.rmtree(tmp_path / "config")
    (tmp_path / "right").rename(tmp_path / "config")
    with office(tmp_path) as workspace:
        assert chain_of(workspace).ok is True


def test_a_folder_that_was_put_in_its_place_is_not_signed(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
    (tmp_path / "data" / "id").unlink()
    with office(tmp_path) as workspace:
        assert "it replaced another chain" in chain_of(workspace).says
        assert Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[1] == 0


def test_nor_where_the_folder_is_called_by_another_way(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    with office(tmp_path / "real") as workspace:
        fill(workspace.store.records)
    (tmp_path / "real" / "data" / "id").unlink()
    (tmp_path / "link").symlink_to("real")
    database = Database(tmp_path / "real" / "data" / "records.sqlite")
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM signed_heads")
    database.close()
    with office(tmp_path / "link") as workspace:
        assert "it replaced another chain" in chain_of(workspace).says
        assert Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[1] == 0


def test_neither_a_stranger_s_signature_nor_one_of_another_folder_counts(tmp_path: Path) -> None:
    with office(tmp_path / "stranger") as workspace:
        fill(workspace.store.records)
        [*_, theirs] = Heads(workspace.store.records).list()
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
        assert not workspace.seal.is_ours(theirs)
        assert published(workspace, 4)
        own = workspace.seal.last()
        assert own is not None
        assert workspace.seal.is_ours(own)
        other = chain_seal.FileSeal(
            config=workspace.config, data=tmp_path / "stranger" / "data", clock=workspace.clock
        )
        assert not other.is_ours(own)


def test_what_a_crash_spoilt_is_written_anew_where_the_records_end_as_they_were_signed(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
        file = workspace.seal.file
    file.write_bytes(b"")
    with office(tmp_path) as workspace:
        assert chain_of(workspace).ok is True
        assert "was damaged" in Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[0][0].clause
    file.write_bytes(b"{}")
    written_anew(tmp_path / "data", with_one_more)
    with office(tmp_path) as workspace:
        assert "is damaged, or was signed with another key" in chain_of(workspace).says


def test_eight_who_write_at_once_are_all_signed(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records, 1)

        def add() -> CaseEvent:
            return CaseWriter(Changes(workspace.store.records)).append(
                CASE, CaseEventKind.ACKNOWLEDGED, minute(1), "maria", {}
            )

        assert not [one for one in at_once(8, add) if isinstance(one, Exception)]
        assert len(Heads(workspace.store.records).list()) == 9
        assert chain_of(workspace).ok is True
        assert published(workspace, 9), "within a second or two, though nothing more is written"


def published(workspace: Workspace, seq: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        last = chain_seal.FileSeal(config=workspace.config, data=workspace.data, clock=workspace.clock).last()
        if last is not None and last.seq == seq:
            return True
        time.sleep(0.05)
    return False


def test_one_that_was_killed_before_it_published_leaves_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, office(tmp_path) as workspace:
        fill(workspace.store.records, 1)
        patch.setattr(chain_seal.FileSeal, "publish", lambda *_: None)
        fill_on(workspace)
        assert chain_of(workspace).ok is True
    with office(tmp_path) as workspace:
        assert published(workspace, 2), "when it is opened next"
        assert chain_of(workspace).ok is True
        fill_on(workspace)
    with office(tmp_path) as workspace:
        last = workspace.seal.last()
        assert last is not None
        assert last.seq == 3, "at the end of the one before"


def fill_on(workspace: Workspace) -> None:
    CaseWriter(Changes(workspace.store.records)).append(
        CASE, CaseEventKind.ACKNOWLEDGED, minute(1), "maria", {}
    )


def test_where_no_key_can_be_made_it_is_read_and_doctor_says_so(tmp_path: Path) -> None:
    with Records.open(tmp_path / "data") as records:
        fill(records)
    (tmp_path / "config").write_text("in the way")
    with office(tmp_path) as workspace:
        assert len(Cases(workspace.store.records).events(CASE)) == 4
        assert (chain_of(workspace).ok, "key folder" in chain_of(workspace).says) == (False, True)
        fill_on(workspace)
    (tmp_path / "config").unlink()
    with office(tmp_path) as workspace:
        assert chain_of(workspace).ok is True
        assert Audit(workspace.store.records).of_kind(chain_seal.SIGNED, 10, 0)[0][0].subject == "event 5"


def test_a_new_chain_is_not_begun_without_a_key(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with office(tmp_path) as workspace:
        with pytest.raises(BadSetting, match="key folder"):
            fill(workspace.store.records, 1)
        assert list(Cases(workspace.store.records).chain()) == []
