"""`nats_monitor_open`: a table of pages and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.nats_monitor_open import check
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="NATS monitoring", port=8222)
COUNTERS = {"server_id": "N", "config": {"max_storage": 1}, "streams": 2, "messages": 40, "bytes": 1999}
JSZ = page(200, json.dumps(COUNTERS).encode())
OFF = page(200, json.dumps({**COUNTERS, "disabled": True, "messages": 0}).encode())
VARZ = page(200, json.dumps({"server_id": "N", "max_payload": 1, "http_port": 8222}).encode())
LOGIN = page(401, www_authenticate="Basic")


@pytest.mark.parametrize(
    ("varz", "jsz", "state", "reason", "records"),
    [
        (VARZ, JSZ, State.OPEN, Reason.METADATA_READABLE, 40),
        (VARZ, OFF, State.OPEN, Reason.METADATA_READABLE, None),
        (LOGIN, JSZ, State.OPEN, Reason.METADATA_READABLE, 40),
        (VARZ, LOGIN, State.OPEN, Reason.METADATA_READABLE, None),
        (LOGIN, LOGIN, State.CLOSED, Reason.PASSWORD_ASKED, None),
        (page(403), page(403), State.CLOSED, Reason.FORBIDDEN, None),
        (LOGIN, page(404), State.UNKNOWN, Reason.NOT_UNDERSTOOD, None),
        (page(404), page(404), State.UNKNOWN, Reason.OTHER_SERVER, None),
        (page(200, b"{}"), page(200, b"<html>"), State.UNKNOWN, Reason.OTHER_SERVER, None),
        (page(502), page(502), State.UNKNOWN, Reason.NOT_UNDERSTOOD, None),
    ],
)
def test_each_pair_of_pages_has_its_verdict(
    varz: Reply, jsz: Reply, state: State, reason: Reason, records: int | None
) -> None:
    channel = Scripted(pages={"/varz": varz, "/jsz": jsz}, budget=check.requests, level=ReadLevel.METADATA)
    replies = finish(check.run(SEEN, channel)).replies
    verdict = check.judge(replies)
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(replies).records == records


def test_the_counters_are_said_and_measured() -> None:
    verdict = check.judge((VARZ, JSZ))
    assert (verdict.seen, verdict.said) == (ExposureKind.METADATA, "40 messages in 2 streams")
    assert check.measure((VARZ, JSZ)).bytes == 1999


def test_it_is_asked_of_the_monitoring_port_alone() -> None:
    assert check.applies(observed(module="https", product="NATS monitoring", port=4711))
    assert not check.applies(observed(module="nats", product="NATS", port=8222))
    assert not check.applies(observed(module="http", product="nginx", port=8222))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 404, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(Reply(status=status, body=body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
    check.measure(replies)
