"""`jenkins_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, assert_manners, rows

PATH = "/api/json?tree=useSecurity,jobs%5Bname%5D%7B0,100%7D"


def jobs(count: int, *, secure: object = True, version: str = "2.440.1", **other: object) -> Reply:
    job = {"_class": "hudson.model.FreeStyleProject", "name": "made-up"}
    answer = {"_class": "hudson.model.Hudson", "jobs": [job] * count, "useSecurity": secure, **other}
    return page(200, json.dumps(answer).encode(), x_jenkins=version)


TABLE = Table(
    check=catalogue.checks()["jenkins_open"],
    paths=(PATH,),
    product="Jenkins",
    opened=(
        (jobs(3), METADATA, "3 jobs", 3),
        (jobs(100), METADATA, "at least 100 jobs", 100),
        (jobs(2, secure=False), METADATA, "2 jobs; security is off", 2),
        (jobs(0, secure=False), METADATA, "0 jobs; security is off", 0),
        (jobs(0), EMPTY, "0 jobs", 0),
    ),
    unproved=(
        jobs(1, version=""),
        jobs(1, secure=None),
        jobs(1, _class="hudson.model.ListView"),
        jobs(1, jobs=[{"name": "made-up"}]),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
