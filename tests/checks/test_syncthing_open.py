"""`syncthing_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.syncthing_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="Syncthing", port=8384)
SAID = "every visitor of the console is signed in"
PATHS = ("/meta.js",)
DEVICE = "MADEUPX-" * 7 + "MADEUPX"


def script(signed_in: object, *, header: str = DEVICE, end: str = ";\n", **other: object) -> Reply:
    answer = {"authenticated": signed_in, "deviceID": DEVICE, "deviceIDShort": DEVICE[:7]} | other
    body = f"var metadata = {json.dumps(answer)}{end}"
    return page(200, body.encode(), x_syncthing_id=header, x_syncthing_version="v1.29.5")


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((script(True),), Reason.ACCESS_GRANTED, SAID, None, False),
        ((script(True, end=""),), Reason.ACCESS_GRANTED, SAID, None, False),
        ((script(True, more="made-up"),), Reason.ACCESS_GRANTED, SAID, None, False),
    ],
)
def test_what_is_open_is_said_and_counted(
    replies: tuple[Reply, ...], reason: Reason, said: str, records: int | None, at_least: bool
) -> None:
    heard = look(*replies)
    verdict, size = check.judge(heard), check.measure(heard)
    assert (verdict.state, verdict.reason, verdict.said) == (State.OPEN, reason, said)
    assert (size.records, size.at_least) == (records, at_least)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        script(1),
        script("true"),
        script(True, header="another"),
        script(True, deviceID=None),
        script(True, end=";alert(1)"),
        script(True, deviceIDShort=None),
        page(200, b"var metadata = {};", x_syncthing_id=DEVICE),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_visitor_who_is_not_signed_in_is_asked_to() -> None:
    headers = {"x_syncthing_id": DEVICE, "x_syncthing_version": "v1.29.5"}
    for reply in (script(False), page(200, b'var metadata = {"authenticated":false};\n', **headers)):
        verdict = check.judge(look(reply))
        assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.PASSWORD_ASKED)
    other = page(200, b'var metadata = {"authenticated":false};\n')
    assert check.judge(look(other)).state is State.UNKNOWN


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(script(True), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.ACCESS_GRANTED


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Syncthing", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8384))
    assert not check.applies(observed(module="ssh", product="Syncthing", port=8384))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (script(True), *replies)):
        check.judge(heard)
        check.measure(heard)


def test_its_own_refusal_is_told_from_a_block_of_this_scanner() -> None:
    words = {
        "x_frame_options": "SAMEORIGIN",
        "x_content_type_options": "nosniff",
        "x_xss_protection": "1; mode=block",
    }
    assert check.denies(page(403, b"Forbidden\n", **words))
    assert not check.denies(page(403, b"Forbidden\n"))
    assert not check.denies(page(403, b"<h1>403 Forbidden</h1>", **words))
    assert not check.denies(page(200, b"Forbidden\n", **words))
