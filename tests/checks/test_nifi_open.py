"""`nifi_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def user(read: object = True, write: bool = True, **other: object) -> Reply:
    rights = {"canRead": read, "canWrite": write}
    answer = {"identity": "anonymous", "anonymous": True, "provenancePermissions": {"canRead": True}}
    return answered(**{**answer, "controllerPermissions": rights, **other})


def status(running: object = 2, **other: object) -> Reply:
    counts = {"runningCount": running, "stoppedCount": 1, "invalidCount": 0, "disabledCount": 0, **other}
    return answered(controllerStatus=counts)


TABLE = Table(
    check=catalogue.checks()["nifi_open"],
    paths=("/nifi-api/flow/current-user", "/nifi-api/flow/status"),
    product="NiFi",
    opened=(
        ((user(), status()), METADATA, "3 components; anonymous user, may change the flow", 3),
        ((user(write=False), status(0, stoppedCount=0)), EMPTY, "0 components; anonymous user, read only", 0),
        ((user(), page(403)), METADATA, "anonymous user, may change the flow", None),
        ((user(), status("2")), METADATA, "anonymous user, may change the flow", None),
    ),
    unproved=(
        user(read=False),
        user(identity="made-up"),
        user(anonymous=False),
        user(provenancePermissions=None),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
