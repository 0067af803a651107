"""Parses the one address that a user looks up.

A scope reads every spelling that the operating system accepts, so that none bypasses it. A look-up touches
nothing, and `198.51.100` is far more likely a typing error than 198.51.0.100: only complete addresses are
accepted.
"""

from __future__ import annotations

import ipaddress

from leftopen.errors import BadAddress
from leftopen.model.address import Address, strip_brackets
from leftopen.scope import canonical


def looked_up(text: str) -> Address:
    """Raises BadAddress, which explains how to search for a network or a host name."""
    try:
        return Address.whole(text)
    except ValueError:
        raise BadAddress(f"{text!r} is not a valid IP address{_instead(strip_brackets(text))}") from None


def _instead(text: str) -> str:
    try:
        return (
            f" but a CIDR range; to search it: leftopen search net:{ipaddress.ip_network(text, strict=False)}"
        )
    except ValueError:
        pass
    try:
        if not canonical.looks_numeric(text):
            return f"; to search for a host name: leftopen search hostname:{canonical.host_name(text)}"
    except BadAddress:
        pass
    return " (examples: 192.0.2.1, 2001:db8::1)"
