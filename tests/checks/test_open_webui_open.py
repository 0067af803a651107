"""`open_webui_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.verdict_tables import ACCESS, Holds, Table, answered, assert_manners, rows


def config(auth: object, *, name: object = "Open WebUI", **other: object) -> Reply:
    features = {"auth": auth, "enable_signup": True, "enable_ldap": False}
    answer = {
        "status": True,
        "name": name,
        "version": "0.6.5",
        "oauth": {"providers": {}},
        "features": features,
    }
    return answered(**{**answer, **other})


TABLE = Table(
    check=catalogue.checks()["open_webui_open"],
    paths=("/api/config",),
    product="Open WebUI",
    opened=(
        (config(False), ACCESS, "no login", None),
        (config(True, onboarding=True), ACCESS, "set-up: no administrator yet", None),
    ),
    closed=((config(True), Reason.PASSWORD_ASKED), (config(True, onboarding=False), Reason.PASSWORD_ASKED)),
    unproved=(
        config("no"),
        config(False, features={"auth": False}),
        config(False, oauth=None),
        config(False, status="ok"),
        config(False, name=None),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
