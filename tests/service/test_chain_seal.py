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

from leftopen.cases import chain
from leftopen.cases.life import fold
from leftopen.errors import BadSetting, NotAllowed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.service import chain_seal, doctor, proofs
from leftopen.service.cases import decide
from leftopen.service.desk import Desk
from leftopen.service.doctor import Condition
from leftopen.service.verify import verify
from leftopen.store.records import Records, events
from leftopen.store.records.database import Database
from leftopen.store.records.kept import packed
from tests.at_once import at_once
from tests.cases.made_up import detected_body, minute
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.service.office import found, office

CASE = "c" * 32


@contextmanager
def closed_case(folder: Path) -> Iterator[tuple[Desk, Case]]:
    box = Mailbox()
    with Loopback() as loopback, office(folder) as desk:
        case = found(desk, loopback.serve(box.web))
        box.locked = True
        yield desk, asyncio.run(verify(desk, case.id)).case


def fill(records: Records, number: int = 4) -> None:
    records.cases.append(CASE, CaseEventKind.DETECTED, minute(0), "leftopen", detected_body())
    for at in range(1, number):
        records.cases.append(
            CASE, CaseEventKind.ACKNOWLEDGED, minute(at), "maria", {"because": f"because {at}"}
        )


def chain_of(desk: Desk) -> Condition:
    """As doctor says it, without all else that it looks at."""
    return doctor.chain(desk)


