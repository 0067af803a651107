"""Where a message may go is decided once, by the address and not by the name."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.notice import Rejected
from leftopen.net.outbound.pinned import known_refusal, pin_address


def where(host: str, *answers: str, private: bool = False) -> str:
    async def lookup(name: str) -> list[str]:
        assert name == host
        return list(answers)

    return asyncio.run(pin_address(host, private=private, lookup=lookup))


def test_the_first_public_address_is_taken() -> None:
    assert where("hooks.example.org", "8.8.8.8", "8.8.4.4") == "8.8.8.8"
    assert where("2001:4860:4860::8888") == "2001:4860:4860::8888"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "a loopback address"),
        ("::1", "a loopback address"),
        ("10.1.2.3", "not public .private."),
        ("192.168.0.1", "not public .private."),
        ("fd00::1", "not public .private."),
        ("169.254.169.254", "a cloud's metadata service"),
        ("fd00:ec2::254", "a cloud's metadata service"),
        ("169.254.1.1", "not public .link-local."),
        ("0.0.0.0", "not public .unspecified."),
        ("64:ff9b::a9fe:a9fe", "a cloud's metadata service"),
    ],
)
def test_others_need_the_setting(address: str, why: str) -> None:
    for host, answers in ((address, ()), ("name.example", (address,)), ("two.example", ("8.8.8.8", address))):
        with pytest.raises(Rejected, match=why):
            where(host, *answers)
    assert where("name.example", address, private=True) == address


def test_a_name_without_an_address_can_have_one_later() -> None:
    with pytest.raises(ConnectionError, match=r"gone\.example has no address") as caught:
        where("gone.example")
    assert not isinstance(caught.value, Rejected)


@pytest.mark.parametrize(
    ("host", "found", "said"),
    [
        ("localhost", ["127.0.0.1"], "a loopback address"),
        ("localhost", ["8.8.8.8"], ""),
        ("localhost", [], ""),
        ("127.0.0.1", None, "a loopback address"),
        ("8.8.8.8", None, ""),
        ("hooks.example.org", None, ""),
    ],
)
def test_what_is_refused_is_known_by_the_address(host: str, found: list[str] | None, said: str) -> None:
    def table(name: str) -> list[str]:
        assert found is not None, "only localhost is looked up"
        return found

    assert known_refusal(host, table) == said
