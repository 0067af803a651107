"""`dozzle_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from leftopen.checks.dozzle_open import check
from leftopen.model.channel import Reply
from tests.scripted import page
from tests.verdict_tables import METADATA, Holds, Table, assert_manners, rows

VERSION = page(200, b"<pre>v8.11.9</pre>")


def front(name: str = "Dozzle", **other: object) -> Reply:
    config = {
        "base": "",
        "version": "v8.11.9",
        "hostname": "",
        "authProvider": "none",
        "hosts": [{}],
        **other,
    }
    script = f'<script type="application/json" id="config__json">{json.dumps(config)}</script>'
    return page(200, f"<title>{name}</title>{script}".encode())


TABLE = Table(
    check=check,
    paths=("/api/version", "/"),
    product="Dozzle",
    opened=(
        ((VERSION, front()), METADATA, "1 machine with containers", 1),
        ((VERSION, front(hosts=[{}, {}])), METADATA, "2 machines with containers", 2),
        ((VERSION, front(hosts=None)), METADATA, "logs of containers", None),
    ),
    unproved=(
        VERSION,
        (VERSION, front(authProvider="simple")),
        (VERSION, front("Made-up")),
        (VERSION, front(version=None)),
        (front(), front()),
        (VERSION, page(307, location="/made-up")),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
