from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.address import Address
from leftopen.net.own_addresses import own_addresses, parse_fib_trie, parse_if_inet6

TRIE = """\
Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.0
           /8 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.0
           /24 link UNICAST
        |-- 192.0.2.2
           /32 host LOCAL
"""
INET6 = """\
00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000002 04 40 00 82     eth0
"""


def test_single_local_addresses_are_read_and_no_range() -> None:
    assert list(map(str, parse_fib_trie(TRIE))) == ["127.0.0.1", "192.0.2.2"]
    assert list(map(str, parse_if_inet6(INET6))) == ["::1", "2001:db8::2"]


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for address in (*parse_fib_trie(text), *parse_if_inet6(text)):
        assert isinstance(address, Address)


def test_this_machine_has_its_loopback_address() -> None:
    found = own_addresses()
    if not found:
        pytest.skip("this system has no such lists")
    assert found & {Address.parse("127.0.0.1"), Address.parse("::1")}
    assert Address.parse("198.51.100.77") not in found
