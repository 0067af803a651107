"""Addresses that count as one place."""

from __future__ import annotations

import pytest

from leftopen.web.client_network import client_network


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::1", "::/64"), ("", ""),
        ("testclient", "testclient"), ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ("2001:db8:0:1::", "2001:db8:0:1::/64"), ("fe80::1%eth0", "fe80::/64"),
    ],
)  # fmt: skip
def test_of_ipv6_its_network(client: str, expected: str) -> None:
    assert client_network(client) == expected
