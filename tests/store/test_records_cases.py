from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from leftopen.cases.state_machine import case_of
from leftopen.errors import NotFound, StoreFailed
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.schema import FILE
from tests.cases.made_up import START, detected_body, minute
from tests.store.new_folder import new_records

K = CaseEventKind
ROOT = Path(__file__).parents[2]
ONE, TWO = "c" * 32, "cd" + "c" * 30


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(new_records(tmp_path)) as opened:
        yield opened


def begin(records: Records, case: str = ONE, **changes: str) -> None:
    CaseWriter(Changes(records)).append(case, K.DETECTED, START, "leftopen", detected_body(**changes))


def outside(folder: Path, *statements: str) -> None:
    """What somebody with the file in hands can do: triggers do not stop who drops them."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as raw:
        for statement in statements:
            raw.execute(statement)


def test_a_case_is_what_its_events_say(records: Records) -> None:
    begin(records)
    CaseWriter(Changes(records)).append(ONE, K.NOTIFIED, minute(1), "leftopen", {"notice": "n1"})
    CaseWriter(Changes(records)).append(ONE, K.ACKNOWLEDGED, minute(2), "a person", {})
    case = Cases(records).get("c")
    assert case == case_of(Cases(records).events(ONE)) == Cases(records).find(ONE)
    assert (case.state, case.acknowledged) == (CaseState.ACKNOWLEDGED, minute(2))
    assert [event.seq for event in Cases(records).chain()] == [1, 2, 3]
    assert Cases(records).verify_chain() == (3, "")


def test_an_event_that_can_t_happen_leaves_nothing_behind(records: Records) -> None:
    begin(records)
    for kind, body in ((K.REOPENED, {"because": "x"}), (K.NOTIFIED, {"notice": "n", "name": "Jane Roe"})):
        with pytest.raises(ValueError):
            CaseWriter(Changes(records)).append(ONE, kind, START, "a person", dict(body))
    with pytest.raises(ValueError, match="begins with"):
        CaseWriter(Changes(records)).append(TWO, K.NOTIFIED, START, "leftopen", {"notice": "n1"})
    assert Cases(records).verify_chain() == (1, "")
    assert Cases(records).find(TWO) is None
    assert Cases(records).events(TWO) == []


def test_what_happened_once_is_recorded_once(records: Records) -> None:
    first = CaseWriter(Changes(records)).append_once(
        "detected:1", ONE, K.DETECTED, START, "leftopen", detected_body()
    )
    again = CaseWriter(Changes(records)).append_once(
        "detected:1", ONE, K.DETECTED, START, "leftopen", detected_body()
    )
    assert first is not None
    assert again is None
    assert len(list(Cases(records).chain())) == 1


def test_a_refused_event_does_not_use_up_its_key(records: Records) -> None:
    begin(records)
    with pytest.raises(ValueError):
        CaseWriter(Changes(records)).append_once("key", ONE, K.REOPENED, START, "leftopen", {"because": "x"})
    assert (
        CaseWriter(Changes(records)).append_once("key", ONE, K.NOTIFIED, START, "leftopen", {"notice": "n"})
        is not None
    )


def test_cases_are_found_by_prefix_state_and_finding(records: Records) -> None:
    begin(records, TWO, severity="low")
    begin(records, ONE, finding="e" * 32)
    CaseWriter(Changes(records)).append(TWO, K.NOTIFIED, minute(1), "leftopen", {"notice": "n1"})
    assert [case.id for case in Cases(records).list()] == [ONE, TWO]
    assert [case.id for case in Cases(records).list({CaseState.NOTIFIED})] == [TWO]
    assert Cases(records).list([]) == []
    assert [case.id for case in Cases(records).of("e" * 32)] == [ONE]
    assert Cases(records).get("cd").id == TWO
    for prefix in ("c", "x", ""):
        with pytest.raises(NotFound):
            Cases(records).get(prefix)


@pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events"])
def test_the_table_of_events_refuses_every_change(tmp_path: Path, records: Records, statement: str) -> None:
    begin(records)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        outside(tmp_path, statement)


FORGED = ("DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete")


@pytest.mark.parametrize(
    ("statement", "checked", "said"),
    [
        ("UPDATE events SET actor = 'x' WHERE seq = 2", 1, "event 2 was changed"),
        ("UPDATE events SET at = '2026-02-03T08:00:00.000001Z' WHERE seq = 2", 1, "event 2 was changed"),
        ("UPDATE events SET kind = 'closed' WHERE seq = 2", 1, "event 2 was changed"),
        ("UPDATE events SET kind = 'nothing' WHERE seq = 2", 1, "cannot read event 2"),
        ('UPDATE events SET body = \'{"notice":"n2"}\' WHERE seq = 2', 1, "event 2 was changed"),
        ("UPDATE events SET body = '[' WHERE seq = 2", 1, "cannot read event 2"),
        ("UPDATE events SET body = '[]' WHERE seq = 2", 1, "cannot read event 2"),
        ("UPDATE events SET case_id = 'd' WHERE seq = 2", 1, "event 2 was changed"),
        ("UPDATE events SET previous = 'd' WHERE seq = 2", 1, "event 2 does not follow"),
        ("UPDATE events SET hash = 'd' WHERE seq = 2", 1, "event 2 was changed"),
        ("UPDATE events SET seq = 7 WHERE seq = 2", 1, "event 2 is missing"),
        ("DELETE FROM events WHERE seq = 1", 0, "event 1 is missing"),
        ("DELETE FROM events WHERE seq = 2", 1, "event 2 is missing"),
        ("DELETE FROM events WHERE seq = 3", 2, "ends after event 2"),
    ],
)
def test_a_change_from_outside_is_named(
    tmp_path: Path, records: Records, statement: str, checked: int, said: str
) -> None:
    begin(records)
    for number in (1, 2):
        CaseWriter(Changes(records)).append(
            ONE, K.NOTIFIED, minute(number), "leftopen", {"notice": f"n{number}"}
        )
    outside(tmp_path, *FORGED, statement)
    count, because = Cases(records).verify_chain()
    assert count == checked
    assert said in because


def test_an_event_that_can_t_be_read_gives_one_line(tmp_path: Path, records: Records) -> None:
    begin(records)
    outside(tmp_path, *FORGED, "UPDATE events SET body = '['")
    with pytest.raises(StoreFailed, match="cannot read an event"):
        Cases(records).events(ONE)
    with pytest.raises(StoreFailed, match="cannot read an event"):
        Cases(records).history(ONE)
    with pytest.raises(ValueError, match="cannot read an event"):
        Cases(records).looks(ONE)
    assert Cases(records).histories([ONE]) == {}
    with pytest.raises(StoreFailed, match="cannot read event 1"):
        list(Cases(records).chain())


def test_a_chain_longer_than_a_page_is_read_whole(records: Records) -> None:
    begin(records)
    for number in range(1100):
        CaseWriter(Changes(records)).append(ONE, K.NOTIFIED, START, "leftopen", {"notice": str(number)})
    assert Cases(records).verify_chain() == (1101, "")


WRITER = """
import sys
from contextlib import closing
from datetime import datetime, UTC
from pathlib import Path
from leftopen.model.case import CaseEventKind
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from tests.cases.made_up import START, detected_body

