"""`jupyter_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.jupyter_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.jupyter import CONTENTS, STATUS
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.products.test_jupyter import listed, status

SEEN = observed(module="http", product="Jupyter Server", port=8888)
IDLE = status(kernels=0)


def look(pages: dict[str, Reply], level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests, level=level)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_files_are_data_with_their_number_and_bytes() -> None:
    replies = look({STATUS: status(kernels=1), CONTENTS: listed(("a.csv", 50), ("inbox.mbox", 900))})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "2 files and 0 folders; 1 kernel"
    size = check.measure(replies)
    assert (size.records, size.bytes, size.at_least) == (2, 950, False)
    (mail,) = check.mail(replies)
    assert (mail.kind, mail.files) == (MailKind.MBOX, 1)


def test_folders_below_make_it_a_lower_bound() -> None:
    assert check.measure(look({STATUS: IDLE, CONTENTS: listed(("a", 1), ("b", None))})).at_least


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({STATUS: IDLE, CONTENTS: listed()}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({STATUS: status(), CONTENTS: listed()}, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        (
            {STATUS: IDLE, CONTENTS: listed(("a", None))},
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        ({STATUS: IDLE, CONTENTS: page(403)}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({STATUS: page(403)}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({STATUS: page(401)}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (
            {STATUS: page(302, location="/login?next=%2Fapi%2Fstatus")},
            State.CLOSED,
            ExposureKind.NONE,
            Reason.PASSWORD_ASKED,
        ),
        ({STATUS: NOT_FOUND}, State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        (
            {STATUS: page(200, b'{"version": "2.21.1"}')},
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ({STATUS: page(502)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    replies = look({STATUS: IDLE, CONTENTS: listed(("a", 1))}, ReadLevel.METADATA)
    assert len(replies) == 1
    assert check.judge(replies).seen is ExposureKind.METADATA
    assert check.measure(replies).records is None


def test_it_is_asked_of_jupyter_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="Jupyter Server", port=4711))
    assert not check.applies(observed(module="http", port=8888))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], code: int) -> None:
    replies = tuple(page(code, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (IDLE, *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
        check.mail(heard)
