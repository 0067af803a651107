"""What a beginning of an address was probably meant as."""

from __future__ import annotations

import pytest

from leftopen.query.networks import net, whole


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("192.0.2", "192.0.2.0/24"),
        ("192.0.2.", "192.0.2.0/24"),
        ("192.0.2.*", "192.0.2.0/24"),
        ("192.0.*.*", "192.0.0.0/16"),
        ("203.0.113/24", "203.0.113.0/24"),
        ("203.0.113/16", "203.0.0.0/16"),
        ("10", "10.0.0.0/8"),
        ("10/8", "10.0.0.0/8"),
    ],
)
def test_the_beginning_of_an_address_is_no_address_but_a_network(text: str, meant: str) -> None:
    assert net(text) is None
    assert whole(text) == meant


@pytest.mark.parametrize(
    "text", ["", "300.1", "192.0.2/99", "2130706433", "0x7f.1", "example.org", "2001:db8"]
)
def test_of_what_is_no_beginning_nothing_is_said(text: str) -> None:
    assert net(text) is None
    assert whole(text) == ""
