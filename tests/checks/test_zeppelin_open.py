"""`zeppelin_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import ACCESS, EMPTY, METADATA, Holds, Table, answered, assert_manners, rows

check = catalogue.checks()["zeppelin_open"]
TICKET, NOTES = "/api/security/ticket", "/api/notebook"


def ticket(status: object = "OK", **other: object) -> Reply:
    body = {"principal": "anonymous", "ticket": "anonymous", "roles": "[]", **other}
    return answered(status=status, message="", body=body)


def notes(*names: str) -> Reply:
    return answered(status="OK", message="", body=[{"id": name, "path": "/made-up"} for name in names])


TABLE = Table(
    check=check,
    paths=(TICKET, NOTES),
    product="Zeppelin",
    opened=(
        ((ticket(), notes("2A94M5J1Z", "2A94M5J2Z")), METADATA, "2 notes", 2),
        ((ticket(), notes()), EMPTY, "0 notes", 0),
        ((ticket(), page(403)), ACCESS, "anonymous user", None),
        ((ticket(), page(200, b"<html>")), ACCESS, "anonymous user", None),
    ),
    unproved=(
        ticket(principal="made-up"),
        ticket(ticket="made-up"),
        ticket(status="FORBIDDEN"),
        answered(status="OK", message="", body="anonymous"),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
