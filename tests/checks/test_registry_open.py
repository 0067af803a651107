"""`registry_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.registry_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.docker_registry import CATALOG
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.products.test_docker_registry import BASE, REFUSED, catalog

SEEN = observed(module="docker_registry", product="Docker Registry", port=5000)
TAGS = page(200, b'{"name":"made-up/a","tags":["1.0"]}')
NO_TAGS = page(200, b'{"name":"made-up/a","tags":null}')
NEXT = '</v2/_catalog?last=c&n=100>; rel="next"'


def look(pages: dict[str, Reply], level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests, level=level)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_tags_that_may_be_listed_are_data_with_their_number() -> None:
    names = ("made-up/a", "made-up/b", "made-up/c", "made-up/d")
    pages = {f"/v2/{name}/tags/list": TAGS for name in names}
    replies = look({"/v2/": BASE, CATALOG: catalog(*names), **pages})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "4 repositories; 3 tags in 3 of them"
    assert len(replies) == check.requests
    size = check.measure(replies)
    assert (size.records, size.at_least) == (4, False)


def test_a_catalogue_that_goes_on_is_a_lower_bound() -> None:
    replies = look({"/v2/": BASE, CATALOG: catalog("a", "b", link=NEXT), "/v2/a/tags/list": TAGS})
    assert check.judge(replies).said == "at least 2 repositories; 1 tag in 2 of them"
    assert check.measure(replies).at_least


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({"/v2/": BASE, CATALOG: catalog()}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({"/v2/": BASE, CATALOG: catalog("a")}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({"/v2/": BASE, CATALOG: catalog("a"), "/v2/a/tags/list": NO_TAGS},
         State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({"/v2/": BASE, CATALOG: catalog("a"), "/v2/a/tags/list": REFUSED},
         State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({"/v2/": BASE, CATALOG: REFUSED}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({"/v2/": BASE}, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ({"/v2/": REFUSED}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({"/v2/": page(401)}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({"/v2/": page(403)}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({"/v2/": page(200, b"{}")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({"/v2/": page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({"/v2/": page(503)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({"/v2/": NOT_FOUND}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    replies = look({"/v2/": BASE, CATALOG: catalog("a")}, ReadLevel.METADATA)
    assert replies == (BASE,)
    assert check.judge(replies).seen is ExposureKind.METADATA
    assert check.measure(replies).records is None


def test_it_is_asked_of_a_registry_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="docker_registry", port=4711))
    assert not check.applies(observed(module="http", port=5000))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=4), st.sampled_from([200, 301, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.judge((BASE, *replies))
    check.measure((BASE, *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
