"""Addresses that are never scanned, and those scanned only under a record that names them.

Source: the IANA special-purpose address registries (RFC 6890 and its updates), and the addresses of clouds'
credential services.
"""

from __future__ import annotations

import ipaddress

from leftopen.model.address import MAPPED, Address
from leftopen.scope.network_index import Network, NetworkIndex

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

NEVER: tuple[tuple[str, str], ...] = (
    ("169.254.169.254/32", "a cloud's metadata service"),
    ("169.254.170.2/32", "a cloud's metadata service"),
    ("100.100.100.200/32", "a cloud's metadata service"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("192.0.0.192/32", "a cloud's metadata service"),
    ("fd00:ec2::254/128", "a cloud's metadata service"),
    ("0.0.0.0/8", "unspecified"),
    ("::/128", "unspecified"),
    ("255.255.255.255/32", "broadcast"),
    ("224.0.0.0/4", "multicast"),
    ("ff00::/8", "multicast"),
    ("169.254.0.0/16", "link-local"),
    ("fe80::/10", "link-local"),
)

SPECIAL: tuple[tuple[str, str], ...] = (
    ("10.0.0.0/8", "private"),
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("100.64.0.0/10", "shared"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("198.18.0.0/15", "benchmarking"),
    ("240.0.0.0/4", "reserved"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard-only"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private"),
    ("fec0::/10", "site-local"),
)

_LOOPBACK_4, _LOOPBACK_6 = MAPPED + b"\x7f", bytes(15) + b"\x01"
_NEVER = NetworkIndex((ipaddress.ip_network(network), word) for network, word in NEVER)
_SPECIAL = NetworkIndex((ipaddress.ip_network(n), (ipaddress.ip_network(n), word)) for n, word in SPECIAL)


def contains(network: Network, ip: Ip) -> bool:
    """A network contains no address of the other version."""
    return ip.version == network.version and ip in network


def is_loopback(address: Address) -> bool:
    return address.packed.startswith(_LOOPBACK_4) or address.packed == _LOOPBACK_6


def never(address: Address) -> str:
    """Why it is never scanned, or ''. An IPv6 address that contains an IPv4 one is judged by both."""
    words = _NEVER.at(address)
    if not (words or address.is_ipv4):
        words = tuple(word for ip in _carried(address) for word in _NEVER.at(Address.from_ip(ip)))
    return words[0] if words else ""


def special(address: Address) -> tuple[Network, str] | None:
    """The special range of the address, with its name; None for ordinary public space and loopback."""
    found = _SPECIAL.at(address)
    return None if not found or is_loopback(address) else found[0]


def _carried(address: Address) -> tuple[Ip, ...]:
    """The IPv4 address inside a NAT64, 6to4 or IPv4-compatible one: where the packet would end up."""
    ip = address.ip
    if not isinstance(ip, ipaddress.IPv6Address) or is_loopback(address):
        return ()
    if ip.sixtofour is not None:
        return (ip.sixtofour,)
    if any(ip in ipaddress.ip_network(prefix) for prefix in ("64:ff9b::/96", "::/96")):
        return (ipaddress.IPv4Address(address.packed[12:]),)
    return ()
