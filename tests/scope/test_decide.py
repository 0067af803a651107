"""The scope's answers, as a table, and what no input may ever bring about."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.address import Address
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope.decide import Scope
from leftopen.scope.file import record

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def allow(target: str, **more: object) -> ScopeRecord:
    made = record(target, authorised_by="A. Tester", until=LATER, now=NOW)
    return replace(made, **more)  # type: ignore[arg-type]


def deny(target: str) -> ScopeRecord:
    return record(target, authorised_by="", until=None, now=NOW, effect=Effect.DENY)


def permitted(text: str, *records: ScopeRecord, at: datetime = NOW) -> bool:
    return Scope(records=records).permit(Address.parse(text), at).allowed


@pytest.mark.hostile("S1")
def test_an_empty_scope_allows_loopback_and_nothing_else() -> None:
    assert permitted("127.0.0.1")
    assert permitted("::1")
    assert permitted("2130706433")
    for text in ("8.8.8.8", "192.0.2.1", "10.0.0.1", "2001:db8::1", "2600::1"):
        assert not permitted(text)


@pytest.mark.hostile("S3")
@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "ff02::1", "::", "169.254.1.1", "fe80::1",
        "169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "::ffff:169.254.169.254",
        "0xA9FEA9FE",
        "0251.0376.0251.0376", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_the_untouchable_stay_untouched_whatever_the_records_say(text: str) -> None:
    everything = [allow("128.0.0.0/1"), allow("0.0.0.0/1"), allow("8000::/1"), allow("::/1")]
    exact = [allow(str(Address.parse(text)))]
    assert not permitted(text, *everything)
    assert not permitted(text, *exact)


@pytest.mark.hostile("S2")
def test_deny_wins_over_allow_and_over_loopback_however_it_is_written() -> None:
    scope = (allow("198.18.0.0/15"), deny("198.18.5.0/24"), deny("127.0.0.9"))
    assert permitted("198.18.4.255", *scope)
    for text in ("198.18.5.7", "::ffff:198.18.5.7", "0xC6120507", "0306.022.05.07", "198.18.1287"):
        assert not permitted(text, *scope)
    assert not permitted("127.0.0.9", *scope)


def test_special_ranges_need_a_record_of_their_own() -> None:
    assert not permitted("10.1.2.3", allow("8.0.0.0/6"))
    assert permitted("10.1.2.3", allow("10.0.0.0/8"))
    assert permitted("10.1.2.3", allow("10.1.2.3"))
    assert permitted("fd12::1", allow("fd00::/8"))
    assert not permitted("192.0.2.1", allow("192.0.0.0/16"))


@pytest.mark.hostile("S1")
def test_an_authorisation_ends() -> None:
    mine = allow("198.18.0.0/15")
    assert permitted("198.18.0.1", mine, at=LATER - timedelta(seconds=1))
    assert not permitted("198.18.0.1", mine, at=LATER)
    clause = Scope(records=(mine,)).permit(Address.parse("198.18.0.1"), LATER).clause
    assert "expired on" in clause


def test_the_narrowest_record_sets_the_reading_level() -> None:
    records = (allow("198.18.0.0/15", level=ReadLevel.SAMPLE), allow("198.18.7.0/24", level=ReadLevel.BANNER))
    permit = Scope(records=records).permit(Address.parse("198.18.7.1"), NOW)
    assert permit.level is ReadLevel.BANNER
    assert Scope(records=records).permit(Address.parse("198.18.8.1"), NOW).level is ReadLevel.SAMPLE


@pytest.mark.hostile("H9", "H10")
def test_a_name_authorises_its_pinned_addresses_and_never_special_ones() -> None:
    named = allow("www.example.org")
    pinned = {"www.example.org": frozenset(map(Address.parse, ("8.8.4.4", "10.0.0.1", "127.0.0.1")))}
    scope = Scope(records=(named,), pinned=pinned)
    assert scope.permit(Address.parse("8.8.4.4"), NOW).allowed
    assert not scope.permit(Address.parse("10.0.0.1"), NOW).allowed
    assert not scope.permit(Address.parse("8.8.8.8"), NOW).allowed
    assert "always allowed" in scope.permit(Address.parse("127.0.0.1"), NOW).clause


def test_a_denied_name_denies_its_addresses() -> None:
    scope = Scope(
        records=(allow("198.18.0.0/15"), deny("no.example.org")),
        pinned={"no.example.org": frozenset({Address.parse("198.18.0.1")})},
    )
    assert not scope.permit(Address.parse("198.18.0.1"), NOW).allowed
    assert scope.permit(Address.parse("198.18.0.2"), NOW).allowed


@given(packed=st.binary(min_size=16, max_size=16))
def test_any_address_gets_an_answer_with_a_clause(packed: bytes) -> None:
    permit = Scope(records=(allow("198.18.0.0/15"),)).permit(Address(packed=packed), NOW)
    assert permit.clause


@pytest.mark.hostile("S2")
@given(ip=st.ip_addresses(v=4), bits=st.integers(1, 32))
def test_denying_more_never_allows_more(ip: object, bits: int) -> None:
    address = Address.parse(str(ip))
    base = (allow("0.0.0.0/1"), allow("128.0.0.0/1"))
    wide = ipaddress.ip_network(f"{ip}/{bits}", strict=False)
    assert not Scope(records=(*base, deny(str(wide)))).permit(address, NOW).allowed


def test_a_denial_ends_at_its_end_and_may_be_of_one_port() -> None:
    until = NOW + timedelta(days=1)
    timed = replace(deny("192.0.2.7"), until=until)
    assert not permitted("192.0.2.7", allow("192.0.2.0/24"), timed)
    assert permitted("192.0.2.7", allow("192.0.2.0/24"), timed, at=until)
    one_port = Scope(records=(allow("192.0.2.0/24"), replace(timed, port=443)))
    permit = one_port.permit(Address.parse("192.0.2.7"), NOW)
    assert (permit.allowed, permit.at(443).allowed, permit.at(80).allowed) == (True, False, True)
    assert one_port.permit(Address.parse("192.0.2.8"), NOW).at(443).allowed
    assert one_port.permit(Address.parse("192.0.2.7"), until).at(443).allowed


def test_a_denied_name_that_has_ended_refuses_nothing() -> None:
    timed = replace(deny("old.example.org"), until=NOW + timedelta(days=1))
    assert not permitted("192.0.2.7", allow("192.0.2.0/24"), timed)
    assert permitted("192.0.2.7", allow("192.0.2.0/24"), timed, at=NOW + timedelta(days=1))
