from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases.closure_rules import LIVE, OFF_THE_LIST, ClosureRules, conclude
from leftopen.cases.state_machine import next_state
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation, ClosureOutcome
from leftopen.model.verdict import Phase, Reason, State
from tests.cases.made_up import HERE, THERE, a_case, a_look, minute

C, U = State.CLOSED, State.UNKNOWN
CONTROL = "tcp 192.0.2.9:22"
ME, STRANGER = "tls-key:one", "tls-key:two"


def opened(at: float, **kw: str) -> CheckObservation:
    return a_look(at, State.OPEN, Reason.DATA_READABLE, Phase.JUDGE, **kw)


def password(at: float, **kw: str) -> CheckObservation:
    return a_look(at, C, Reason.PASSWORD_ASKED, Phase.JUDGE, **kw)


def forbidden(at: float, **kw: str) -> CheckObservation:
    return a_look(at, C, Reason.FORBIDDEN, Phase.JUDGE, **kw)


def gone(at: float, **kw: str) -> CheckObservation:
    return a_look(at, C, Reason.NOT_SERVED, Phase.JUDGE, **kw)


def refused(at: float, control: str = CONTROL, **kw: str) -> CheckObservation:
    return a_look(at, U, Reason.REFUSED, Phase.CONNECT, control=control, **kw)


def silent(at: float, control: str = CONTROL, **kw: str) -> CheckObservation:
    return a_look(at, U, Reason.TIMEOUT, Phase.CONNECT, control=control, **kw)


def slow(at: float) -> CheckObservation:
    return a_look(at, U, Reason.TIMEOUT, Phase.ASK, control=CONTROL)


def cut(at: float) -> CheckObservation:
    return a_look(at, U, Reason.CUT, Phase.ASK, control=CONTROL)


def not_allowed(at: float) -> CheckObservation:
    return a_look(at, U, Reason.OUT_OF_SCOPE, Phase.GATE)


