"""`npm_registry_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.npm_registry_open import LARGEST_LIST, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.npm_registry import NOBODYS, PACKAGES
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.products.test_npm_registry import MISSING, REFUSED, TAGS, listed

SEEN = observed(module="http", product="Verdaccio", port=4873)
NONE = f"/-/package/{NOBODYS}/dist-tags"
TAGS_OF = "/-/package/made-up/dist-tags"


def look(pages: dict[str, Reply]) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_packages_whose_tags_show_are_data_with_their_number() -> None:
    replies = look({PACKAGES: listed("made-up", "@a/b"), TAGS_OF: TAGS})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "2 packages")
    size = check.measure(replies)
    assert (size.records, size.at_least) == (2, False)


def test_a_list_that_goes_on_is_a_lower_bound() -> None:
    many = listed(*(f"made-up-{number:05d}" for number in range(500)))
    assert len(many.body) > LARGEST_LIST
    replies = look({PACKAGES: many, "/-/package/made-up-00000/dist-tags": TAGS})
    size = check.measure(replies)
    assert size.at_least
    assert size.records is not None
    assert 50 < size.records < 500
    assert check.judge(replies).said.startswith("at least ")


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({PACKAGES: listed(), NONE: MISSING}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({PACKAGES: listed("made-up"), TAGS_OF: REFUSED},
         State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({PACKAGES: listed(), NONE: REFUSED}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({PACKAGES: listed(), NONE: page(403)}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({PACKAGES: page(401), NONE: page(401)}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({PACKAGES: listed(), NONE: NOT_FOUND}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({NONE: MISSING}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({PACKAGES: page(200, b"<html>"), NONE: page(200, b"<html>")},
         State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    assert check.level is ReadLevel.LISTING
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, Scripted(pages={PACKAGES: listed("a")}, level=ReadLevel.METADATA)))


def test_it_is_asked_of_verdaccio_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="Verdaccio", port=4711))
    assert not check.applies(observed(module="http", port=4873))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 302, 401, 404]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (listed("a"), *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
