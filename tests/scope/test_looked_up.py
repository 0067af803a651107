"""One whole address; for everything else the way to search it."""

from __future__ import annotations

import pytest

from leftopen.errors import BadAddress
from leftopen.scope.looked_up import looked_up


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_whole_addresses_are_taken(text: str, address: str) -> None:
    assert str(looked_up(text)) == address


@pytest.mark.parametrize(
    "text",
    [
        "198.51.100",
        "127.1",
        "1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "192.0.2.256",
        "",
        "\x1b",
        "::1::",
    ],
)
def test_what_only_a_machine_would_read_as_one_is_refused(text: str) -> None:
    with pytest.raises(BadAddress, match=r"is not a valid IP address \(examples: "):
        looked_up(text)


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("198.51.100.0/24", "leftopen search net:198.51.100.0/24"),
        ("198.51.100.7/24", "leftopen search net:198.51.100.0/24"),
        ("2001:db8::/32", "leftopen search net:2001:db8::/32"),
        ("Mail.example.org", "leftopen search hostname:mail.example.org"),
    ],
)
def test_a_network_and_a_host_name_are_searched(text: str, search: str) -> None:
    with pytest.raises(BadAddress, match=search):
        looked_up(text)
