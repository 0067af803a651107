from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import is_v4, pair, prefix
from leftopen.model.address import Address

addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))


@given(addresses, st.data())
def test_a_prefix_s_ends_are_the_standard_library_s(ip: ipaddress.IPv4Address, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, ip.max_prefixlen))
    network = ipaddress.ip_network((ip, length), strict=False)
    ends = [int.from_bytes(Address.from_ip(one).packed, "big") for one in (network[0], network[-1])]
    assert list(prefix(str(network))) == ends
    assert is_v4(ends[0]) == (ip.version == 4) or str(network).startswith("::")


@given(addresses, addresses)
def test_a_pair_is_of_one_family_and_the_right_way_round(
    one: ipaddress.IPv4Address, other: ipaddress.IPv4Address
) -> None:
    low, high = (int.from_bytes(Address.from_ip(ip).packed, "big") for ip in (one, other))
    if is_v4(low) == is_v4(high) and low <= high:
        assert pair(str(one), f" {other} ") == (low, high)
    else:
        with pytest.raises(ValueError, match=r"different IP versions|comes after"):
            pair(str(one), str(other))


def test_numbers_are_read_as_addresses() -> None:
    assert pair("16777216", "16777471") == pair("1.0.0.0", "1.0.0.255")
    six = int(ipaddress.IPv6Address("2001:200::"))
    assert pair(str(six), str(six + 1)) == pair("2001:200::", "2001:200::1")


@pytest.mark.parametrize(
    "text", ["", "8.8.8.8/33", "8.8.8.8/8", "8.8.8", "host", "1.2.3.4/0x8", "\u0661.0.0.0/8"]
)
def test_what_is_no_prefix_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        prefix(text)


@pytest.mark.parametrize("text", ["9" * 39, "9" * 5000, "-1", "1.1.1.256", "::g", "\u0661"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        pair(text, text)
