"""What a person names: ranges, addresses, host names, resolved once; nothing here is sent to them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from leftopen.errors import BadAddress, NotAllowed
from leftopen.model.address import Address
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.scanning.targets import AT_ONCE, ResolvedTargets, check_some_allowed, resolve_targets
from tests.stopwatch import Stopwatch

KNOWN = {"localhost": ("127.0.0.1", "::1"), "www.example.org": ("8.8.4.4",)}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def book(name: str) -> frozenset[Address]:
    """A resolver that asks nobody."""
    if name not in KNOWN:
        raise BadAddress(f"{name} has no address")
    return frozenset(map(Address.parse, KNOWN[name]))


def named(*words: str, records: tuple[ScopeRecord, ...] = ()) -> ResolvedTargets:
    return asyncio.run(resolve_targets(words, records, resolver=book))


def allow(target: str) -> ScopeRecord:
    return record(target, authorised_by="A. Owner", until=None, now=NOW)


def test_words_are_canonical_and_each_network_counts_once() -> None:
    one = named("127.0.0.1", "127.0.0.1/32", "198.18.0.0/30", "0x7f000001")
    assert one.words == ("127.0.0.1/32", "198.18.0.0/30")
    assert len(one.targets) == 5


@pytest.mark.hostile("H9")
def test_a_name_is_resolved_and_pinned() -> None:
    one = named("localhost")
    assert one.words == ("localhost",)
    assert one.pinned == {"localhost": {Address.parse("127.0.0.1"), Address.parse("::1")}}
    assert len(one.targets) == 2


@pytest.mark.parametrize(
    "word", ["no such host!", "198.18.0.0/99", "999.1.1.1", "0.0.0.0/0", "", "a" * 300, "::/0"]
)
def test_what_is_no_target_is_one_clear_line(word: str) -> None:
    with pytest.raises(BadAddress) as raised:
        named(word)
    assert "\n" not in str(raised.value)


def test_a_name_that_has_no_address_is_one_clear_line() -> None:
    with pytest.raises(BadAddress, match=r"gone\.example\.org"):
        named("gone.example.org")


def test_too_many_addresses_are_refused_before_anything_is_counted_through() -> None:
    with pytest.raises(BadAddress, match="name smaller ranges"):
        named("2001:db8::/64")
    with pytest.raises(BadAddress, match="name smaller ranges"):
        named("198.0.0.0/8", "8.0.0.0/8")


def test_a_name_of_the_scope_that_has_no_address_now_stops_nothing() -> None:
    one = named("127.0.0.1", records=(allow("gone.example.org"),))
    assert len(one.targets) == 1
    assert one.pinned == {"gone.example.org": frozenset()}


def test_a_denied_name_that_has_no_address_now_stays_unknown() -> None:
    denied = record("gone.example.org", authorised_by="", until=None, now=NOW, effect=Effect.DENY)
    assert named("127.0.0.1", records=(denied,)).pinned == {}


def test_the_names_of_the_scope_are_resolved_too() -> None:
    one = named("127.0.0.1", records=(allow("www.example.org"),))
    assert one.pinned == {"www.example.org": {Address.parse("8.8.4.4")}}
    assert len(one.targets) == 1, "it is not a target for that"


def test_no_target_at_all_that_may_be_touched_raises_with_the_clause() -> None:
    with pytest.raises(NotAllowed) as raised:
        check_some_allowed(named("192.0.2.1"), Scope(), NOW)
    assert "192.0.2.1" in str(raised.value)


def test_one_allowed_target_is_enough_also_in_the_middle_of_a_wide_range() -> None:
    assert "this machine" in check_some_allowed(named("192.0.2.1", "127.0.0.1"), Scope(), NOW)
    scope = Scope(records=(allow("8.8.4.4"),))
    assert "8.8.4.4" in check_some_allowed(named("8.8.0.0/16"), scope, NOW)


def test_a_wide_range_without_a_record_is_refused_without_walking_through_it() -> None:
    with pytest.raises(NotAllowed):
        check_some_allowed(named("8.0.0.0/9"), Scope(records=(allow("198.18.0.0/24"),)), NOW)


def test_a_name_server_that_is_away_is_waited_for_once_not_once_a_name() -> None:
    async def away(name: str) -> frozenset[Address]:
        await asyncio.sleep(0.2)
        raise BadAddress(f"{name} could not be resolved")

    records = [allow(f"host{number}.example.org") for number in range(AT_ONCE)]
    watch = Stopwatch()
    asyncio.run(resolve_targets(("127.0.0.1",), records, resolver=away))
    assert watch.seconds < 1.5
