"""`kubelet_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, rows

check = catalogue.checks()["kubelet_open"]
ANONYMOUS = b"Forbidden (user=system:anonymous, verb=get, resource=nodes,"

HEAD = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def pods(count: int, kind: str = "PodList", cut: int | None = None, **other: object) -> Reply:
    pod = {"metadata": {"name": "made-up", "namespace": "made-up", "uid": "u"}, "spec": {"containers": [{}]}}
    answer = {"kind": kind, "apiVersion": "v1", "metadata": {}, "items": [{**pod, **other}] * count}
    reply = page(200, json.dumps(answer, separators=(",", ":")).encode())
    return reply if cut is None else replace(reply, body=reply.body[:cut], cut=True)


TABLE = Table(
    check=check,
    paths=("/pods",),
    front=HEAD,
    opened=(
        (pods(2), METADATA, "2 pods", 2),
        (pods(9, cut=500), METADATA, "at least 4 pods", 4),
    ),
    closed=((page(403, ANONYMOUS + b" subresource=proxy)"), Reason.PASSWORD_ASKED),),
    unproved=(
        pods(0),
        pods(2, kind="List"),
        pods(1, spec={}),
        pods(1, metadata={"name": "made-up"}),
        answered(items=[], kind="PodList"),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
