"""A refusal is confirmed on new connections, and is no proof where everything is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import CONFIRM
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, Verdict, closed, opened
from leftopen.pipeline.confirm import confirm_result, not_everywhere
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.pipeline.random_path_control import ControlReply, RandomPathControl
from tests.store.samples import look, seen

DENIED = closed(Reason.FORBIDDEN, "HTTP 403")


def outcome(verdict: Verdict) -> CheckOutcome:
    return CheckOutcome(judged=look(seen(), verdict))


def asked(*verdicts: Verdict) -> tuple[Verdict, int]:
    """The decision, and how many were needed."""
    left: Iterator[Verdict] = iter(verdicts)
    done = []

    async def once() -> CheckOutcome:
        done.append(1)
        return outcome(next(left))

    return asyncio.run(confirm_result(once)).judged.verdict, len(done)


def test_a_refusal_is_asked_for_on_every_connection() -> None:
    password = closed(Reason.PASSWORD_ASKED)
    assert asked(*[password] * CONFIRM) == (password, CONFIRM)
    seen_open = opened(ExposureKind.DATA)
    assert asked(password, password, seen_open) == (seen_open, 3)
    assert asked(seen_open) == (seen_open, 1)


@dataclass
class Path(RandomPathControl):
    """Replies so to every path."""

    reply: Reply | TalkEnded

    async def said(self, like: str = "/") -> ControlReply:
        if isinstance(self.reply, TalkEnded):
            raise self.reply
        return ControlReply(path="/x", reply=self.reply, transcript=())


def by_product(reply: Reply) -> bool:
    return reply.body == b'{"kind":"Status"}'


WALL = (b'{"message":"Forbidden"}', b"<?xml version='1.0'?><Error><Code>Blocked</Code></Error>")
OWN = {
    "s3_bucket_open": b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
    "kubernetes_api_open": b'{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":'
    b'"forbidden: User \\"system:anonymous\\" cannot get path \\"/x\\"","reason":"Forbidden","code":403}',
    "elasticsearch_open": b'{"error":{"root_cause":[],"type":"security_exception"},"status":403}',
}


@pytest.mark.parametrize("name", OWN)
def test_a_check_knows_the_denial_of_its_product_and_no_other(name: str) -> None:
    denies = catalogue.checks()[name].denies
    assert denies(Reply(status=403, body=OWN[name]))
    assert not denies(Reply(status=404, body=OWN[name]))
    assert not any(denies(Reply(status=403, body=body)) for body in WALL)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), Reason.FORBIDDEN),
        (Reply(status=403, body=b"<html>Forbidden"), Reason.DENIED_EVERYWHERE),
        (Reply(status=403), Reason.DENIED_EVERYWHERE),
        (Reply(status=403, body=b'{"kind":"Status"}'), Reason.FORBIDDEN),
        (Reply(status=403, body=b'{"message":"blocked"}'), Reason.DENIED_EVERYWHERE),
        (Reply(status=403, body=b"<?xml version='1.0'?><Error/>"), Reason.DENIED_EVERYWHERE),
        (TalkEnded(Reason.TIMEOUT, Phase.ASK), Reason.TIMEOUT),
    ],
)
def test_a_server_that_denies_every_path_may_block_this_scanner_alone(
    reply: Reply | TalkEnded, reason: Reason
) -> None:
    found = asyncio.run(not_everywhere(outcome(DENIED), Path(reply), by_product)).judged.verdict
    assert found.reason is reason
    assert (found.state is State.CLOSED) == (reason is Reason.FORBIDDEN)


def test_a_password_needs_no_other_path() -> None:
    password = outcome(closed(Reason.PASSWORD_ASKED))
    assert asyncio.run(not_everywhere(password, Path(Reply(status=403)), by_product)) is password