Look = Callable[[float], CheckObservation]
S = CaseState
NOT_NEEDED = None
ROWS: list[tuple[str, CaseState, list[CheckObservation], ClosureOutcome, int, float | None]] = [
    # what happened, the case before, the looks, what it comes to, counted rounds, minute of the next look
    ("nothing yet", S.OPEN, [], ClosureOutcome.STAYS, 0, 0),
    ("still open", S.OPEN, [opened(0)], ClosureOutcome.STAYS, 0, 10),
    (
        "open again after silence",
        S.SILENT,
        [silent(0), silent(10), opened(20)],
        ClosureOutcome.REOPENED,
        0,
        30,
    ),
    ("open again after closing", S.CLOSED, [password(0), opened(20)], ClosureOutcome.REOPENED, 0, 30),
    ("open again after withdrawal", S.WITHDRAWN, [opened(50)], ClosureOutcome.REOPENED, 0, 60),
    ("open though a person said closed", S.SAID_CLOSED, [opened(5)], ClosureOutcome.REOPENED, 0, 15),
    ("open, a known risk", S.ACCEPTED, [opened(5)], ClosureOutcome.STAYS, 0, 15),
    ("open, and taken over", S.TAKEN_OVER, [opened(5)], ClosureOutcome.STAYS, 0, NOT_NEEDED),
    ("password, and taken over", S.TAKEN_OVER, [password(5)], ClosureOutcome.STAYS, 0, NOT_NEEDED),
    ("open, and a false positive", S.FALSE_POSITIVE, [opened(5)], ClosureOutcome.STAYS, 0, NOT_NEEDED),
    ("asks for a password", S.NOTIFIED, [opened(0), password(1)], ClosureOutcome.CLOSED, 1, NOT_NEEDED),
    ("a password proves a word", S.SAID_CLOSED, [password(1)], ClosureOutcome.CLOSED, 1, NOT_NEEDED),
    ("a password proves a silence", S.SILENT, [silent(0), password(1)], ClosureOutcome.CLOSED, 1, NOT_NEEDED),
    ("a password, again", S.CLOSED, [password(1)], ClosureOutcome.STAYS, 0, NOT_NEEDED),
    ("a password at a stranger's", S.OPEN, [password(1, identity=STRANGER)], ClosureOutcome.OTHER, 0, 11),
    ("open at a stranger's", S.CLOSED, [opened(1, identity=STRANGER)], ClosureOutcome.OTHER, 0, 11),
    (
        "silence after a stranger",
        S.OPEN,
        [opened(1, identity=STRANGER), silent(2)],
        ClosureOutcome.STAYS,
        1,
        12,
    ),
    (
        "forbidden by the same product",
        S.OPEN,
        [forbidden(1, product="sendria")],
        ClosureOutcome.CLOSED,
        1,
        NOT_NEEDED,
    ),
    ("forbidden by the same key", S.OPEN, [forbidden(1, identity=ME)], ClosureOutcome.CLOSED, 1, NOT_NEEDED),
    ("forbidden by nobody known", S.OPEN, [forbidden(1)], ClosureOutcome.STAYS, 0, 11),
    ("forbidden by another product", S.OPEN, [forbidden(1, product="nginx")], ClosureOutcome.STAYS, 0, 11),
    (
        "not served by the same",
        S.OPEN,
        [gone(1, product="sendria", identity=ME)],
        ClosureOutcome.CLOSED,
        1,
        NOT_NEEDED,
    ),
    ("not served, same product only", S.OPEN, [gone(1, product="sendria")], ClosureOutcome.STAYS, 0, 11),
    ("not served, same key only", S.OPEN, [gone(1, identity=ME)], ClosureOutcome.STAYS, 0, 11),
    ("refused once", S.OPEN, [refused(0)], ClosureOutcome.STAYS, 1, 10),
    ("refused thrice, too fast", S.OPEN, [refused(0), refused(1), refused(2)], ClosureOutcome.STAYS, 1, 10),
    ("refused in two rounds", S.OPEN, [refused(0), refused(10)], ClosureOutcome.STAYS, 2, 20),
    (
        "refused in three",
        S.OPEN,
        [refused(0), refused(10), refused(20)],
        ClosureOutcome.CLOSED,
        3,
        NOT_NEEDED,
    ),
    (
        "refused, one control failed",
        S.OPEN,
        [refused(0), refused(10, ""), refused(20)],
        ClosureOutcome.STAYS,
        2,
        30,
    ),
    (
        "refused, never a control",
        S.OPEN,
        [refused(n * 10, "") for n in range(9)],
        ClosureOutcome.STAYS,
        0,
        90,
    ),
    (
        "refused, open between",
        S.OPEN,
        [refused(0), refused(10), opened(15), refused(20)],
        ClosureOutcome.STAYS,
        1,
        30,
    ),
    ("refused, silence between", S.OPEN, [refused(0), silent(10), refused(20)], ClosureOutcome.STAYS, 1, 30),
    (
        "refused, not allowed to look between",
        S.OPEN,
        [refused(0), refused(10), not_allowed(15), refused(20)],
        ClosureOutcome.CLOSED,
        3,
        NOT_NEEDED,
    ),
    ("one timeout", S.OPEN, [opened(0), silent(10)], ClosureOutcome.STAYS, 1, 20),
    ("a timeout without a control", S.OPEN, [opened(0), silent(10, "")], ClosureOutcome.STAYS, 0, 20),
    ("two silent rounds", S.NOTIFIED, [silent(0), silent(10)], ClosureOutcome.SILENT, 2, 30),
    ("two silent looks of one round", S.OPEN, [silent(0), silent(9)], ClosureOutcome.STAYS, 1, 10),
    ("silent from here only", S.OPEN, [silent(n * 10) for n in range(9)], ClosureOutcome.SILENT, 9, 90),
    (
        "silent from here only, known",
        S.SILENT,
        [silent(n * 10) for n in range(9)],
        ClosureOutcome.STAYS,
        9,
        90,
    ),
    (
        "silent for three rounds, from two vantages, 20 minutes",
        S.SILENT,
        [silent(0), silent(1, vantage=THERE), silent(10), silent(20)],
        ClosureOutcome.STAYS,
        3,
        30,
    ),
    (
        "the same, 30 minutes",
        S.SILENT,
        [silent(0), silent(1, vantage=THERE), silent(10), silent(30)],
        ClosureOutcome.WITHDRAWN,
        3,
        NOT_NEEDED,
    ),
    (
        "the other vantage had no control",
        S.SILENT,
        [silent(0), silent(1, "", vantage=THERE), silent(10), silent(30)],
        ClosureOutcome.STAYS,
        3,
        40,
    ),
    (
        "one vantage and the cloud's rule",
        S.SILENT,
        [silent(0), silent(10), silent(30, cloud_rule="nsg web: deny 1080")],
        ClosureOutcome.WITHDRAWN,
        3,
        NOT_NEEDED,
    ),
    (
        "open from elsewhere in between",
        S.SILENT,
        [silent(0), silent(10), opened(20, vantage=THERE), silent(30)],
        ClosureOutcome.STAYS,
        1,
        40,
    ),
    ("silent, a known risk", S.ACCEPTED, [silent(0), silent(10)], ClosureOutcome.STAYS, 2, 30),
    ("silent, withdrawn before", S.WITHDRAWN, [silent(0)], ClosureOutcome.STAYS, 1, NOT_NEEDED),
    ("connected, then no answer", S.OPEN, [silent(0), silent(10), slow(20)], ClosureOutcome.STAYS, 0, 30),
    (
        "an answer cut short ends the row",
        S.OPEN,
        [silent(0), cut(5), silent(10)],
        ClosureOutcome.STAYS,
        1,
        20,
    ),
    ("not allowed to look", S.OPEN, [not_allowed(3)], ClosureOutcome.STAYS, 0, 13),
]


