"""`selenium_grid_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

HEAD = "HTTP/1.1 301 Moved Permanently\r\nLocation: /ui\r\n\r\n"
NODE = {"id": "i", "uri": "http://made-up:5555", "maxSessions": 4, "slots": [], "availability": "UP"}


def status(*nodes: object, message: object = "Selenium Grid ready.", **other: object) -> Reply:
    return answered(value={"ready": True, "message": message, "nodes": list(nodes), **other})


TABLE = Table(
    check=catalogue.checks()["selenium_grid_open"],
    paths=("/status",),
    front=HEAD,
    opened=(
        (status(NODE, NODE), METADATA, "2 nodes", 2),
        (status(message="Selenium Grid not ready.", ready=False), EMPTY, "0 nodes", 0),
    ),
    unproved=(
        status(NODE, message="ChromeDriver ready for new sessions."),
        status({"id": "i"}),
        status(ready="true"),
        answered(value={"ready": True, "message": "Selenium Grid ready."}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
