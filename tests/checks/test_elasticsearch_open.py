"""`elasticsearch_open`: what is listed and what is counted, refusals of the one and the other, honeypots."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.elasticsearch_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.elasticsearch import COUNT, INDICES, NAMES
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_elasticsearch import REFUSED, counted, listed, row, welcome

SEEN = observed(module="elasticsearch", product="Elasticsearch", port=9200)
PEOPLE = listed(row("people", "40", "5000"), row("mail", "2", "500"), row(".kibana", "9", "9"))
OPEN = {"/": welcome(), INDICES: PEOPLE, COUNT: counted(51), NAMES: PEOPLE}
OWN = listed(row(".kibana"), row(".security-7"))
BARE = listed(row("a", "0", "200"))


def look(pages: dict[str, Reply]) -> Replies:
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests))).replies


def test_documents_that_can_be_counted_are_data_and_the_programs_own_are_left_out() -> None:
    replies = look(OPEN)
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "42 documents in 2 indices"
    size = check.measure(replies)
    assert (size.records, size.bytes, size.at_least) == (42, 5500, False)


@pytest.mark.parametrize(
    ("pages", "state", "reason"),
    [
        (OPEN | {INDICES: OWN, NAMES: OWN}, State.OPEN, Reason.EMPTY_READABLE),
        (OPEN | {INDICES: listed(), COUNT: counted(0)}, State.OPEN, Reason.EMPTY_READABLE),
        (OPEN | {INDICES: BARE, NAMES: BARE, COUNT: counted(0)}, State.OPEN, Reason.EMPTY_READABLE),
        (OPEN | {COUNT: page(403)}, State.OPEN, Reason.METADATA_READABLE),
        (dict.fromkeys(OPEN, REFUSED), State.CLOSED, Reason.PASSWORD_ASKED),
        (dict.fromkeys(OPEN, page(403)), State.CLOSED, Reason.FORBIDDEN),
        (OPEN | {INDICES: page(200, b"<html>"), NAMES: page(200)}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (OPEN | {INDICES: page(503)}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (OPEN | {INDICES: REFUSED, COUNT: page(503)}, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)
def test_other_answers(pages: dict[str, Reply], state: State, reason: Reason) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.hostile("H29")
def test_a_login_on_the_front_page_alone_closes_nothing() -> None:
    assert check.judge(look(OPEN | {"/": page(401)})).reason is Reason.DATA_READABLE


@pytest.mark.hostile("H29")
def test_a_login_on_the_list_alone_closes_nothing_while_documents_can_be_counted() -> None:
    replies = look(OPEN | {INDICES: REFUSED})
    assert check.judge(replies).reason is Reason.DATA_READABLE
    assert check.measure(replies).records == 51
    closed = look(OPEN | {INDICES: REFUSED, COUNT: REFUSED})
    assert check.judge(closed).reason is Reason.PASSWORD_ASKED


@pytest.mark.hostile("H26")
@pytest.mark.parametrize(
    "pages",
    [
        OPEN | {"/": welcome(tagline="zxcv qwer", header="")},
        OPEN | {"/": welcome("1.4.1", uuid=None, build="b88f43fc40b0bcd7f173a1f9ee2e97816de80b19")},
        OPEN | {"/": welcome(header="")},
        OPEN | {NAMES: listed(row("other"), row("another"))},
        OPEN | {INDICES: listed(row("a" * 1_000_000))},
        OPEN | {INDICES: listed(row("people"), row("b" * 1_000_000))},
        OPEN | {INDICES: listed(row("SELECT * FROM"))},
    ],
)
def test_a_honeypot_is_never_open(pages: dict[str, Reply]) -> None:
    verdict = check.judge(look(pages))
    assert verdict.state is State.UNKNOWN


@pytest.mark.hostile("H26")
def test_of_a_hundred_thousand_indices_the_first_are_read_and_the_size_is_a_lower_bound() -> None:
    rows = [row(f"made-up-{number:06d}", "1", "10") for number in range(100_000)]
    many = page(200, json.dumps(rows).encode())
    channel = Scripted(pages=OPEN | {INDICES: many, NAMES: many, COUNT: counted(100_000)})
    reading = finish(check.run(SEEN, channel))
    assert channel.left > 40_000
    assert check.judge(reading.replies).reason is Reason.DATA_READABLE
    size = check.measure(reading.replies)
    assert size.records is not None
    assert 100 < size.records < 1000
    assert size.at_least


def test_it_is_asked_of_elasticsearch_on_any_port_and_from_the_level_of_listings_on() -> None:
    assert check.applies(observed(module="elasticsearch", port=4711))
    assert not check.applies(observed(module="http", port=9200))
    assert (check.level, check.control) == (ReadLevel.LISTING, True)


@given(st.lists(st.binary(max_size=120), max_size=4), st.sampled_from([200, 301, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    verdict = check.judge(replies)
    assert verdict.state is not State.OPEN or bodies[1].strip() == b"[]"
    check.measure(replies)
    check.judge((welcome(), PEOPLE, *replies))
    check.measure((welcome(), PEOPLE, *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
