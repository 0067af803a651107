"""An endpoint as text: TCP is not named, any other transport is."""

from __future__ import annotations

import pytest

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint


@pytest.mark.parametrize(
    ("address", "transport", "port_label", "label"),
    [
        ("192.0.2.1", "tcp", "161", "192.0.2.1:161"),
        ("192.0.2.1", "udp", "161/udp", "192.0.2.1:161/udp"),
        ("2001:db8::1", "udp", "161/udp", "[2001:db8::1]:161/udp"),
    ],
)
def test_the_transport_shows_where_it_is_not_tcp(
    address: str, transport: str, port_label: str, label: str
) -> None:
    endpoint = Endpoint(address=Address.parse(address), port=161, transport=transport)
    assert (endpoint.port_label, endpoint.label) == (port_label, label)
