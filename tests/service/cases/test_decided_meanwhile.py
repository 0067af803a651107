"""A decision on a case that a scan reopens at the same moment: one comes first, and the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen.cases.closure_rules import conclude
from leftopen.cases.state_machine import MOVES, case_of
from leftopen.errors import ChangedSince, LeftopenError, NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.verdict import Reason, closed
from leftopen.service.cases import case_updates
from leftopen.service.cases.case_updates import record_scan
from leftopen.service.cases.decisions import decide
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from tests.service.office import office
from tests.store.samples import held, look, seen
from tests.tier import tier

MINUTE = timedelta(minutes=1)
FALSE = CaseEventKind.MARKED_FALSE


def shut(workspace: Workspace, at: datetime) -> Case:
    """A case that a scan opened and the next one proved closed."""
    sees_open(workspace, at)
    asks = replace(look(seen(), closed(Reason.PASSWORD_ASKED), 1), at=at + MINUTE)
    [case] = Cases(workspace.store.records).of(asks.finding)
    record_scan(workspace.store.records, replace(asks, identity=case.identity), None, None, at + MINUTE)
    case = Cases(workspace.store.records).get(case.id)
    assert case.state is CaseState.CLOSED
    return case


def said_shut(workspace: Workspace, at: datetime) -> Case:
    """A case that a scan opened and a person said to be closed: it takes other decisions."""
    sees_open(workspace, at)
    [case] = Cases(workspace.store.records).list(None)
    word = CaseEventKind.CLOSED_BY_WORD
    CaseWriter(Changes(workspace.store.records)).append(
        case.id, word, at + MINUTE, "jean", {"because": "they told me"}
    )
    return Cases(workspace.store.records).get(case.id)


def sees_open(workspace: Workspace, at: datetime) -> None:
    finding = held(seen(), us_ssn=2)
    finding = replace(finding, judged=replace(finding.judged, at=at, look=f"{int(at.timestamp() * 1000):x}"))
    record_scan(workspace.store.records, finding.judged, finding, None, at)


def says(workspace: Workspace, case: Case, version: int | None) -> str:
    """The word of the outcome."""
    try:
        decide(workspace, case.id, FALSE, {"because": "a honeypot of ours"}, by="maria", version=version)
    except LeftopenError as error:
        return type(error).__name__
    return "decided"


def test_what_was_decided_about_the_closed_case_is_not_taken_for_the_reopened_one(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begin = workspace.clock() - timedelta(hours=1)
        case = shut(workspace, begin)
        version = Cases(workspace.store.records).version(case.id)
        sees_open(workspace, begin + 2 * MINUTE)
        with pytest.raises(ChangedSince, match="changed meanwhile"):
            decide(workspace, case.id, FALSE, {"because": "ours"}, by="maria", version=version)
        assert Cases(workspace.store.records).get(case.id).state is CaseState.OPEN
        newer = Cases(workspace.store.records).version(case.id)
        assert says(workspace, case, newer) == "decided", "who saw it reopened may decide"


@pytest.mark.parametrize("turn", range(tier(2, 20)))
@pytest.mark.parametrize("before", [shut, said_shut])
def test_at_the_same_moment_nothing_is_lost(
    tmp_path: Path, before: Callable[[Workspace, datetime], Case], turn: int
) -> None:
    """Whichever is first: the chain is whole, each event was possible after the one before it, the state is
    what they lead to, and the scan does not take back a decision that it did not know of."""
    with office(tmp_path) as workspace, ThreadPoolExecutor(2) as pool:
        begin = workspace.clock() - timedelta(hours=1)
        case = before(workspace, begin)
        version = Cases(workspace.store.records).version(case.id) if turn % 2 else None
        together = threading.Barrier(2)

        def scanned() -> None:
            together.wait(30)
            sees_open(workspace, begin + 2 * MINUTE)

        def decided() -> str:
            together.wait(30)
            return says(workspace, case, version)

        scan, answer = pool.submit(scanned), pool.submit(decided)
        scan.result(60)
        outcome = answer.result(60)
        assert outcome in ("decided", NotAllowed.__name__, ChangedSince.__name__)
        events = Cases(workspace.store.records).events(case.id)
        kinds = [event.kind for event in events]
        assert (FALSE in kinds) is (outcome == "decided")
        assert kinds.count(CaseEventKind.LOOKED) == (2 if before is shut else 1), "what it saw is never lost"
        now = Cases(workspace.store.records).get(case.id)
        assert now.state is case_of(events).state
        assert now.state is (CaseState.FALSE_POSITIVE if outcome == "decided" else CaseState.OPEN)
        assert [event.seq for event in events] == sorted({event.seq for event in events})


def test_a_closed_case_takes_no_such_decision() -> None:
    """Otherwise there would be an order of the two in which the decision hides what the scan saw."""
    assert FALSE not in MOVES[CaseState.CLOSED]


def test_a_scan_does_not_take_back_what_was_decided_while_it_concluded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment made long: a person decides after the scan read the case, and before it writes."""
    with office(tmp_path) as workspace:
        begin = workspace.clock() - timedelta(hours=1)
        case, rules = said_shut(workspace, begin), conclude
        decisions: list[str] = []

        def slowly(*answer: object) -> object:
            concluded = rules(*answer)  # type: ignore[arg-type]
            if not decisions:
                decisions.append(says(workspace, case, None))
            return concluded

        monkeypatch.setattr(case_updates, "conclude", slowly)
        sees_open(workspace, begin + 2 * MINUTE)
        assert decisions == ["decided"]
        assert Cases(workspace.store.records).get(case.id).state is CaseState.FALSE_POSITIVE
