"""Ranges as one indexed space."""

from __future__ import annotations

import ipaddress

import pytest

from leftopen.sweep.targets import Targets


def of(*texts: str) -> Targets:
    return Targets(ipaddress.ip_network(text) for text in texts)


def test_first_and_last_address_of_a_network_are_targets() -> None:
    assert [str(address) for address in of("192.0.2.0/30")] == [f"192.0.2.{last}" for last in range(4)]


def test_what_overlaps_is_swept_once() -> None:
    assert len(of("192.0.2.0/24", "192.0.2.128/25", "192.0.2.7/32")) == 256


def test_both_families_stand_in_one_space() -> None:
    both = of("2001:db8::/127", "192.0.2.7/32", "198.51.100.0/31")
    assert [str(both[at]) for at in range(len(both))] == [
        "192.0.2.7",
        "198.51.100.0",
        "198.51.100.1",
        "2001:db8::",
        "2001:db8::1",
    ]


def test_a_whole_eighth_is_no_list() -> None:
    wide = of("10.0.0.0/8")
    assert len(wide) == 1 << 24
    assert (str(wide[0]), str(wide[(1 << 24) - 1])) == ("10.0.0.0", "10.255.255.255")


def test_an_ipv6_network_is_counted_even_past_what_len_can_say() -> None:
    assert of("2001:db8::/32").count == 1 << 96
    assert str(of("2001:db8::/64")[1 << 63]) == "2001:db8:0:0:8000::"


def test_outside_is_an_error() -> None:
    for at in (-1, 4):
        with pytest.raises(IndexError):
            of("192.0.2.0/30")[at]
    assert len(of()) == 0
