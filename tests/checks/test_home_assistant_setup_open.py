"""`home_assistant_setup_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.denials import GONE
from tests.verdict_tables import ACCESS, Holds, Table, answered, assert_manners, listed, rows


def steps(user: object, *names: str) -> Reply:
    others = names or ("core_config", "analytics", "integration")
    return listed({"step": "user", "done": user}, *({"step": name, "done": False} for name in others))


TABLE = Table(
    check=catalogue.checks()["home_assistant_setup_open"],
    paths=("/api/onboarding",),
    product="Home Assistant",
    opened=((steps(False), ACCESS, "set-up: no user yet", None),),
    closed=((steps(True), Reason.PASSWORD_ASKED),),
    unproved=(
        steps("no"),
        steps(False, "core_config"),
        listed({"step": "user", "done": False}),
        answered(step="user", done=False),
    ),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
