"""`postgrest_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from leftopen.checks.postgrest_open import check
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, assert_manners, rows


def api(*paths: str, server: str = "postgrest/12.0.2", cut: int | None = None, **other: object) -> Reply:
    answer = {
        "swagger": "2.0",
        "info": {"title": "PostgREST API", "version": "12.0.2"},
        "paths": {path: {"get": {"tags": ["made-up"]}} for path in ("/", *paths)},
        "externalDocs": {"url": "https://postgrest.org/en/v12/references/api.html"},
        **other,
    }
    body = json.dumps(answer, separators=(",", ":")).encode()
    reply = page(200, body, server=server)
    return reply if cut is None else replace(reply, body=body[:cut], cut=True)


TABLE = Table(
    check=check,
    paths=("/",),
    product="PostgREST",
    opened=(
        (api("/made-up-1", "/made-up-2", "/rpc/made-up"), METADATA, "2 tables and views", 2),
        (api("/one"), METADATA, "1 table or view", 1),
        (api("/one", "/two", "/three", cut=186), METADATA, "at least 2 tables and views", 2),
    ),
    unproved=(
        api(),
        api("/one", server="nginx"),
        api("/one", swagger="3.0"),
        api("/one", externalDocs=None),
        api("/one", paths=["/one"]),
        api("/one", cut=90),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