@pytest.mark.parametrize(
    ("name", "state", "looks", "step", "rounds", "again"), ROWS, ids=[r[0] for r in ROWS]
)
def test_the_closing_rules(
    name: str,
    state: CaseState,
    looks: list[CheckObservation],
    step: ClosureOutcome,
    rounds: int,
    again: float | None,
) -> None:
    closed = minute(0) if state in {S.CLOSED, S.WITHDRAWN, S.SAID_CLOSED} else None
    until = minute(600) if state is S.ACCEPTED else None
    now = looks[-1].at if looks else minute(0)
    case = a_case(state, closed=closed, until=until)
    if name == "open from elsewhere in between":
        case = a_case(S.OPEN)
    closure = conclude(case, looks, now)
    assert (closure.step, closure.rounds) == (step, rounds)
    assert closure.next_look == (None if again is None else minute(again))
    assert closure.because


def test_open_seen_elsewhere_since_it_went_silent_reopens_it_even_behind_a_newer_timeout() -> None:
    looks = [silent(0), silent(10), opened(20, vantage=THERE), a_look(25, U, Reason.CUT, Phase.ASK)]
    assert conclude(a_case(S.SILENT), looks, minute(25)).step is ClosureOutcome.REOPENED


def test_an_open_look_before_a_person_said_closed_does_not_reopen_it() -> None:
    case = a_case(S.SAID_CLOSED, closed=minute(5))
    assert conclude(case, [opened(0), cut(6)], minute(6)).step is ClosureOutcome.STAYS


@pytest.mark.parametrize("ahead", [60, 365 * 24 * 60])
def test_an_open_look_of_a_clock_that_was_ahead_reopens_nothing_that_was_closed_after_it(ahead: int) -> None:
    """Also when the time comes that the wrong clock showed: a case would be opened again every few hours."""
    case = a_case(S.CLOSED, closed=minute(10))
    looks = [opened(ahead), password(10), password(20)]
    for now in (20, ahead - 5, ahead + 5):
        assert conclude(case, looks, minute(now)).step is ClosureOutcome.STAYS
        assert conclude(case, [*looks, password(now)], minute(now)).step is ClosureOutcome.STAYS
    later = [*looks, opened(30, vantage=THERE), cut(40)]
    assert conclude(case, later, minute(40)).step is ClosureOutcome.REOPENED, "that one was since then"


@pytest.mark.parametrize("look", [refused, silent])
def test_a_round_of_a_clock_that_was_ahead_does_not_count(look: Look) -> None:
    year = 365 * 24 * 60
    closure = conclude(a_case(), [look(0), look(year), look(10)], minute(10))
    assert (closure.rounds, closure.next_look) == (2, minute(30 if look is silent else 20))


def test_a_risk_is_accepted_only_until_its_date() -> None:
    case = a_case(S.ACCEPTED, until=minute(60))
    assert conclude(case, [opened(59)], minute(59)).step is ClosureOutcome.STAYS
    assert conclude(case, [opened(60)], minute(60)).step is ClosureOutcome.REOPENED


def test_the_next_look_is_never_in_the_past() -> None:
    assert conclude(a_case(), [opened(0)], minute(500)).next_look == minute(500)


def test_looks_are_read_by_their_time_whatever_their_order() -> None:
    assert conclude(a_case(), [password(1), opened(2)], minute(2)).step is ClosureOutcome.STAYS


def test_a_product_that_is_unknown_on_both_sides_is_not_the_same() -> None:
    case = a_case(product="", identity="")
    assert conclude(case, [forbidden(1)], minute(1)).step is ClosureOutcome.STAYS
    assert conclude(case, [gone(1)], minute(1)).step is ClosureOutcome.STAYS