folder, name, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Records.open(folder) as records:
    cases, case = CaseWriter(Changes(records)), name * 32
    cases.append_once("detected:" + case, case, CaseEventKind.DETECTED, START, "w", detected_body())
    for number in range(most):
        event = cases.append(case, CaseEventKind.NOTIFIED, START, "w", {"notice": name + str(number)})
        print(event.seq, event.hash, flush=True)
"""


def a_writer(folder: Path, name: str, most: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "error", "-c", WRITER, str(folder), name, str(most)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT)


def test_four_processes_write_one_chain(tmp_path: Path) -> None:
    writers = [a_writer(tmp_path, name, 50) for name in "abcd"]
    answer = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    with Records.open(tmp_path) as records:
        assert Cases(records).verify_chain() == (4 * 51, "")
        hashes = {event.seq: event.hash for event in Cases(records).chain()}
        assert len(Cases(records).list()) == 4
    for words in answer:
        for seq, digest in zip(words[::2], words[1::2], strict=True):
            assert hashes[int(seq)] == digest.decode()


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    Records.open(tmp_path).close()
    acknowledged: dict[int, str] = {}
    for round_ in range(5):
        writer = a_writer(tmp_path, "a", 100_000)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(0.02 * (round_ + 1))
        writer.send_signal(signal.SIGKILL)
        lines = [first, *writer.stdout.readlines()]
        writer.stdout.close()
        assert writer.wait(10) == -signal.SIGKILL
        for line in lines:
            if line.endswith(b"\n"):
                seq, digest = line.split()
                acknowledged[int(seq)] = digest.decode()
    with Records.open(tmp_path) as records:
        count, because = Cases(records).verify_chain()
        assert because == ""
        assert count >= len(acknowledged) > 5
        events = list(Cases(records).chain())
        assert [event.kind for event in events].count(K.DETECTED) == 1
        assert acknowledged.items() <= {event.seq: event.hash for event in events}.items()
        assert Cases(records).get("a") == case_of(events)
