"""Only this machine's own addresses may be authorised without a name."""

from __future__ import annotations

import pytest

from leftopen.errors import BadAddress, BadScope
from leftopen.model.address import Address
from leftopen.service.scanning.own_machine import own_authoriser

OWN = frozenset(map(Address.parse, ("192.0.2.2", "2001:db8::2")))


@pytest.mark.parametrize(
    "target", ["127.0.0.1", "127.0.0.0/8", "127.0.8.0/24", "::1", "192.0.2.2", "192.0.2.2/32", "2001:db8::2"]
)
def test_own_addresses_have_the_user(target: str) -> None:
    assert own_authoriser([target], OWN, "maria") == "maria (own machine)"


@pytest.mark.parametrize(
    "target",
    ["192.0.2.3", "192.0.2.2/31", "126.0.0.0/7", "198.18.0.0/24", "localhost", "::/0", "2001:db8::/64"],
)
def test_every_other_target_needs_a_name(target: str) -> None:
    for targets in ([target], ["127.0.0.1", target]):
        with pytest.raises(BadScope, match=r"name who authorised the scan \(--authorised-by\)") as error:
            own_authoriser(targets, OWN, "maria")
        assert str(error.value).startswith(f"{target}: ")


def test_an_invalid_target_is_named_as_such() -> None:
    with pytest.raises(BadAddress):
        own_authoriser(["127.0.0.1/8"], OWN, "maria")
    with pytest.raises(BadAddress):
        own_authoriser(["exa mple"], OWN, "maria")
