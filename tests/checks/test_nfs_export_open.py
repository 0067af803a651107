"""`nfs_export_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.nfs_export_open import CALLS, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import nfs4
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_nfs4 import DENIED, EXPORT, FILES, entry, failed, listing, reply, secured, words

SEEN = observed(module="nfs", product="NFS")
HOLDS_ONE = listing(entry(b"files", nfs4.FOLDER))
BARE = listing()
INSIDE = listing(system=EXPORT, steps=1)
LOCKED = listing(entry(b"files", 0, error=nfs4.WRONG_SECURITY))


def test_a_file_is_open_data_with_a_lower_bound() -> None:
    script = [(nfs4.listing((), 0), HOLDS_ONE), (nfs4.listing((b"files",), 1), FILES)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=50)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "1 file")
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (1, 12, True)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((HOLDS_ONE, INSIDE), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((BARE,), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ((failed(13),), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ((HOLDS_ONE, failed(13, steps=1)), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ((LOCKED, secured(6)), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((LOCKED, secured(6, 1)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((LOCKED, failed(22)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((HOLDS_ONE, listing(steps=1)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((HOLDS_ONE, failed(70, steps=1)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((HOLDS_ONE, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((listing(whole=False),), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((BARE[:-1],), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((DENIED,), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((reply(words(2, 3), accepted=2),), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"HTTP/1.1 400 Bad Request\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_folders_without_end_spend_the_budget_and_prove_nothing() -> None:
    deep = [
        (None, listing(entry(b"a", nfs4.FOLDER), entry(b"b", nfs4.FOLDER), steps=n)) for n in range(CALLS)
    ]
    reading = finish(check.run(SEEN, Scripted(deep, budget=check.requests)))
    assert len(reading.replies) <= CALLS
    assert check.judge(reading.replies).state is State.UNKNOWN


def test_nothing_is_listed_at_the_metadata_level() -> None:
    channel = Scripted([(None, BARE)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_nfs_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="nfs", port=4711))
    assert not check.applies(observed(module="http", port=2049))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([FILES, BARE]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


@given(st.binary(max_size=200))
def test_no_listing_of_random_bytes_looks_open_or_closed(raw: bytes) -> None:
    reading = finish(check.run(SEEN, Scripted([(None, HOLDS_ONE), (None, raw)])))
    assert check.judge(reading.replies).state is State.UNKNOWN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
