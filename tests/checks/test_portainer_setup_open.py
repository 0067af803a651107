"""`portainer_setup_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import ACCESS, Holds, Table, answered, assert_manners, rows

SAYS = "No administrator account found inside the database"


def nobody(status: int = 404, message: str = SAYS, **other: object) -> Reply:
    answer = {"message": message, "details": "Object not found inside the database", **other}
    return page(status, json.dumps(answer).encode())


OWN = answered(Version="2.19.4", InstanceID="00000000-0000-4000-8000-000000000001")

TABLE = Table(
    check=catalogue.checks()["portainer_setup_open"],
    paths=("/api/users/admin/check", "/api/status"),
    product="Portainer",
    opened=(((nobody(), OWN), ACCESS, "set-up: no administrator yet", None),),
    closed=(((page(204), OWN), Reason.PASSWORD_ASKED),),
    unproved=(
        nobody(),
        (nobody(), answered(Version="2.19.4")),
        (nobody(200), OWN),
        (nobody(message="User not found"), OWN),
        (nobody(details=None), OWN),
        page(204),
        (page(303, location="/timeout.html"), OWN),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
