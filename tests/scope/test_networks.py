"""Is an address inside any of many networks? As the standard library says."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.scope.networks import Networks

V4 = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda made: ipaddress.ip_network((made[0], made[1]), strict=False)
)
V6 = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(
    lambda made: ipaddress.ip_network((ipaddress.IPv6Address(made[0]), made[1]), strict=False)
)
NETWORKS = st.lists(V4 | V6, max_size=8)


@given(networks=NETWORKS, addresses=st.lists(st.ip_addresses(), max_size=8))
def test_as_the_standard_library_says(
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
    addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address],
) -> None:
    some = Networks(map(str, networks))
    edges = [edge for one in networks for edge in (one[0], one[-1])]
    for address in (*addresses, *edges):
        if address.version == 6 and address.ipv4_mapped is not None:
            continue
        assert (str(address) in some) == any(
            address.version == one.version and address in one for one in networks
        )


def test_none_holds_nothing() -> None:
    assert "192.0.2.7" not in Networks(())


@pytest.mark.parametrize("inside", ["192.0.2.0", "192.0.2.255", "192.0.3.9", "::ffff:192.0.2.7"])
def test_neighbours_and_overlaps_are_one(inside: str) -> None:
    assert inside in Networks(["192.0.3.0/24", "192.0.2.0/24", "192.0.2.128/25"])
    assert "192.0.4.0" not in Networks(["192.0.3.0/24", "192.0.2.0/24"])