anything = st.builds(
    a_look,
    st.integers(0, 200),
    st.sampled_from(State),
    st.sampled_from(Reason),
    st.sampled_from(Phase),
    control=st.sampled_from(["", CONTROL]),
    vantage=st.sampled_from([HERE, THERE]),
    identity=st.sampled_from(["", ME, STRANGER]),
    product=st.sampled_from(["", "sendria", "nginx"]),
    cloud_rule=st.sampled_from(["", "deny"]),
)
unproved = st.builds(
    a_look,
    st.integers(0, 200),
    st.just(U),
    st.sampled_from([Reason.REFUSED, Reason.TIMEOUT]),
    st.sampled_from(Phase),
    vantage=st.sampled_from([HERE, THERE]),
    cloud_rule=st.sampled_from(["", "deny"]),
)
states = st.sampled_from(CaseState)
SHUTS = {ClosureOutcome.CLOSED, ClosureOutcome.WITHDRAWN}


def some_case(state: CaseState) -> Case:
    closed = minute(0) if state in OFF_THE_LIST - {S.SILENT} else None
    return a_case(state, closed=closed, until=minute(100) if state is S.ACCEPTED else None)


@given(states, anything)
def test_one_timeout_never_closes_nor_silences(state: CaseState, look: CheckObservation) -> None:
    closure = conclude(some_case(state), [opened(-1), silent(250)], minute(250))
    assert closure.step in {ClosureOutcome.STAYS, ClosureOutcome.REOPENED}
    if look.state is U:
        assert conclude(some_case(S.OPEN), [look], look.at).step in {
            ClosureOutcome.STAYS,
            ClosureOutcome.OTHER,
        }


@given(states, st.lists(unproved, max_size=30))
def test_without_a_control_nothing_refused_or_silent_ever_closes(
    state: CaseState, looks: list[CheckObservation]
) -> None:
    closure = conclude(some_case(state), looks, minute(200))
    assert closure.step not in SHUTS | {ClosureOutcome.SILENT}


@given(states, st.lists(anything, max_size=12))
def test_open_as_the_last_look_never_ends_closed(state: CaseState, looks: list[CheckObservation]) -> None:
    closure = conclude(some_case(state), [*looks, opened(201)], minute(201))
    assert closure.step not in SHUTS | {ClosureOutcome.SILENT}
    if state in OFF_THE_LIST:
        assert closure.step is ClosureOutcome.REOPENED


@given(states, st.lists(anything, max_size=12))
def test_a_stranger_never_closes_and_never_reopens(state: CaseState, looks: list[CheckObservation]) -> None:
    closure = conclude(some_case(state), [*looks, password(201, identity=STRANGER)], minute(201))
    still = state in {S.FALSE_POSITIVE, S.TAKEN_OVER}
    assert closure.step is (ClosureOutcome.STAYS if still else ClosureOutcome.OTHER)


EVENT = {
    ClosureOutcome.SILENT: CaseEventKind.WENT_SILENT,
    ClosureOutcome.CLOSED: CaseEventKind.CLOSED,
    ClosureOutcome.WITHDRAWN: CaseEventKind.WITHDRAWN,
    ClosureOutcome.REOPENED: CaseEventKind.REOPENED,
}


@given(states, st.lists(anything, max_size=12), st.integers(0, 300))
def test_every_step_is_one_that_the_table_of_states_allows(
    state: CaseState, looks: list[CheckObservation], at: int
) -> None:
    closure = conclude(some_case(state), looks, minute(at))
    if closure.step in EVENT:
        assert next_state(state, EVENT[closure.step]) is not state
    if state in LIVE and closure.step in {ClosureOutcome.STAYS, ClosureOutcome.SILENT, ClosureOutcome.OTHER}:
        assert closure.next_look is not None
        assert closure.next_look >= minute(at)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20), st.booleans())
def test_a_withdrawal_always_has_its_rounds_its_time_and_its_two_vantages(
    times: list[int], two: bool
) -> None:
    looks = [silent(at, vantage=THERE if two and at % 2 else HERE) for at in sorted(times)]
    closure = conclude(some_case(S.SILENT), looks, minute(100))
    if closure.step is ClosureOutcome.WITHDRAWN:
        assert len({look.vantage for look in looks}) == 2
        assert looks[-1].at - looks[0].at >= timedelta(minutes=30)
        assert closure.rounds >= 3


def test_the_rules_can_be_set() -> None:
    quick = ClosureRules(rounds=2, silence=timedelta(seconds=2), spacing=timedelta(seconds=1), quiet=2)
    looks = [refused(0), refused(0.5)]
    assert conclude(a_case(), looks, minute(1), quick).step is ClosureOutcome.CLOSED
