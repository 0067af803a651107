"""`kibana_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.kibana_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from leftopen.wire.products.kibana import FIND, STATUS
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products import test_kibana as said

SEEN = observed(module="http", product="Kibana", port=5601)
LOGIN = page(302, location="/login?next=%2Fapi%2Fsaved_objects%2F_find", kbn_name="made-up")


@pytest.mark.parametrize(
    ("pages", "state", "reason"),
    [
        ({STATUS: said.STATUS, FIND: said.found(3, "made-up-*")}, State.OPEN, Reason.DATA_READABLE),
        ({STATUS: page(401), FIND: said.found(1, "made-up-*")}, State.OPEN, Reason.DATA_READABLE),
        ({STATUS: said.STATUS, FIND: said.found(0)}, State.OPEN, Reason.EMPTY_READABLE),
        ({STATUS: said.OLD_STATUS}, State.OPEN, Reason.METADATA_READABLE),
        ({STATUS: said.STATUS}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ({STATUS: said.STATUS, FIND: page(401)}, State.CLOSED, Reason.PASSWORD_ASKED),
        ({STATUS: LOGIN, FIND: LOGIN}, State.CLOSED, Reason.PASSWORD_ASKED),
        ({STATUS: page(403), FIND: page(403)}, State.CLOSED, Reason.FORBIDDEN),
        ({STATUS: said.REDACTED, FIND: page(503)}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ({STATUS: page(200, b"<html>"), FIND: page(200, b"<html>")}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ({}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(pages: dict[str, Reply], state: State, reason: Reason) -> None:
    reading = finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests)))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (state, reason)
    assert "made-up" not in verdict.said
    assert len(reading.sample) == 0


def test_the_number_of_patterns_is_a_lower_bound() -> None:
    size = check.measure((said.STATUS, said.found(3, "made-up-*")))
    assert (size.records, size.at_least) == (3, True)
    assert check.measure((said.STATUS, page(401))).records is None


def test_nothing_is_asked_below_the_level_of_listings() -> None:
    assert check.level is ReadLevel.LISTING
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, Scripted(level=ReadLevel.METADATA)))


def test_it_is_asked_of_both_products_on_any_port() -> None:
    assert check.applies(observed(module="https", product="OpenSearch Dashboards", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=5601))


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 404]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.judge((said.OLD_STATUS, *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
