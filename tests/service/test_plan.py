"""The clauses of a plan are counted together for all addresses that they decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.address import Address
from leftopen.model.scope import Effect
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.plan import _shared

NOW = datetime(2026, 11, 24, tzinfo=UTC)
THEN = NOW - timedelta(days=9)
DENIED = record("198.18.0.7", authorised_by="", until=None, now=THEN, effect=Effect.DENY)
ENDED = record("198.18.0.0/24", authorised_by="A. Owner", until=NOW - timedelta(days=1), now=THEN)


@pytest.mark.parametrize(
    ("address", "scope", "shared"),
    [
        ("127.0.0.9", Scope(), "this machine itself: always allowed"),
        ("8.8.8.8", Scope(), "no record of the scope names it"),
        ("10.0.0.1", Scope(), "private space (10.0.0.0/8): only allowed inside a record that names it"),
        ("169.254.169.254", Scope(), "a cloud's metadata service: never touched"),
        (
            "198.18.0.7",
            Scope(records=(DENIED,)),
            f"inside 198.18.0.7/32, denied by record {DENIED.id[:8]}",
        ),
        ("198.18.0.8", Scope(records=(ENDED,)), "the authorisation for it ended on 2026-11-23 00:00 UTC"),
    ],
)
def test_a_clause_without_its_address(address: str, scope: Scope, shared: str) -> None:
    parsed = Address.parse(address)
    assert _shared(scope.permit(parsed, NOW).clause, parsed) == shared
