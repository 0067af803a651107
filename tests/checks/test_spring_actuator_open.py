"""`spring_actuator_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen.checks.spring_actuator_open import LIST, PROPERTY, check
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, rows


def endpoints(*names: str) -> Reply:
    return answered(
        _links={name: {"href": "http://made-up/", "templated": False} for name in ("self", *names)}
    )


def found(*sources: object, **other: object) -> Reply:
    answer = {"property": {"source": "systemProperties", "value": "17"}, "activeProfiles": []}
    return answered(**{**answer, "propertySources": list(sources), **other})


ENV = endpoints("health", "env")
ONE = {"name": "systemProperties"}

TABLE = Table(
    check=check,
    paths=(LIST, PROPERTY),
    product="Spring Boot",
    opened=(
        ((ENV, found(ONE, ONE)), METADATA, "environment: 2 sources of properties", 2),
        (
            (endpoints("env", "heapdump"), found(ONE)),
            METADATA,
            "environment: 1 source of properties; a heap dump is listed",
            1,
        ),
    ),
    closed=(
        ((ENV, page(401)), Reason.PASSWORD_ASKED),
        ((ENV, page(403)), Reason.FORBIDDEN),
        (endpoints("health", "health-path", "info"), Reason.NOT_SERVED),
    ),
    unproved=(
        (ENV, found()),
        (ENV, found(ONE, property=None)),
        (ENV, found({"made-up": 1})),
        (ENV, page(404)),
        endpoints("beans", "heapdump"),
        answered(_links={"env": {"href": "http://made-up/", "templated": False}}),
        answered(_links={"self": "http://made-up/", "env": "http://made-up/"}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
