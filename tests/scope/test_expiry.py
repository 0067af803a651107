"""An authorisation that ended matters where it was the only one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope.expiry import Expiry

NOW = datetime(2026, 12, 1, tzinfo=UTC)
ENDED, VALID = NOW - timedelta(days=1), NOW + timedelta(days=1)


def allowed(target: str, until: datetime | None, effect: Effect = Effect.ALLOW) -> ScopeRecord:
    return ScopeRecord(
        id=target, effect=effect, target=target, authorised_by="A. Person", added=NOW - timedelta(days=90),
        until=until,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("records", "words", "networks", "missed"),
    [
        ([("8.8.8.0/24", ENDED)], ["8.8.8.8/32"], ["8.8.8.8/32"], "8.8.8.0/24"),
        ([("8.8.8.8/32", ENDED)], ["8.8.8.0/24"], ["8.8.8.0/24"], "8.8.8.8/32"),
        ([("8.8.8.0/24", VALID)], ["8.8.8.8/32"], ["8.8.8.8/32"], None),
        ([("8.8.8.0/24", ENDED), ("8.0.0.0/8", None)], ["8.8.8.8/32"], ["8.8.8.8/32"], None),
        ([("8.8.8.0/24", ENDED), ("8.8.8.0/25", None)], ["8.8.8.0/24"], ["8.8.8.0/24"], "8.8.8.0/24"),
        ([("9.9.9.0/24", ENDED)], ["8.8.8.8/32"], ["8.8.8.8/32"], None),
        ([("10.1.0.0/16", ENDED), ("0.0.0.0/0", None)], ["10.1.2.3/32"], ["10.1.2.3/32"], "10.1.0.0/16"),
        ([("10.1.0.0/16", ENDED), ("10.0.0.0/8", None)], ["10.1.2.3/32"], ["10.1.2.3/32"], None),
        ([("127.0.0.0/8", ENDED)], ["127.0.0.1/32"], ["127.0.0.1/32"], None),
        ([("2a00::/32", ENDED)], ["2a00::1/128"], ["2a00::1/128"], "2a00::/32"),
        ([("2a00::/32", ENDED)], ["8.8.8.8/32"], ["8.8.8.8/32"], None),
        ([("www.example.org", ENDED)], ["www.example.org"], ["8.8.8.8/32"], "www.example.org"),
        ([("www.example.org", ENDED)], ["else.example.org"], ["8.8.8.8/32"], None),
        ([("www.example.org", ENDED), ("www.example.org", None)], ["www.example.org"], ["8.8.8.8/32"], None),
        ([("www.example.org", ENDED), ("8.8.8.0/24", None)], ["www.example.org"], ["8.8.8.8/32"], None),
    ],
)
def test_the_record_that_is_missed_is_named(
    records: Sequence[tuple[str, datetime | None]], words: list[str], networks: list[str], missed: str | None
) -> None:
    found = Expiry([allowed(*one) for one in records], NOW).missed(words, networks)
    assert (found.target if found else None) == missed


def test_a_denial_that_ended_is_no_authorisation() -> None:
    denied = allowed("8.8.8.0/24", ENDED, Effect.DENY)
    assert Expiry([denied], NOW).missed(["8.8.8.8/32"], ["8.8.8.8/32"]) is None
