"""`metabase_setup_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from leftopen.checks.metabase_setup_open import check
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from tests.scripted import page
from tests.verdict_tables import ACCESS, Holds, Table, answered, assert_manners, rows

UUID = "00000000-0000-4000-8000-000000000001"


def settings(user: object, token: object = UUID, cut: int | None = None) -> Reply:
    answer = {"engines": {}, "has-user-setup": user, "setup-token": token, "version": {"tag": "v0.49.1"}}
    reply = page(200, json.dumps(answer).encode())
    return reply if cut is None else replace(reply, body=reply.body[:cut], cut=True)


TABLE = Table(
    check=check,
    paths=("/api/session/properties",),
    product="Metabase",
    opened=(
        (settings(False), ACCESS, "set-up: no administrator yet", None),
        (settings(False, cut=115), ACCESS, "set-up: no administrator yet", None),
    ),
    closed=(
        (settings(True, None), Reason.PASSWORD_ASKED),
        (settings(True), Reason.PASSWORD_ASKED),
    ),
    unproved=(
        settings(False, None),
        settings(False, "made-up"),
        settings("no"),
        settings(False, cut=40),
        answered(**{"has-user-setup": True}),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
