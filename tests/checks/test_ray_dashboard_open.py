"""`ray_dashboard_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, listed, rows

check = catalogue.checks()["ray_dashboard_open"]
VERSION, JOBS = "/api/version", "/api/jobs/"

JOB = {
    "type": "SUBMISSION",
    "submission_id": "made-up",
    "status": "SUCCEEDED",
    "entrypoint": "python made-up.py",
}


def version(**other: object) -> Reply:
    return answered(**{"version": "4", "ray_version": "2.9.0", "ray_commit": "0" * 40, **other})


TABLE = Table(
    check=check,
    paths=(VERSION, JOBS),
    product="Ray",
    opened=(
        ((version(), listed(JOB, JOB)), METADATA, "2 jobs", 2),
        ((version(), listed()), EMPTY, "0 jobs", 0),
        ((version(), page(500)), METADATA, "version", None),
        ((version(), listed({"type": "SUBMISSION"})), METADATA, "version", None),
    ),
    unproved=(version(ray_version=None), version(ray_commit=7), (answered(version="4"), listed(JOB))),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
