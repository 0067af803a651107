"""Names to addresses, by a resolver of our own."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.net.resolve import MOST, resolve


async def two(name: str) -> list[str]:
    return ["192.0.2.1", "2001:db8::1", "192.0.2.1"]


async def none(name: str) -> list[str]:
    return []


async def unknown(name: str) -> list[str]:
    raise OSError("unknown")


async def nonsense(name: str) -> list[str]:
    return ["x"]


async def never(name: str) -> list[str]:
    await asyncio.sleep(60)
    return []


async def thousands(name: str) -> list[str]:
    return [f"192.0.{number // 256}.{number % 256}" for number in range(5000)]


def test_every_address_comes_once() -> None:
    expected = {Address.parse("192.0.2.1"), Address.parse("2001:db8::1")}
    assert asyncio.run(resolve("a.example.org", lookup=two)) == expected


@pytest.mark.parametrize("lookup", [none, unknown, nonsense, never])
def test_a_name_without_an_address_is_one_clear_line(lookup: object) -> None:
    with pytest.raises(BadAddress, match=r"a\.example\.org"):
        asyncio.run(resolve("a.example.org", lookup=lookup, seconds=0.1))  # type: ignore[arg-type]


def test_a_name_with_thousands_of_addresses_is_bounded() -> None:
    assert len(asyncio.run(resolve("a.example.org", lookup=thousands))) == MOST


def test_the_systems_own_resolver_knows_this_machine() -> None:
    assert Address.parse("127.0.0.1") in asyncio.run(resolve("localhost"))
