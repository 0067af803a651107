"""`consul_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["consul_open"]
SEEN = observed(module="http", product="Consul", port=8500)
PATHS = ("/v1/catalog/services",)


def services(*names: str, policy: str = "", index: str = "7", **headers: str) -> Reply:
    named = {"x_consul_index": index, "x_consul_knownleader": "true", **headers}
    if policy:
        named["x_consul_default_acl_policy"] = policy
    return page(200, json.dumps({name: ["made-up"] for name in names}).encode(), **named)


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("reply", "reason", "said", "records"),
    [
        (services("consul"), Reason.METADATA_READABLE, "1 service", 1),
        (services("consul", "made-up", policy="allow"), Reason.METADATA_READABLE, "2 services", 2),
        (
            services("consul", x_consul_results_filtered_by_acls="true"),
            Reason.METADATA_READABLE,
            "at least 1 service",
            1,
        ),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        services("made-up"),
        services("consul", index=""),
        services(),
        services(policy="allow"),
        page(200, b'{"consul":"made-up"}', x_consul_index="7"),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_an_empty_catalogue_under_the_policy_deny_is_closed() -> None:
    verdict = check.judge(look(services(policy="deny")))
    assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.FORBIDDEN)
    assert check.judge(look(page(200, b"{}", x_consul_default_acl_policy="deny"))).state is State.UNKNOWN


def test_it_applies_to_a_redirect_to_its_console_too() -> None:
    head = "HTTP/1.1 301 Moved Permanently\r\nLocation: /ui/\r\n\r\n"
    assert check.applies(replace(observed(module="http"), data=head))
    assert not check.applies(replace(observed(module="http"), data=head.replace("301", "307")))


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(services("consul"), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Consul", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8500))
    assert not check.applies(observed(module="ssh", product="Consul", port=8500))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (services("consul"), *replies)):
        check.judge(heard)
        check.measure(heard)
