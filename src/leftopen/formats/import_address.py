"""Parses an address in a foreign file: only the usual spelling, so that no two parsers differ."""

from __future__ import annotations

import ipaddress
import re

from leftopen.formats.json_line import Unread
from leftopen.model.address import MAPPED, Address
from leftopen.model.facts import Json

NONE = "invalid IP address"
_IPV4 = re.compile(r"(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})", re.ASCII)


def read(value: Json) -> Address:
    """Dotted decimal without leading zeros, or IPv6 without a zone. Raises Unread."""
    if isinstance(value, str):
        found = _IPV4.fullmatch(value)
        try:
            if found:
                return Address(packed=MAPPED + bytes(map(int, found.groups())))
            if ":" in value and "%" not in value and len(value) <= 45:
                return Address(packed=ipaddress.IPv6Address(value).packed)
        except ValueError:
            pass
    raise Unread(NONE)


def read_number(value: Json) -> Address:
    """An IPv4 address given as a number. Raises Unread."""
    if type(value) is not int or not 0 <= value < 2**32:
        raise Unread(NONE)
    return Address(packed=MAPPED + value.to_bytes(4, "big"))