def written_anew(data: Path, change: Callable[[list[CaseEvent]], list[CaseEvent]]) -> None:
    """By a stranger who knows the program, and has no key: every hash fits, and every case its events."""
    with Records.open(data) as records:
        before = list(records.cases.chain())
    previous, anew = chain.BEGINNING, []
    for seq, one in enumerate(change(before), start=1):
        anew.append(
            chain.seal(
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
            events.inserted(connection, event, None)
            known = cases.get(event.case)
            cases[event.case] = (fold(known[0] if known else None, event), event.seq)
        for id, (case, seq) in cases.items():
            connection.exec_driver_sql(
                "UPDATE cases SET record = ?, state = ?, last_seq = ? WHERE id = ?",
                (packed(case), case.state.value, seq, id),
            )
    database.close()


def without_triggers(connection: Connection) -> None:
    """They keep mistakes out, not whoever can write the file."""
    for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def another_reason(found: list[CaseEvent]) -> list[CaseEvent]:
    return [
        one if one.seq != 2 else chain.seal(
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
        chain.seal(
            seq=last.seq + 1, case=last.case, kind=CaseEventKind.ACKNOWLEDGED, at=last.at, actor="maria",
            body={}, previous=last.hash,
        ),
    ]  # fmt: skip


CHANGES = {
    "rewritten": (another_reason, "event 2 is not the one that was signed"),
    "cut off": (without_the_last, "the chain ends after event 3, and event 4 was signed"),
    "written on": (with_one_more, "behind number 4 were not written with the key"),
}


@pytest.mark.parametrize("how", CHANGES)
def test_doctor_sees_a_chain_that_fits_in_itself_only(tmp_path: Path, how: str) -> None:
    change, said = CHANGES[how]
    with office(tmp_path) as desk:
        fill(desk.store.records)
        assert chain_of(desk).ok is True
        written_anew(desk.data, change)
        assert desk.store.records.cases.verify_chain()[1] == "", "by its own hashes it fits"
        told = chain_of(desk)
        assert (told.ok, said in told.says) == (False, True), told.says
        # What is added to it is not signed either, not after the next start nor by anybody else.
        decide(desk, CASE, CaseEventKind.MARKED_FALSE, {"because": "it goes on"}, by="maria")
    with office(tmp_path) as desk:
        assert chain_of(desk).ok is False


@pytest.mark.parametrize("how", CHANGES)
def test_no_proof_is_signed_over_it(tmp_path: Path, how: str) -> None:
    with closed_case(tmp_path) as (desk, case):
        proofs.make(desk, case.id)
        if how == "written on":
            written_anew(desk.data, with_one_more_case)
        else:
            written_anew(desk.data, CHANGES[how][0])
        with pytest.raises(NotAllowed, match="nothing is proved by a chain that does not fit"):
            proofs.make(desk, case.id)


def with_one_more_case(found: list[CaseEvent]) -> list[CaseEvent]:
    last = found[-1]
    body = {**detected_body(), "finding": "e" * 32}
    return [
        *found,
        chain.seal(
            seq=last.seq + 1, case="d" * 32, kind=CaseEventKind.DETECTED, at=last.at, actor="leftopen",
            body=body, previous=last.hash,
        ),
    ]  # fmt: skip


def test_a_row_that_was_changed_alone_is_found_by_the_proof_too(tmp_path: Path) -> None:
    with closed_case(tmp_path) as (desk, case):
        database = Database(desk.data / "records.sqlite")
        with database.write() as connection:
            without_triggers(connection)
            connection.exec_driver_sql("UPDATE events SET actor = 'somebody' WHERE seq = 2")
        database.close()
        with pytest.raises(NotAllowed, match="event 2 was changed after it was written"):
            proofs.make(desk, case.id)


def test_an_older_copy_of_everything_in_the_data_folder_is_seen(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        fill(desk.store.records, 2)
    shutil.copytree(tmp_path / "data", tmp_path / "copy", ignore=shutil.ignore_patterns("engine*"))
    with office(tmp_path) as desk:
        decide(desk, CASE, CaseEventKind.MARKED_FALSE, {"because": "so"}, by="maria")
    for name in ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
        if (tmp_path / "copy" / name).exists():
            shutil.copy2(tmp_path / "copy" / name, tmp_path / "data" / name)
    with office(tmp_path) as desk:
        assert "this is an older copy" in chain_of(desk).says
        decide(desk, CASE, CaseEventKind.MARKED_FALSE, {"because": "another story"}, by="maria")
        assert "is not the one that was signed" in chain_of(desk).says
        wrong = chain_seal.accept(desk.store.records, desk.seal, "maria")
        assert "rewritten" in wrong
        assert chain_of(desk).ok is True
        [said] = desk.store.records.audit.of_kind(chain_seal.SIGNED, 10, 0)[0]
        assert said.clause.startswith(f"by the word of maria, although {wrong}"[:200])
        assert chain_seal.accept(desk.store.records, desk.seal, "maria") == ""


def test_an_old_folder_is_signed_when_it_is_opened_first_and_the_audit_says_so(tmp_path: Path) -> None:
    with Records.open(tmp_path / "data") as records:
        fill(records)
        assert records.heads.list() == []
    for _ in range(2):
        with office(tmp_path) as desk:
            assert chain_of(desk).ok is True
            [said] = desk.store.records.audit.of_kind(chain_seal.SIGNED, 10, 0)[0]
    assert said.subject == "event 4"
    assert "nothing was signed before" in said.clause
    with office(tmp_path) as desk:
        decide(desk, CASE, CaseEventKind.MARKED_FALSE, {"because": "so"}, by="maria")
        assert chain_of(desk).ok is True


def test_a_folder_that_was_put_in_its_place_is_not_signed(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        fill(desk.store.records)
    (tmp_path / "data" / "id").unlink()
    with office(tmp_path) as desk:
        assert "another chain lay in this place" in chain_of(desk).says
        assert desk.store.records.audit.of_kind(chain_seal.SIGNED, 10, 0)[1] == 0


def test_neither_a_stranger_s_signature_nor_one_of_another_folder_counts(tmp_path: Path) -> None:
    with office(tmp_path / "stranger") as desk:
        fill(desk.store.records)
        [*_, theirs] = desk.store.records.heads.list()
    with office(tmp_path) as desk:
        fill(desk.store.records)
        assert not desk.seal.is_ours(theirs)
        assert published(desk, 4)
        own = desk.seal.last()
        assert own is not None
        assert desk.seal.is_ours(own)
        other = chain_seal.FileSeal(config=desk.config, data=tmp_path / "stranger" / "data", clock=desk.clock)
        assert not other.is_ours(own)


def test_what_a_crash_spoilt_is_written_anew_where_the_records_end_as_they_were_signed(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as desk:
        fill(desk.store.records)
        file = desk.seal.file
    file.write_bytes(b"")
    with office(tmp_path) as desk:
        assert chain_of(desk).ok is True
        assert "was spoilt" in desk.store.records.audit.of_kind(chain_seal.SIGNED, 10, 0)[0][0].clause
    file.write_bytes(b"{}")
    written_anew(tmp_path / "data", with_one_more)
    with office(tmp_path) as desk:
        assert "is spoilt, or was not signed" in chain_of(desk).says


def test_eight_who_write_at_once_are_all_signed(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        fill(desk.store.records, 1)

        def add() -> CaseEvent:
            return desk.store.records.cases.append(CASE, CaseEventKind.ACKNOWLEDGED, minute(1), "maria", {})

        assert not [one for one in at_once(8, add) if isinstance(one, Exception)]
        assert len(desk.store.records.heads.list()) == 9
        assert chain_of(desk).ok is True
        assert published(desk, 9), "within a second or two, though nothing more is written"


def published(desk: Desk, seq: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        last = chain_seal.FileSeal(config=desk.config, data=desk.data, clock=desk.clock).last()
        if last is not None and last.seq == seq:
            return True
        time.sleep(0.05)
    return False


def test_one_that_was_killed_before_it_published_leaves_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, office(tmp_path) as desk:
        fill(desk.store.records, 1)
        patch.setattr(chain_seal.FileSeal, "publish", lambda *_: None)
        fill_on(desk)
        assert chain_of(desk).ok is True
    with office(tmp_path) as desk:
        assert published(desk, 2), "when it is opened next"
        assert chain_of(desk).ok is True
        fill_on(desk)
    with office(tmp_path) as desk:
        last = desk.seal.last()
        assert last is not None
        assert last.seq == 3, "at the end of the one before"


def fill_on(desk: Desk) -> None:
    desk.store.records.cases.append(CASE, CaseEventKind.ACKNOWLEDGED, minute(1), "maria", {})


def test_where_no_key_can_be_made_it_is_read_and_doctor_says_so(tmp_path: Path) -> None:
    with Records.open(tmp_path / "data") as records:
        fill(records)
    (tmp_path / "config").write_text("in the way")
    with office(tmp_path) as desk:
        assert len(desk.store.records.cases.events(CASE)) == 4
        with pytest.raises(BadSetting, match="key folder"):
            chain_of(desk)
        fill_on(desk)
    (tmp_path / "config").unlink()
    with office(tmp_path) as desk:
        assert chain_of(desk).ok is True
        assert desk.store.records.audit.of_kind(chain_seal.SIGNED, 10, 0)[0][0].subject == "event 5"


def test_a_new_chain_is_not_begun_without_a_key(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with office(tmp_path) as desk:
        with pytest.raises(BadSetting, match="key folder"):
            fill(desk.store.records, 1)
        assert list(desk.store.records.cases.chain()) == []
