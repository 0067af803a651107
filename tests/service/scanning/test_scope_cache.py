"""The scope as it is now: read again twice a second, not for every connection."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.model.address import Address
from leftopen.model.scope import Effect
from leftopen.scope.file import record
from leftopen.service.scanning.scope_cache import FRESH_FOR, ScopeCache
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.scopes import ScopeWriter
from tests.store.new_folder import new_records

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NET = "198.18.0.0/24"
INSIDE = Address.parse("198.18.0.7")
NAMED = Address.parse("8.8.4.4")


def test_a_record_counts_half_a_second_after_it_was_added_and_after_it_was_taken_back(tmp_path: Path) -> None:
    moment = [100.0]
    with Records.open(new_records(tmp_path)) as records:
        permits = ScopeCache(records=records, pinned={}, monotonic=lambda: moment[0])
        assert not permits(INSIDE, NOW).allowed
        allow = record(NET, authorised_by="A. Owner", until=None, now=NOW)
        ScopeWriter(Changes(records)).add(allow)
        assert not permits(INSIDE, NOW).allowed, "the answer is kept for half a second"
        moment[0] += FRESH_FOR + 0.01
        assert permits(INSIDE, NOW).allowed
        ScopeWriter(Changes(records)).remove(allow.id)
        moment[0] += FRESH_FOR + 0.01
        assert not permits(INSIDE, NOW).allowed
        assert FRESH_FOR <= 0.5


def test_a_denial_wins_as_soon_as_it_is_read(tmp_path: Path) -> None:
    moment = [0.0]
    with Records.open(new_records(tmp_path)) as records:
        permits = ScopeCache(records=records, pinned={}, monotonic=lambda: moment[0])
        ScopeWriter(Changes(records)).add(record(NET, authorised_by="A. Owner", until=None, now=NOW))
        assert permits(INSIDE, NOW).allowed
        ScopeWriter(Changes(records)).add(
            record("198.18.0.7", authorised_by="", until=None, now=NOW, effect=Effect.DENY)
        )
        moment[0] += FRESH_FOR + 0.01
        assert not permits(INSIDE, NOW).allowed


def test_the_scope_is_the_same_object_until_it_changes(tmp_path: Path) -> None:
    """So that it is sent to scan processes only when it changed."""
    moment = [0.0]
    with Records.open(new_records(tmp_path)) as records:
        permits = ScopeCache(records=records, pinned={}, monotonic=lambda: moment[0])
        first = permits.scope()
        moment[0] += FRESH_FOR + 0.01
        assert permits.scope() is first
        ScopeWriter(Changes(records)).add(record(NET, authorised_by="A. Owner", until=None, now=NOW))
        moment[0] += FRESH_FOR + 0.01
        assert permits.scope() is not first


@pytest.mark.hostile("H9")
def test_a_name_stays_with_the_addresses_that_it_had_when_the_scan_began(tmp_path: Path) -> None:
    with Records.open(new_records(tmp_path)) as records:
        ScopeWriter(Changes(records)).add(
            record("www.example.org", authorised_by="A. Owner", until=None, now=NOW)
        )
        pinned = {"www.example.org": frozenset({NAMED})}
        permits = ScopeCache(records=records, pinned=pinned, monotonic=lambda: 0.0)
        assert permits(NAMED, NOW).allowed
        assert not permits(INSIDE, NOW).allowed
