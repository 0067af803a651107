"""`http_check`: a made-up product's requests and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Check, Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.http.http_check import (
    Ask,
    Heard,
    Next,
    Refused,
    Shown,
    any_web_server,
    denied,
    denied_or_gone,
    either,
    front_page_says,
    http_check,
    in_turn,
    nothing_more,
    probed_as,
    served_by,
)
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page

ITEM = b"made-up item"
SEEN = observed(module="http", product="Made-up")
FIRST = Ask(path="/items", limit=100)
NAMES, SAMPLE = Ask(path="/names", level=ReadLevel.LISTING), Ask(path="/sample", level=ReadLevel.SAMPLE)


def shows(heard: Heard) -> Shown | None:
    if heard[0].body != ITEM:
        return None
    named = len(heard) > 1 and heard[1].body == ITEM
    kind = ExposureKind.DATA if named else ExposureKind.METADATA
    return Shown(kind=kind, said=f"{len(heard)} replies", size=Size(records=len(heard)))


def made(
    then: Next = nothing_more, requests: int = 1, refused: Refused = denied, level: ReadLevel | None = None
) -> Check:
    return http_check(
        title="Made-up readable without authentication",
        remedy="Set `listen = 127.0.0.1`.",
        severity=Severity.LOW,
        references=("https://made-up.example/",),
        sized_by="items",
        applies=served_by("Made-up"),
        ask=FIRST,
        shows=shows,
        then=then,
        requests=requests,
        refused=refused,
        level=level,
    )


def asked(check: Check, level: ReadLevel, first: Reply) -> tuple[list[bytes | str], Replies]:
    pages = {"/items": first, "/names": page(200, ITEM), "/sample": page(200, ITEM)}
    channel = Scripted(pages=pages, budget=check.requests, level=level)
    return channel.heard, finish(check.run(SEEN, channel)).replies


@pytest.mark.parametrize(
    ("reply", "state", "reason", "said"),
    [
        (page(200, ITEM), State.OPEN, Reason.METADATA_READABLE, "1 replies"),
        (page(401, b"no"), State.CLOSED, Reason.PASSWORD_ASKED, "HTTP 401"),
        (page(403), State.CLOSED, Reason.FORBIDDEN, "HTTP 403"),
        (page(302, location="/login"), State.CLOSED, Reason.PASSWORD_ASKED, "HTTP 302 to a login page"),
        (page(200, b"<input type=password>"), State.CLOSED, Reason.PASSWORD_ASKED,
         "a page with a password field"),
        (NOT_FOUND, State.UNKNOWN, Reason.NOT_UNDERSTOOD, "HTTP 404"),
        (page(200, b"<html>"), State.UNKNOWN, Reason.NOT_UNDERSTOOD, "HTTP 200"),
        (Reply(status=200, body=ITEM[:-1], cut=True), State.UNKNOWN, Reason.NOT_UNDERSTOOD, "HTTP 200"),
        (page(503), State.UNKNOWN, Reason.NOT_UNDERSTOOD, "HTTP 503"),
    ],
)  # fmt: skip
def test_each_reply_has_its_verdict(reply: Reply, state: State, reason: Reason, said: str) -> None:
    verdict = made().judge((reply,))
    assert (verdict.state, verdict.reason, verdict.said) == (state, reason, said)


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_not_served_only_where_the_check_says_so(status: int) -> None:
    assert made(refused=denied_or_gone).judge((page(status),)).reason is Reason.NOT_SERVED
    assert made(refused=denied_or_gone).judge((page(401),)).reason is Reason.PASSWORD_ASKED
    assert made().judge((page(status),)).state is State.UNKNOWN


def test_no_reply_is_cut_and_no_http_is_another_protocol() -> None:
    assert made().judge(()).reason is Reason.CUT
    assert made().judge((b"",)).reason is Reason.CUT
    assert made().judge((b"220 mail",)).reason is Reason.OTHER_PROTOCOL


def test_the_size_is_what_is_shown() -> None:
    assert made().measure((page(200, ITEM),)).records == 1
    assert made().measure((page(401),)) == made().measure(()) == Size()


def test_later_requests_follow_in_turn_and_never_more_than_stated() -> None:
    heard, replies = asked(made(in_turn(NAMES, SAMPLE), 3), ReadLevel.SAMPLE, page(200, ITEM))
    assert heard == ["/items", "/names", "/sample"]
    assert made().judge(replies).seen is ExposureKind.DATA
    heard, _ = asked(made(in_turn(NAMES, SAMPLE), 2), ReadLevel.SAMPLE, page(200, ITEM))
    assert heard == ["/items", "/names"]
    endless = made(lambda heard: FIRST, 3)
    assert asked(endless, ReadLevel.SAMPLE, page(200, ITEM))[0] == ["/items"] * 3


def test_they_follow_only_when_the_first_reply_asks_for_it() -> None:
    check = made(in_turn(NAMES, when=lambda first: first.body == ITEM), 2)
    assert asked(check, ReadLevel.SAMPLE, page(401))[0] == ["/items"]
    assert asked(check, ReadLevel.SAMPLE, page(200, ITEM))[0] == ["/items", "/names"]


def test_a_request_deeper_than_the_checks_own_level_is_left_out() -> None:
    check = made(in_turn(NAMES, SAMPLE), 3)
    assert check.level is ReadLevel.METADATA
    assert asked(check, ReadLevel.METADATA, page(200, ITEM))[0] == ["/items"]
    assert asked(check, ReadLevel.LISTING, page(200, ITEM))[0] == ["/items", "/names"]


def test_a_request_of_its_own_level_is_refused_by_the_channel() -> None:
    check = made(in_turn(NAMES), 2, level=ReadLevel.LISTING)
    with pytest.raises(TalkEnded):
        asked(check, ReadLevel.METADATA, page(200, ITEM))


def test_it_applies_by_the_product_or_the_probe_and_not_by_the_port() -> None:
    assert served_by("Made-up", "Other")(observed(module="https", product="Other", port=4711))
    assert not served_by("Made-up")(observed(module="http", product="nginx"))
    assert not served_by("Made-up")(observed(module="ssh", product="Made-up"))
    assert probed_as("etcd")(observed(module="etcd", port=4711))
    assert not probed_as("etcd")(observed(module="http"))
    assert made().control


def test_it_may_apply_by_the_head_of_the_front_page() -> None:
    rule = front_page_says(404, "content-type", "application/json")
    seen = observed(module="http")
    head = "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n"
    assert rule(replace(seen, data=head))
    assert either(served_by("Other"), rule)(replace(seen, data=head))
    assert not either(served_by("Other"), served_by("More"))(replace(seen, data=head))
    assert not rule(replace(seen, data=head.replace("404", "200")))
    assert not rule(replace(seen, data=head.replace("json", "xml")))
    assert not rule(replace(seen, module="ftp", data=head))
    assert not rule(seen)
    assert any_web_server(seen)
    assert not any_web_server(observed(module="ssh", port=80))


@given(st.lists(st.binary(max_size=60) | st.builds(page, st.integers(100, 599), st.binary(max_size=60))))
def test_no_bytes_raise_or_look_open(replies: list[bytes | Reply]) -> None:
    for check in (made(), made(refused=denied_or_gone)):
        assert check.judge(tuple(replies)).state is not State.OPEN
        assert check.measure(tuple(replies)) == Size()
