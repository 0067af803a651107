"""What access logs say of a case goes with the case's evidence, and a client's address on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotAllowed, StoreFailed
from leftopen.model.access_logs import Client, ClientGroup
from leftopen.model.case import Case, CaseEventKind
from leftopen.service.access_logs import saved
from leftopen.service.cases import holds
from leftopen.service.cases.decisions import decide
from leftopen.service.retention.by_age import delete_old
from leftopen.service.retention.erase import erase
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.access_logs.test_saved import AT, RESULT
from tests.service.clocks import steady
from tests.service.office import found, office

DAYS = 30
READER, OTHER = "203.0.113.9", "203.0.113.70"


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock, evidence_days=DAYS) as made:
        yield made


@pytest.fixture
def case(workspace: Workspace) -> Case:
    """One whose access logs name two clients, the second by a name that is no address."""
    with Loopback() as loopback:
        made = found(workspace, loopback.serve(Redis()))
    clients = tuple(
        Client(
            address=address,
            group=ClientGroup.UNKNOWN,
            source="",
            requests=1,
            reads=1,
            bytes=9,
            first=AT,
            last=AT,
        )
        for address in (READER, OTHER, "client.example.org")
    )
    [answer] = RESULT.answers
    answers = (replace(answer, addresses=(READER, OTHER)),)
    saved.save(workspace, replace(RESULT, case=made.id, clients=clients, answers=answers))
    return made


def close(workspace: Workspace, case: Case) -> None:
    decide(workspace, case.id, CaseEventKind.CLOSED_BY_WORD, {"because": "they said so"}, by="maria")


def never() -> bool:
    return False


def test_it_goes_with_the_evidence_of_a_closed_case(workspace: Workspace, case: Case, clock: Clock) -> None:
    clock.ahead = timedelta(days=DAYS + 1)
    steady(workspace)
    assert "access logs" not in delete_old(workspace, never)
    clock.ahead = timedelta()
    steady(workspace)
    close(workspace, case)
    assert "access logs" not in delete_old(workspace, never)
    clock.ahead = timedelta(days=DAYS + 1)
    steady(workspace)
    holds.hold(workspace, case.id, "a lawsuit", by="maria")
    assert "access logs" not in delete_old(workspace, never)
    assert saved.load(workspace, case.id) is not None
    holds.unhold(workspace, case.id, by="maria")
    assert "1 answer from access logs" in delete_old(workspace, never)
    assert saved.load(workspace, case.id) is None


def test_what_was_read_after_the_closure_has_its_own_time(
    workspace: Workspace, case: Case, clock: Clock
) -> None:
    clock.ahead = timedelta(days=-DAYS - 1)
    steady(workspace)
    close(workspace, case)
    clock.ahead = timedelta()
    steady(workspace)
    assert "access logs" not in delete_old(workspace, never)
    assert saved.load(workspace, case.id) is not None


def test_an_erasure_of_the_case_removes_it(workspace: Workspace, case: Case) -> None:
    assert erase(workspace, [case.address], "request of the owner").files == 1
    assert saved.load(workspace, case.id) is None


def test_an_erasure_of_a_client_takes_its_address_out(workspace: Workspace, case: Case) -> None:
    holds.hold(workspace, case.id, "a lawsuit", by="maria")
    with pytest.raises(NotAllowed, match="is held"):
        erase(workspace, [READER], "request of the client")
    holds.unhold(workspace, case.id, by="maria")
    assert erase(workspace, [READER], "request of the client").files == 1
    left = saved.load(workspace, case.id)
    assert left is not None
    assert [one.address for one in left.clients] == [OTHER, "client.example.org"]
    assert [one.addresses for one in left.answers] == [(OTHER,)]
    assert saved.file_of(workspace, case.id).stat().st_mode & 0o777 == 0o600
    assert erase(workspace, [READER], "request of the client").files == 0


def test_a_damaged_file_stops_an_erasure_before_it_begins(workspace: Workspace, case: Case) -> None:
    saved.file_of(workspace, case.id).write_text("{")
    with pytest.raises(StoreFailed, match="cannot read"):
        erase(workspace, [READER], "request of the client")
    assert Audit(workspace.store.records).of_kind("erase", 1, 0)[1] == 0
