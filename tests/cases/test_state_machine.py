from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from leftopen.cases import event_schema, hash_chain
from leftopen.cases.state_machine import FACTS, MOVES, case_of, fold, next_state
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.look_count import LookCount
from leftopen.model.severity import Severity
from leftopen.model.verdict import Reason, State
from leftopen.present import timestamps
from tests.cases.made_up import START, a_case, a_closed_chain, a_look, chained, detected_body, minute

K, S = CaseEventKind, CaseState
CLOSING: dict[str, Json] = {"because": "three rounds", "rounds": 3, "needed": 3}
BODIES: dict[CaseEventKind, dict[str, Json]] = {
    K.DETECTED: detected_body(),
    K.LOOKED: event_schema.observation_body(a_look(3, State.OPEN, Reason.DATA_READABLE)),
    K.COUNTED: event_schema.count_body(
        LookCount(
            case="c" * 32,
            begun=START,
            like=("look-3",),
            digests=("0" * 64,),
            newest="l",
            looks=((0, minute(4)), (0, minute(9))),
        )
    ),
    K.NOTIFIED: {"notice": "n1", "to_kind": "mailto"},
    K.ACKNOWLEDGED: {},
    K.ACCEPTED: {"until": "2027-01-01T00:00:00.000000Z", "because": "behind the lab's wall"},
    K.MARKED_FALSE: {"because": "a honeypot of ours"},
    K.CLOSED_BY_WORD: {"because": "the owner called"},
    K.WENT_SILENT: CLOSING,
    K.CLOSED: CLOSING,
    K.WITHDRAWN: CLOSING,
    K.REOPENED: {"because": "readable again"},
    K.LINKED: {"other": "d" * 32},
    K.TAKEN_OVER: {"other": "d" * 32, "because": "a check of the product now finds it"},
    K.ASSIGNED: {"assignee": "maria"},
    K.DUE_SET: {"due": "2027-01-01T00:00:00.000000Z"},
    K.COMMENTED: {"note": "n2"},
    K.RESPONDED: {"entry": 1, "hash": "0" * 64},
    K.ERASED: {"because": "request of the owner", "entries": 1},
}


