"""`nomad_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, assert_manners, rows

check = catalogue.checks()["nomad_open"]
DENIED = b"Permission denied"

HEAD = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /ui/\r\n\r\n"


def jobs(count: int, index: str = "12", **other: object) -> Reply:
    job = {
        "ID": "made-up",
        "Name": "made-up",
        "Type": "service",
        "Status": "running",
        "ModifyIndex": 7,
        **other,
    }
    return page(200, json.dumps([job] * count).encode(), x_nomad_index=index)


TABLE = Table(
    check=check,
    paths=("/v1/jobs?per_page=50",),
    front=HEAD,
    opened=(
        (jobs(3), METADATA, "3 jobs", 3),
        (jobs(50), METADATA, "at least 50 jobs", 50),
        (jobs(0), EMPTY, "0 jobs", 0),
    ),
    closed=((page(403, DENIED), Reason.PASSWORD_ASKED),),
    unproved=(jobs(3, index=""), jobs(1, ModifyIndex="7"), jobs(1, Type=None)),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
