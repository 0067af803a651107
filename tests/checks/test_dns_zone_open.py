"""`dns_zone_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.dns_zone_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import dns
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_dns import SOA, ZONE, message, record
from tests.wire.test_dns_transfer import BARE, OWN, REFUSED, WHOLE

NAMELESS = observed(module="dns", product="BIND")
SEEN = replace(NAMELESS, hostnames=(f"ns1.{ZONE}",))
NAMES = [f"ns1.{ZONE}", ZONE, "1.0.0.127.in-addr.arpa", "localhost"]
ASKED = b"".join(dns.query(name, dns.SOA, number) for number, name in enumerate(NAMES))
NOT_HERE = [message(number=number, code=5, flags=0x80) for number in range(4)]
SERVED = message(number=0, authority=(SOA,)) + message(SOA, number=1) + NOT_HERE[2] + NOT_HERE[3]
COMMON = NOT_HERE[0] + message(record("localhost", dns.SOA), number=1)
LOCAL = message(record("localhost", dns.SOA), record("localhost", 1), record("localhost", dns.SOA))
LOCAL_CUT = message(record("localhost", dns.SOA), record("localhost", 1))


def test_a_transferred_zone_is_open_data_with_its_size() -> None:
    script = [(ASKED, SERVED), (dns.query(ZONE, dns.AXFR, 1), WHOLE)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=50)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (
        State.OPEN,
        ExposureKind.DATA,
        "1 zone, 6 records",
    )
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (6, False)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("named", "answers", "state", "seen", "reason"),
    [
        (True, (SERVED, BARE), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (True, (SERVED, WHOLE[:-1]), State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        (True, (SERVED, REFUSED), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (True, (SERVED, message(code=9)), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (True, (SERVED, message(code=2)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (True, (SERVED, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (True, (SERVED, message(SOA, OWN)), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (True, (b"".join(NOT_HERE),), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (False, (COMMON, LOCAL), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (False, (COMMON, LOCAL_CUT), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (False, (COMMON, REFUSED), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (True, (b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (True, (b"\0\x02ab" + b"\0\1x" * 400,), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    named: bool, answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN if named else NAMELESS, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_zone_that_was_cut_is_a_lower_bound() -> None:
    reading = finish(check.run(SEEN, Scripted([(None, SERVED), (None, WHOLE[:-1])])))
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (3, True)


def test_no_zone_is_transferred_at_the_metadata_level() -> None:
    channel = Scripted([(None, SERVED), (None, WHOLE)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_no_more_zones_are_transferred_than_the_budget_allows() -> None:
    zones = [f"z{number}.example" for number in range(6)]
    answer = b"".join(message(record(zone, dns.SOA), number=number) for number, zone in enumerate(zones))
    many = replace(NAMELESS, hostnames=tuple(zones))
    script = [(None, answer + b"".join(NOT_HERE))] + [(None, REFUSED)] * 3
    reading = finish(check.run(many, Scripted(script, budget=check.requests)))
    assert len(reading.replies) == check.requests


def test_it_is_asked_of_dns_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="dns", port=4711))
    assert not check.applies(observed(module="http", port=53))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([SERVED, WHOLE]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@given(st.binary(max_size=200))
def test_no_transfer_of_random_bytes_looks_open(raw: bytes) -> None:
    reading = finish(check.run(SEEN, Scripted([(None, SERVED), (None, raw)])))
    assert check.judge(reading.replies).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
