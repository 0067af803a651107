"""`flowise_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, listed, rows

DATES = {"createdDate": "2024-07-01T00:00:00.000Z", "updatedDate": "2024-07-01T00:00:00.000Z"}
CREDENTIAL = {"id": "i", "name": "made-up", "credentialName": "openAIApi", **DATES}

TABLE = Table(
    check=catalogue.checks()["flowise_open"],
    paths=("/api/v1/credentials",),
    product="Flowise",
    opened=(
        (listed(CREDENTIAL, CREDENTIAL), METADATA, "2 credentials", 2),
        (listed(CREDENTIAL), METADATA, "1 credential", 1),
    ),
    unproved=(
        listed(),
        listed({"id": "i", "name": "made-up"}),
        listed(CREDENTIAL | {"credentialName": None}),
        answered(data=[CREDENTIAL]),
    ),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
