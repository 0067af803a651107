"""Steps 4, 5 and 8: every check's question on small servers, and the same question again."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.channel import Channel
from leftopen.model.check import CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, too_deep
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.identify import identify
from leftopen.pipeline.random_path_control import RandomPathControl
from leftopen.pipeline.run_checks import CheckOutcome, Recheck, recheck, run_all, run_check
from tests.net.hostile import silent
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.pipeline.resp import Redis
from tests.pipeline.walking import NO, Made, at, yes
from tests.pipeline.web import Web, page

BOX = "mailbox_web_open"


def seen_at(port: int, making: Made) -> Observation:
    return asyncio.run(identify(at(port), yes(), making.context()))


def examined(
    port: int, making: Made, permit: Permit | None = None, *, suspect: bool = False
) -> list[CheckOutcome]:
    seen = seen_at(port, making)
    return list(
        asyncio.run(run_all(seen, permit or making.permit, making.context(), suspect=suspect)).outcomes
    )


def again(original: Observation, check: str, making: Made) -> Recheck:
    return asyncio.run(recheck(original, check, making.permit, making.context()))


def verdict(outcome: CheckOutcome) -> tuple[State, Reason, Phase]:
    answer = outcome.judged.verdict
    return answer.state, answer.reason, answer.phase


def test_an_open_mailbox_is_open_and_its_finding_says_what_it_holds() -> None:
    making = Made()
    with Loopback() as loopback:
        outcomes = {one.judged.check: one for one in examined(loopback.serve(Mailbox().web), making)}
    box = outcomes[BOX]
    assert verdict(box) == (State.OPEN, Reason.DATA_READABLE, Phase.JUDGE)
    assert box.finding is not None
    assert {held.label: held.count for held in box.finding.evidence.holds}["us_ssn"] >= 1
    assert box.finding.size.records == 2
    assert box.finding.severity.rank >= Severity.HIGH.rank
    assert SECRET not in repr(outcomes)
    assert set(outcomes) == {BOX}
    assert making.faults == []


def test_the_transcript_says_what_was_asked_and_every_question_is_a_get() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        outcomes = examined(loopback.serve(box.web), making)
    asked = [line.excerpt for one in outcomes for line in one.judged.transcript if line.sent]
    assert asked
    assert all(line.startswith("GET /") for line in asked)
    assert all(
        head.startswith(b"GET ") and b"leftopen/test" in head for head in box.web.heads if b"1.1\r" in head
    )


def test_a_locked_mailbox_is_closed_by_the_password_that_it_asks_for() -> None:
    with Loopback() as loopback:
        outcomes = examined(loopback.serve(Mailbox(locked=True).web), Made())
    assert {verdict(one) for one in outcomes} == {(State.CLOSED, Reason.PASSWORD_ASKED, Phase.JUDGE)}
    assert all(one.finding is None for one in outcomes)


@pytest.mark.parametrize("locked", [True, False])
def test_the_made_up_path_is_asked_only_of_what_would_be_open(locked: bool) -> None:
    box = Mailbox(locked=locked)
    with Loopback() as loopback:
        outcomes = examined(loopback.serve(box.web), Made())
    assert {one.judged.verdict.state for one in outcomes} == {State.CLOSED if locked else State.OPEN}
    assert len([path for path in box.web.asked if path.startswith("/made-up-")]) == (0 if locked else 1)


def test_an_open_redis_is_counted_and_an_empty_one_is_called_empty() -> None:
    making = Made()
    with Loopback() as loopback:
        full, empty = (examined(loopback.serve(Redis(keys=keys)), making)[0] for keys in (3, 0))
    assert (full.judged.verdict.seen, empty.judged.verdict.seen) == (ExposureKind.DATA, ExposureKind.EMPTY)
    assert full.finding is not None
    assert full.finding.size.records == 3


@pytest.mark.parametrize("level", [ReadLevel.BANNER, ReadLevel.METADATA])
def test_a_check_that_needs_more_than_the_scope_allows_does_not_ask(level: ReadLevel) -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        port = loopback.serve(box.web)
        seen = seen_at(port, making)
        box.web.asked.clear()
        outcomes = asyncio.run(run_all(seen, yes(level), making.context())).outcomes
    needs = {one.judged.check: one.judged.verdict.reason for one in outcomes}
    refused = {name for name, reason in needs.items() if reason.value.startswith("needs_")}
    assert all(needs[name] is too_deep(catalogue.checks()[name].level) for name in refused)
    assert (BOX in refused) == (level is ReadLevel.BANNER)
    assert all(verdict(one)[2] is Phase.GATE for one in outcomes if one.judged.check in refused)
    assert not any(path.rpartition("?")[2] == "page=1" for path in box.web.asked)
    assert (box.web.asked == []) == (level is ReadLevel.BANNER)


def test_a_check_with_an_anonymous_identity_needs_the_scope_to_say_so() -> None:
    making = Made()
    checks = {"redis_open": replace(catalogue.checks()["redis_open"], anonymous=True)}
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(Redis()), making)
        context = making.context(checks=checks)
        refused = asyncio.run(
            run_check(seen, "redis_open", yes(), context, RandomPathControl(seen, yes(), context))
        )
        allowed = asyncio.run(
            run_check(
                seen, "redis_open", yes(anonymous=True), context, RandomPathControl(seen, yes(), context)
            )
        )
    assert verdict(refused) == (State.UNKNOWN, Reason.NEEDS_ANONYMOUS, Phase.GATE)
    assert verdict(allowed)[0] is State.OPEN


def test_out_of_scope_nothing_is_asked() -> None:
    redis, making = Redis(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(redis), making)
        redis.asked.clear()
        context = making.context()
        outcome = asyncio.run(
            run_check(seen, "redis_open", NO, context, RandomPathControl(seen, NO, context))
        )
    assert verdict(outcome) == (State.UNKNOWN, Reason.OUT_OF_SCOPE, Phase.GATE)
    assert redis.asked == []


@pytest.mark.hostile("H25")
def test_a_host_that_accepts_on_every_port_proves_nothing() -> None:
    redis, making = Redis(), Made()
    with Loopback() as loopback:
        port = loopback.serve(redis)
        outcomes = examined(port, making, suspect=True)
    assert {verdict(one)[:2] for one in outcomes} == {(State.UNKNOWN, Reason.ANSWERS_EVERYTHING)}


@pytest.mark.hostile("H29")
def test_a_page_that_is_the_same_for_every_path_proves_nothing() -> None:
    listing = (
        b"<!DOCTYPE html><html><head><title>Index of /</title></head><body><h1>Index of /</h1><hr><pre>"
        b'<a href="../">../</a>\n<a href="pay.csv">pay.csv</a>   03-Feb-2023 10:00 1234\n</pre></body>'
    )

    def everything(path: str) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Server": "nginx", "Content-Type": "text/html"}, listing

    def only_the_front(path: str) -> tuple[int, dict[str, str], bytes]:
        return everything(path) if path == "/" else (404, {"Server": "nginx"}, b"none")

    making = Made()
    with Loopback() as loopback:
        same = examined(loopback.serve(Web(answer=everything)), making)
        real = examined(loopback.serve(Web(answer=only_the_front)), making)
    assert [verdict(one)[:2] for one in same] == [(State.UNKNOWN, Reason.ANSWERS_EVERYTHING)]
    assert all(one.finding is None for one in same)
    assert [verdict(one)[0] for one in real] == [State.OPEN]


def test_a_fault_in_a_check_is_one_unknown_and_the_next_check_still_runs() -> None:
    async def broken(observation: Observation, channel: Channel) -> CheckReplies:
        raise ZeroDivisionError("a leaf's bug")

    making = Made()
    own = catalogue.checks()
    checks = {"a_broken_one": replace(own["redis_open"], run=broken), "redis_open": own["redis_open"]}
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(Redis()), making)
        outcomes = asyncio.run(run_all(seen, yes(), making.context(checks=checks))).outcomes
    assert [verdict(one)[:2] for one in outcomes] == [
        (State.UNKNOWN, Reason.BUG),
        (State.OPEN, Reason.DATA_READABLE),
    ]
    assert "a leaf's bug" in making.faults[0]


def test_a_fault_in_measuring_takes_nothing_from_the_proof_that_it_is_open() -> None:
    def broken(replies: Replies) -> Size:
        raise KeyError("a leaf's bug")

    making = Made()
    own = catalogue.checks()["redis_open"]
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(Redis()), making)
        context = making.context(checks={"redis_open": replace(own, measure=broken)})
        [outcome] = asyncio.run(run_all(seen, yes(), context)).outcomes
    assert verdict(outcome)[:2] == (State.OPEN, Reason.DATA_READABLE)
    assert outcome.finding is not None
    assert (outcome.finding.severity, outcome.finding.size) == (own.severity, Size())
    assert "a leaf's bug" in making.faults[0]


def test_a_fault_in_asking_whether_a_check_applies_is_one_unknown() -> None:
    def broken(observation: Observation) -> bool:
        raise KeyError("a leaf's bug")

    making = Made()
    own = catalogue.checks()
    checks = {"a_broken_one": replace(own["redis_open"], applies=broken), "redis_open": own["redis_open"]}
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(Redis()), making)
        outcomes = asyncio.run(run_all(seen, yes(), making.context(checks=checks))).outcomes
    assert [verdict(one)[1] for one in outcomes] == [Reason.BUG, Reason.DATA_READABLE]


def _first_seen(loopback: Loopback, box: Mailbox, making: Made) -> Observation:
    return seen_at(loopback.serve(box.web), making)


def test_looked_at_again_it_is_still_open_and_closed_when_it_asks_for_a_password() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        before = again(original, BOX, making)
        box.locked = True
        after = again(original, BOX, making)
    assert verdict(before.outcome)[0] is State.OPEN
    assert before.outcome.finding is not None
    assert verdict(after.outcome) == (State.CLOSED, Reason.PASSWORD_ASKED, Phase.JUDGE)
    assert after.observation is not None


def test_the_same_question_is_asked_of_a_server_that_hides_its_name() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        hidden = Web(answer=lambda path: page(401, b"", server="nginx", www_authenticate='Basic realm="x"'))
        port = loopback.serve(hidden)
        moved = replace(original, endpoint=at(port))
        outcome = again(moved, BOX, making).outcome
    assert verdict(outcome)[:2] == (State.CLOSED, Reason.PASSWORD_ASKED)
    assert outcome.judged.product == "nginx"
    assert any("/api/messages/" in path for path in hidden.asked)


def test_a_port_that_went_away_is_unknown_and_says_that_it_refused() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        loopback.shut(original.endpoint.port)
        gone = again(original, BOX, making)
    assert verdict(gone.outcome) == (State.UNKNOWN, Reason.REFUSED, Phase.CONNECT)
    assert gone.observation is None


def test_another_protocol_on_the_port_is_no_proof_of_anything() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        moved = replace(original, endpoint=at(loopback.serve(Redis())))
        outcome = again(moved, BOX, making).outcome
    assert verdict(outcome)[:2] == (State.UNKNOWN, Reason.OTHER_PROTOCOL)


def test_a_port_that_accepts_and_says_nothing_is_unknown() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        moved = replace(original, endpoint=at(loopback.serve(silent)))
        context = making.context()
        context = replace(context, settings=replace(context.settings, deadline=0.5))
        mute = asyncio.run(recheck(moved, BOX, making.permit, context))
    assert verdict(mute.outcome)[0] is State.UNKNOWN
    assert verdict(mute.outcome)[2] is not Phase.CONNECT


def test_out_of_scope_it_is_not_looked_at_again() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        original = _first_seen(loopback, box, making)
        box.web.asked.clear()
        refused = asyncio.run(recheck(original, BOX, NO, making.context()))
    assert verdict(refused.outcome) == (State.UNKNOWN, Reason.OUT_OF_SCOPE, Phase.GATE)
    assert refused.observation is None
    assert box.web.asked == []


def test_every_look_has_an_id_of_its_own() -> None:
    making = Made()
    context: ScanContext = making.context()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(Redis()), making)
        looks = {
            asyncio.run(
                run_check(seen, "redis_open", yes(), context, RandomPathControl(seen, yes(), context))
            ).judged.look
            for _ in range(2)
        }
    assert len(looks) == 2


def test_every_request_is_counted_as_the_server_counts_them() -> None:
    """Those of the identification, of a check that is closed or unknown, of the random path and of each
    repetition."""
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        port = loopback.serve(box.web)
        with making.context().counted().session() as context:
            seen = asyncio.run(identify(at(port), yes(), context))
            outcomes = asyncio.run(run_all(seen, yes(), context)).outcomes
        counts = {one.judged.requests for one in outcomes}
        found = next(one.finding for one in outcomes if one.finding is not None)
        assert counts == {found.judged.requests} == {len(box.web.asked)}
        assert len(box.web.asked) > sum(line.sent for line in found.judged.transcript)
        box.locked = True
        box.web.asked.clear()
        repeated = again(seen, BOX, making).outcome.judged
    assert repeated.verdict.state is State.CLOSED
    assert repeated.requests == len(box.web.asked) > sum(line.sent for line in repeated.transcript)
