"""The networks around an address, against a slow loop over all of them."""

from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.address import Address
from leftopen.scope.network_index import Network, NetworkIndex


def v4(number: int, prefix: int) -> Network:
    return ipaddress.ip_network((number << 16, prefix), strict=False)


def v6(number: int, prefix: int) -> Network:
    return ipaddress.ip_network((number << 112, prefix), strict=False)


NETWORKS = st.one_of(
    st.builds(v4, st.integers(0, 65535), st.integers(0, 16)),
    st.builds(v6, st.integers(0, 255), st.integers(0, 16)),
)


@given(networks=st.lists(NETWORKS, max_size=12), offset=st.integers(-1, 1))
def test_it_finds_what_a_loop_finds_in_the_order_given(networks: list[Network], offset: int) -> None:
    index = NetworkIndex((network, number) for number, network in enumerate(networks))
    whole = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    for network in [*networks, *whole]:
        for edge in (int(network.network_address), int(network.broadcast_address)):
            at = min(max(edge + offset, 0), 2**network.max_prefixlen - 1)
            ip = type(network.network_address)(at)
            slow = [n for n, one in enumerate(networks) if one.version == ip.version and ip in one]
            if ip.version == 6 and ip.ipv4_mapped:
                continue
            assert list(index.at(Address.from_ip(ip))) == slow


def test_a_network_of_ipv6_contains_no_ipv4_address() -> None:
    index = NetworkIndex([(ipaddress.ip_network("::/0"), "all")])
    assert index.at(Address.parse("192.0.2.1")) == ()
    assert index.at(Address.parse("2001:db8::1")) == ("all",)
