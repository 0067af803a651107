"""One more look at a case: a password closes it, or rounds of refusal, never one; another server is new."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotFound
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import ClosureOutcome
from leftopen.model.examined import Examined, ExaminedVerdict
from leftopen.model.scope import Effect
from leftopen.model.verdict import Reason, State
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.verify import RecheckResult, all_live, closure_fields, until_settled, verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from tests.net import made
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.resp import Redis
from tests.service.office import found, office


class Clock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def verified(workspace: Workspace, case: str) -> RecheckResult:
    return asyncio.run(verify(workspace, case))


def word(workspace: Workspace, case: Case) -> Examined:
    """What the service's current observation says of it."""
    seen = workspace.store.observations.latest(case.service)
    assert seen is not None
    assert seen.examined is not None
    return seen.examined


def test_a_password_closes_the_case_at_once_by_the_same_check(tmp_path: Path) -> None:
    box = Mailbox()
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(box.web))
        still = verified(workspace, case.id[:10])
        before = word(workspace, case)
        box.locked = True
        shut = verified(workspace, case.id)
        after = word(workspace, case)
        assert Cases(workspace.store.records).get(case.id) == shut.case
        looks = workspace.store.observations.judged(case.finding, 10)
    assert (still.judged.verdict.state, still.case.state) == (State.OPEN, CaseState.OPEN)
    assert (shut.judged.verdict.reason, shut.case.state) == (Reason.PASSWORD_ASKED, CaseState.CLOSED)
    assert shut.judged.check == case.check
    assert (before.verdict, before.check) == (ExaminedVerdict.OPEN, case.check)
    assert (after.verdict, after.reason) == (ExaminedVerdict.CLOSED, Reason.PASSWORD_ASKED)
    assert shut.closure.step is ClosureOutcome.CLOSED
    assert shut.control.startswith("tcp 127.0.0.1:")
    assert {still.judged.look, shut.judged.look} <= {one.look for one in looks}
    assert shut.case.closed is not None


def test_still_open_the_evidence_is_renewed(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(Mailbox().web))
        still = verified(workspace, case.id)
        finding = Findings(workspace.store.records).newest(case.finding, case.id)
    assert finding is not None
    assert finding.judged.look == still.judged.look
    assert finding.last_open == still.case.last_open
    assert still.case.last_open > case.last_open


def test_one_refused_connection_closes_nothing_and_three_rounds_do(tmp_path: Path) -> None:
    clock = Clock()
    with Loopback() as loopback, office(tmp_path, clock) as workspace:
        port = loopback.serve(Redis())
        case = found(workspace, port)
        loopback.shut(port)
        first = verified(workspace, case.id)
        same_round = verified(workspace, case.id)
        silent = word(workspace, case)
        rounds = []
        for _ in range(2):
            clock.ahead += timedelta(minutes=11)
            rounds.append(verified(workspace, case.id))
    assert (first.judged.verdict.reason, first.case.state) == (Reason.REFUSED, CaseState.OPEN)
    assert (first.closure.rounds, first.closure.needed) == (1, 3)
    assert same_round.closure.rounds == 1
    assert silent.verdict is ExaminedVerdict.OPEN
    assert [one.case.state for one in rounds] == [CaseState.OPEN, CaseState.CLOSED]


@dataclass(slots=True)
class Pool:
    """Behind one address: these connections, counted from 1, reach a server that is open."""

    locked: bool = False
    open_at: frozenset[int] = frozenset()
    connections: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        shut = self.locked and self.connections not in self.open_at
        await Redis(locked=shut)(reader, writer)


def test_a_server_of_a_pool_that_is_open_among_the_other_checks_keeps_the_case_open(tmp_path: Path) -> None:
    pool = Pool()
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(pool))
        pool.locked, pool.connections = True, 0
        assert verified(workspace, case.id).case.state is CaseState.CLOSED
        asked = pool.connections
    for last in range(2):
        pool = Pool()
        with Loopback() as loopback, office(tmp_path / str(last)) as workspace:
            case = found(workspace, loopback.serve(pool))
            pool.locked, pool.connections, pool.open_at = True, 0, frozenset({asked - last})
            still = verified(workspace, case.id)
        assert (still.judged.verdict.state, still.case.state) == (State.OPEN, CaseState.OPEN)


def test_out_of_scope_nothing_is_sent_and_the_case_stays(tmp_path: Path) -> None:
    """The positive control is not asked either."""
    redis = Redis()
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(redis))
        denied = record("127.0.0.1", authorised_by="", until=None, now=workspace.clock(), effect=Effect.DENY)
        scopes.add(workspace, [denied])
        redis.asked.clear()
        answer = verified(workspace, case.id)
    assert answer.judged.verdict.reason is Reason.OUT_OF_SCOPE
    assert (redis.asked, answer.control) == ([], "")
    assert answer.case.state is CaseState.OPEN


def test_another_server_open_at_the_endpoint_is_a_linked_case(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        first = loopback.serve(Mailbox().web, tls=made.server(tmp_path, made.pair("one.example.org")))
        case = found(workspace, first)
        loopback.shut(first)
        loopback.serve(Mailbox().web, port=first, tls=made.server(tmp_path, made.pair("two.example.org")))
        other = verified(workspace, case.id)
        old = Cases(workspace.store.records).get(case.id)
    assert case.identity
    assert other.closure.step is ClosureOutcome.OTHER
    assert other.linked is not None
    assert other.linked.id != case.id
    assert case.id in other.linked.linked
    assert (old.state, old.last_open) == (case.state, case.last_open)


def test_an_unknown_case_is_not_found(tmp_path: Path) -> None:
    with office(tmp_path) as workspace, pytest.raises(NotFound):
        verified(workspace, "abcdef")


async def settled(
    workspace: Workspace, case: str, sleep: Callable[[float], asyncio.Future[None]]
) -> list[RecheckResult]:
    return [one async for one in until_settled(workspace, case, sleep)]


def test_waiting_goes_on_to_the_end_and_sleeps_until_the_next_look_counts(tmp_path: Path) -> None:
    clock = Clock()
    slept = []

    def sleep(seconds: float) -> asyncio.Future[None]:
        slept.append(seconds)
        clock.ahead += timedelta(seconds=seconds)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    with Loopback() as loopback, office(tmp_path, clock) as workspace:
        port = loopback.serve(Redis())
        case = found(workspace, port)
        loopback.shut(port)
        looks = asyncio.run(settled(workspace, case.id, sleep))
        assert looks[-1].case.state is CaseState.CLOSED
        assert len(looks) == 3
        assert all(500 < seconds < 700 for seconds in slept)
        assert all_live(workspace) == []


def test_waiting_ends_at_once_while_it_is_open(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(Redis()))
        assert [one.case.id for one in [*asyncio.run(settled(workspace, case.id, never))]] == [case.id]
        assert [one.id for one in all_live(workspace)] == [case.id]


def never(seconds: float) -> asyncio.Future[None]:
    raise AssertionError("it is open: there is nothing to wait for")


def test_the_fields_of_a_line_say_what_the_rules_say(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        case = found(workspace, loopback.serve(Redis()))
        fields = closure_fields(verified(workspace, case.id))
    assert (fields["case"], fields["step"], fields["linked"]) == (case.id, "stays", None)
    assert str(fields["next_look"]).endswith("Z")
