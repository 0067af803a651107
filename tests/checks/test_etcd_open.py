"""`etcd_open`: only the answer to the range decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.etcd_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="etcd", product="etcd")
HEADER = '"header":{"cluster_id":"3586811377195397337", "member_id":"7", "revision":"2", "raft_term":"2"}'
COUNTED = page(200, f'{{{HEADER}, "count":"41"}}'.encode())
NONE = page(200, f"{{{HEADER}}}".encode())
STATUS = page(200, f'{{{HEADER}, "version":"3.5.16", "dbSize":"20480"}}'.encode())
NO_NAME = page(400, b'{"code":3, "message":"etcdserver: user name is empty"}')
DENIED = page(403, b'{"code":7, "message":"etcdserver: permission denied"}')


def test_the_count_is_open_data_with_its_size() -> None:
    pages = {"POST /v3/kv/range": COUNTED, "POST /v3/maintenance/status": STATUS}
    channel = Scripted(pages=pages, level=ReadLevel.METADATA, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "41 keys")
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (41, 20480, False)
    assert len(reading.sample) == 0


def test_a_refusal_ends_the_talk() -> None:
    channel = Scripted(pages={"POST /v3/kv/range": NO_NAME})
    reading = finish(check.run(SEEN, channel))
    assert channel.requests == 1
    assert check.judge(reading.replies).reason is Reason.PASSWORD_ASKED
    assert check.measure(reading.replies).bytes is None


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        (NONE, State.OPEN, Reason.EMPTY_READABLE),
        (NO_NAME, State.CLOSED, Reason.PASSWORD_ASKED),
        (DENIED, State.CLOSED, Reason.FORBIDDEN),
        (page(401, b""), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(403, b""), State.CLOSED, Reason.FORBIDDEN),
        (page(404, b"404 page not found\n"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(503, b'{"code":14, "message":"etcdserver: no leader"}'), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b'{"message":"etcdserver: user name is empty"}'), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b'{"count":"41"}'), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, COUNTED.body.replace(b'"41"', b"-1")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, COUNTED.body.replace(b'"41"', b"true")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, COUNTED.body[:-1]), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b"<html>welcome</html>"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_answer_has_its_verdict(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge((reply,))
    assert (verdict.state, verdict.reason) == (state, reason)


def test_the_status_alone_is_no_proof() -> None:
    """It is answered to strangers with authentication turned on."""
    assert check.judge((NO_NAME, STATUS)).state is State.CLOSED


def test_nothing_is_asked_at_the_banner_level() -> None:
    channel = Scripted(level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, channel))
    assert channel.requests == 0


def test_it_is_asked_of_etcd_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="etcd", port=4711))
    assert not check.applies(observed(module="http", port=2379))


def test_bytes_are_another_protocol() -> None:
    assert check.judge((b"-ERR",)).reason is Reason.OTHER_PROTOCOL


@given(st.lists(st.binary(max_size=200), max_size=2), st.sampled_from([200, 400, 401, 503]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.measure(replies).records is None
