"""The addresses of this machine's own interfaces, as Linux lists them. Sends nothing.

From /proc/net/fib_trie and /proc/net/if_inet6 (proc(5)). Binding a socket as a test would not do: with
`ip_nonlocal_bind` the kernel lets a program bind anybody's address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path

from leftopen.model.address import Address

_IPV4, _IPV6 = Path("/proc/net/fib_trie"), Path("/proc/net/if_inet6")
_LEAF, _LOCAL = "|--", "/32 host LOCAL"


def own_addresses() -> frozenset[Address]:
    """Empty where the system has no such lists: then nothing is known to be its own."""
    return frozenset((*parse_fib_trie(_read(_IPV4)), *parse_if_inet6(_read(_IPV6))))


def parse_fib_trie(text: str) -> Iterator[Address]:
    """The IPv4 addresses that are local by themselves, not the ranges."""
    leaf = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith(_LEAF):
            leaf = line.removeprefix(_LEAF).strip()
        elif line == _LOCAL and leaf:
            try:
                yield Address.from_ip(ipaddress.IPv4Address(leaf))
            except ValueError:
                continue


def parse_if_inet6(text: str) -> Iterator[Address]:
    """The IPv6 addresses: 32 hexadecimal digits at the start of each line."""
    for line in text.splitlines():
        digits = line.partition(" ")[0]
        try:
            yield Address.from_ip(ipaddress.IPv6Address(bytes.fromhex(digits)))
        except ValueError:
            continue


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace")
    except OSError:
        return ""
