"""Normalises targets: a CIDR or a host name.

`192.0.2.7`, `0xC0.0.2.7`, `::ffff:192.0.2.0/120` and `192.0.2.0/24` become networks; everything else must be
a host name.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.scope.network_index import Network

WIDEST = {4: 7, 6: 12}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def network(text: str) -> Network:
    """A CIDR or one address, IPv4-mapped prefixes unmapped. Raises BadAddress in one clear line."""
    host, slash, bits = text.strip().partition("/")
    try:
        address = Address.parse(host)
    except ValueError:
        raise BadAddress(
            f"{text!r} is not a valid IP address or CIDR range (example: 192.0.2.0/24)"
        ) from None
    width = 32 if address.is_ipv4 else 128
    if slash and not (bits.isascii() and bits.isdigit() and len(bits) <= 3):
        raise BadAddress(f"{text!r}: the prefix length must be a number (example: /24)")
    length = int(bits) if slash else width
    if slash and address.is_ipv4 and ":" in host:
        length -= 96
    if not 0 <= length <= width:
        raise BadAddress(f"{text!r}: the prefix length must be between 0 and {width}")
    whole = ipaddress.ip_network((address.ip, length), strict=False)
    if whole.network_address != address.ip:
        raise BadAddress(f"{text!r} has host bits set; did you mean {whole}?")
    return whole


def scoped_network(text: str) -> Network:
    """As `network`, for a record: nobody can authorise the whole internet."""
    result = network(text)
    if result.prefixlen == 0:
        raise BadAddress(f"{text!r} is the whole address space; name ranges that you own")
    return result


def nobodys(target: str) -> str:
    """Why a record's target is wider than anything that one organisation holds (two neighbouring /8, a /13 of
    IPv6), or '': the internet in two halves is still the internet."""
    if not looks_numeric(target):
        return ""
    result = network(target)
    widest = WIDEST[result.version]
    if result.prefixlen >= widest:
        return ""
    return f"too large; name ranges of /{widest} or smaller"


def host_name(text: str) -> str:
    """A host name, lower-case IDNA. Raises BadAddress, also for letters that programs read differently: `ß`
    is `ss` to some and a letter of its own to others, so that it might name another owner's host."""
    labels = [_label(label) for label in text.strip().rstrip(".").split(".")]
    if len(".".join(labels)) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        other = "" if text.isascii() else "; write non-ASCII names in Punycode (xn--…)"
        raise BadAddress(f"{text!r} is not a valid IP address, CIDR range or host name{other}")
    return ".".join(labels)


def _label(label: str) -> str:
    """'' for an invalid one. Only ASCII is folded here: the Kelvin sign is no k."""
    if label.isascii():
        return label.lower()
    composed = unicodedata.normalize("NFC", label)
    try:
        encoded = composed.encode("idna")
        same = encoded.startswith(b"xn--") and encoded.decode("idna") == composed.lower()
    except UnicodeError:
        return ""
    plain = unicodedata.normalize("NFKC", composed) == composed and "\u212a" not in label
    return encoded.decode("ascii") if same and plain else ""


def looks_numeric(text: str) -> bool:
    """Does it look like an address or range? Then a typing error must not become a host name."""
    head = text.strip().partition("/")[0]
    return "/" in text or ":" in text or all(part[:1].isdigit() for part in head.split("."))