class ALife(RuleBasedStateMachine):
    """Any events in any order: the fold follows the table, and refuses what is not in it."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[CaseEvent] = []
        self.case: Case | None = None

    def _next(self, kind: CaseEventKind) -> CaseEvent:
        previous = self.events[-1].hash if self.events else hash_chain.BEGINNING
        seq = len(self.events) + 1
        return hash_chain.seal(
            seq=seq,
            case="c" * 32,
            kind=kind,
            at=minute(seq),
            actor="a person",
            body=BODIES[kind],
            previous=previous,
        )

    @initialize()
    def begin(self) -> None:
        self.case = fold(None, self._next(K.DETECTED))
        self.events.append(self._next(K.DETECTED))

    @rule(kind=st.sampled_from(CaseEventKind))
    def happens(self, kind: CaseEventKind) -> None:
        assert self.case is not None
        legal = kind in MOVES[self.case.state] or kind in FACTS
        event = self._next(kind)
        if not legal:
            with pytest.raises(ValueError, match="can't happen"):
                fold(self.case, event)
            return
        self.case = fold(self.case, event)
        self.events.append(event)

    @invariant()
    def it_is_what_its_events_say(self) -> None:
        if self.case is None:
            return
        assert case_of(self.events) == self.case
        assert hash_chain.verify(self.events) is None
        shut = self.case.state in {S.CLOSED, S.WITHDRAWN, S.SAID_CLOSED}
        assert (self.case.closed is not None) == shut or self.case.state is S.FALSE_POSITIVE
        assert self.case.first_open <= self.case.last_open
        assert (self.case.state is S.TAKEN_OVER) == bool(self.case.continued_as)


ALife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyLife = ALife.TestCase


def test_every_state_has_its_row_and_every_state_can_be_reached() -> None:
    assert MOVES.keys() == set(CaseState)
    reached, todo = {S.OPEN}, [S.OPEN]
    while todo:
        for new in MOVES[todo.pop()].values():
            if new not in reached:
                reached.add(new)
                todo.append(new)
    assert reached == set(CaseState)


def test_only_what_is_not_closed_can_be_taken_over_and_then_it_stays_so() -> None:
    taken = {state for state, moves in MOVES.items() if K.TAKEN_OVER in moves}
    assert taken == {S.OPEN, S.NOTIFIED, S.ACKNOWLEDGED, S.SILENT, S.ACCEPTED, S.FALSE_POSITIVE}
    assert {next_state(S.TAKEN_OVER, kind) for kind in FACTS} == {S.TAKEN_OVER}
    for kind in set(K) - FACTS:
        with pytest.raises(ValueError, match="can't happen"):
            next_state(S.TAKEN_OVER, kind)


def test_a_case_has_the_earlier_times_of_the_one_that_it_continues() -> None:
    old = a_case(first_open=minute(-9), open_after=minute(-20), detected=minute(-8), notified=minute(-5))
    linked = event_schema.continues(old, "this case continues an earlier one of the same service")
    case = case_of(chained((K.DETECTED, detected_body()), (K.LINKED, linked)))
    assert (case.first_open, case.open_after, case.detected) == (minute(-9), minute(-20), minute(-8))
    assert (case.notified, case.acknowledged, case.last_open) == (minute(-5), None, START)
    assert (case.state, case.linked) == (S.OPEN, (old.id,))


def test_later_times_of_the_one_that_it_continues_change_nothing() -> None:
    old = a_case(first_open=minute(9), open_after=minute(7), detected=minute(9))
    steps = (K.DETECTED, detected_body()), (K.LINKED, event_schema.continues(old, "x"))
    case = case_of(chained(*steps))
    assert (case.first_open, case.open_after, case.detected) == (START, None, START)


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.DETECTED])
def test_a_case_begins_with_a_detection_only(kind: CaseEventKind) -> None:
    with pytest.raises(ValueError, match="begins with"):
        next_state(None, kind)


def test_a_second_detection_is_illegal() -> None:
    with pytest.raises(ValueError, match="can't happen"):
        case_of(chained((K.DETECTED, detected_body()), (K.DETECTED, detected_body())))


def test_a_closed_case_tells_its_story() -> None:
    case = case_of(a_closed_chain())
    assert (case.state, case.severity, case.holds) == (S.CLOSED, Severity.CRITICAL, {"sf86": 3})
    assert (case.first_open, case.last_open, case.detected) == (START, START, START)
    assert (case.notified, case.closed) == (minute(1), minute(3))


def seen(at: int, severity: str, **holds: int) -> dict[str, Json]:
    again = event_schema.observation_body(a_look(at, State.OPEN, Reason.DATA_READABLE))
    return {**again, "severity": severity, "holds": dict(holds)}


def test_seeing_it_open_again_moves_the_last_look_and_what_it_holds() -> None:
    case = case_of(chained((K.DETECTED, detected_body()), (K.LOOKED, seen(9, "critical", ssn=2))))
    assert (case.last_open, case.severity, case.holds) == (minute(9), Severity.CRITICAL, {"ssn": 2})
    assert case.state is S.OPEN


@pytest.mark.parametrize("holds", [{}, {"ssn": 2}])
def test_a_look_that_may_read_less_makes_no_case_less_severe(holds: dict[str, int]) -> None:
    case = case_of(chained((K.DETECTED, detected_body()), (K.LOOKED, seen(9, "medium", **holds))))
    assert (case.last_open, case.severity, case.holds) == (minute(9), Severity.CRITICAL, {"sf86": 3})


def test_open_again_after_it_was_closed_it_begins_anew() -> None:
    again = (K.LOOKED, seen(9, "medium")), (K.REOPENED, BODIES[K.REOPENED])
    case = case_of(chained((K.DETECTED, detected_body()), (K.CLOSED, CLOSING), *again))
    assert (case.state, case.severity, case.holds) == (S.OPEN, Severity.MEDIUM, {})
    better = (K.LOOKED, seen(12, "high", ssn=1)), (K.LOOKED, seen(15, "low"))
    case = case_of(chained((K.DETECTED, detected_body()), (K.CLOSED, CLOSING), *again, *better))
    assert (case.severity, case.holds) == (Severity.HIGH, {"ssn": 1})


def test_seeing_a_stranger_open_does_not_move_the_last_look() -> None:
    stranger = event_schema.observation_body(
        a_look(9, State.OPEN, Reason.DATA_READABLE, identity="tls-key:two")
    )
    assert case_of(chained((K.DETECTED, detected_body()), (K.LOOKED, stranger))).last_open == START


def test_a_notice_that_was_sent_is_recorded_even_on_a_closed_case() -> None:
    events = chained((K.DETECTED, detected_body()), (K.CLOSED, CLOSING), (K.NOTIFIED, {"notice": "n1"}))
    case = case_of(events)
    assert (case.state, case.notified) == (S.CLOSED, minute(2))


def test_who_has_a_case_and_by_when_stays_until_it_is_reopened() -> None:
    due, promised = "2026-03-01T00:00:00.000000Z", "2026-02-20T00:00:00.000000Z"
    steps: list[tuple[CaseEventKind, dict[str, Json]]] = [
        (K.DETECTED, detected_body()),
        (K.ASSIGNED, {"assignee": "maria"}),
        (K.DUE_SET, {"due": due}),
        (K.ACKNOWLEDGED, {"promised": promised}),
        (K.ACKNOWLEDGED, {}),
        (K.COMMENTED, {"note": "n2"}),
        (K.RESPONDED, {"entry": 1, "hash": "0" * 64}),
    ]
    case = case_of(chained(*steps))
    assert (case.assignee, case.state, case.reopened) == ("maria", S.ACKNOWLEDGED, None)
    assert (case.due, case.promised) == (timestamps.parse_utc(due), timestamps.parse_utc(promised))
    again = case_of(chained(*steps, (K.CLOSED, CLOSING), (K.REOPENED, {"because": "readable again"})))
    assert (again.assignee, again.due, again.promised, again.reopened) == ("maria", None, None, minute(8))
    assert case_of(chained(*steps, (K.DUE_SET, {"due": None}))).due is None


def test_a_case_that_continues_another_has_its_assignee_and_dates() -> None:
    old = a_case(assignee="maria", due=minute(900), promised=minute(800))
    linked = event_schema.continues(old, "this case continues an earlier one of the same service")
    case = case_of(chained((K.DETECTED, detected_body()), (K.LINKED, linked)))
    assert (case.assignee, case.due, case.promised) == ("maria", minute(900), minute(800))


def test_a_closed_case_can_be_assigned_and_has_no_due_date() -> None:
    assert next_state(S.CLOSED, K.ASSIGNED) is S.CLOSED
    with pytest.raises(ValueError, match="can't happen"):
        next_state(S.CLOSED, K.DUE_SET)


def test_an_event_of_another_case_is_refused() -> None:
    case = case_of(chained((K.DETECTED, detected_body())))
    other = chained((K.DETECTED, detected_body()), (K.NOTIFIED, {"notice": "n1"}), case="e" * 32)[1]
    with pytest.raises(ValueError, match="no part"):
        fold(case, other)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (K.NOTIFIED, {}),
        (K.NOTIFIED, {"notice": "n1", "text": "Dear Jane Roe"}),
        (K.ACCEPTED, {"until": "tomorrow", "because": "x"}),
        (K.CLOSED_BY_WORD, {"because": "x" * 501}),
        (K.LINKED, {"other": 7}),
        (K.LINKED, {"other": "d" * 32, "first_open": "yesterday"}),
        (K.ASSIGNED, {}),
        (K.ASSIGNED, {"assignee": None}),
        (K.DUE_SET, {"due": "tomorrow"}),
        (K.COMMENTED, {"note": "n2", "text": "call Jane Roe"}),
        (K.ACKNOWLEDGED, {"promised": "2027-01-01"}),
        (K.TAKEN_OVER, {"other": "d" * 32}),
        (K.TAKEN_OVER, {"because": "a check of the product now finds it"}),
        (K.LOOKED, {**BODIES[K.LOOKED], "state": "fine"}),
        (K.LOOKED, {**BODIES[K.LOOKED], "at": "2026-02-03"}),
        (K.LOOKED, {**BODIES[K.LOOKED], "holds": {"ssn": True}}),
        (K.LOOKED, {**BODIES[K.LOOKED], "holds": [1]}),
    ],
)
def test_a_body_that_the_table_does_not_know_is_refused(kind: CaseEventKind, body: dict[str, Json]) -> None:
    with pytest.raises(ValueError):
        case_of(chained((K.DETECTED, detected_body()), (kind, body)))


def test_an_event_that_is_no_case_gives_no_case() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        case_of([])
