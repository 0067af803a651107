"""`loki_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

HEAD = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def labels(*names: object) -> Reply:
    return answered(status="success", data=list(names))


def build(**other: object) -> Reply:
    answer = {"version": "2.9.4", "revision": "f599ebc535", "branch": "HEAD", "goVersion": "go1.21.3"}
    return answered(**{**answer, **other})


TABLE = Table(
    check=catalogue.checks()["loki_open"],
    paths=("/loki/api/v1/labels", "/loki/api/v1/status/buildinfo"),
    front=HEAD,
    opened=(
        ((labels("app", "made-up"), build()), METADATA, "2 labels", 2),
        ((answered(status="success"), build()), EMPTY, "no labels", 0),
        ((labels(), build()), EMPTY, "0 labels", 0),
    ),
    unproved=(
        labels("app"),
        (labels("app"), answered(status="success", data={"version": "2.45.0"})),
        (labels("app"), build(goVersion=None)),
        (labels(7), build()),
        (answered(status="error"), build()),
        page(401, b"no org id\n"),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
