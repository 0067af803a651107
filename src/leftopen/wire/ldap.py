"""The subset of LDAP version 3 for anonymous requests. Bounded, never raises.

Source: RFC 4511 (protocol), RFC 4512 (root DSE), RFC 2696 (paged results), RFC 4514 (names).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from leftopen.wire import ber
from leftopen.wire.ber import Element

BIND, BOUND, UNBIND, SEARCH = 0x60, 0x61, 0x42, 0x63
ENTRY, DONE, REFERENCE = 0x64, 0x65, 0x73
EXTENDED, EXTENDED_DONE = 0x77, 0x78
_CONTROLS, _PASSWORD, _NAME, _PRESENT = 0xA0, 0x80, 0x80, 0x87
_ANSWERS = (BOUND, ENTRY, DONE, REFERENCE, EXTENDED_DONE)

BASE, SUBTREE = 0, 2
START_TLS = "1.3.6.1.4.1.1466.20037"
PAGED = "1.2.840.113556.1.4.319"
NO_ATTRIBUTES = "1.1"
SECONDS = 5

SUCCESS, OPERATIONS_ERROR, SIZE_LIMIT, STRONGER_AUTH = 0, 1, 4, 8
ADMIN_LIMIT, CONFIDENTIALITY, NO_SUCH_OBJECT = 11, 13, 32
INAPPROPRIATE_AUTH, INVALID_CREDENTIALS, ACCESS, UNWILLING = 48, 49, 50, 53

ROOT_ATTRIBUTES = (
    "objectClass",
    "namingContexts",
    "defaultNamingContext",
    "supportedLDAPVersion",
    "supportedExtension",
    "supportedControl",
    "supportedCapabilities",
    "supportedSASLMechanisms",
    "vendorName",
    "vendorVersion",
    "dnsHostName",
    "domainFunctionality",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One whole response. `result` and `said` of those that end an operation (-1 otherwise); `name` and
    `values` (by attribute in lower case) of an entry; `estimate` and `more` of the paged results control."""

    number: int
    kind: int
    result: int = -1
    said: str = ""
    name: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    estimate: int = 0
    more: bool = False


def _message(number: int, operation: bytes, controls: bytes = b"") -> bytes:
    return ber.encode(ber.SEQUENCE, ber.number(number), operation, controls)


def anonymous_bind(number: int) -> bytes:
    """No name and no password (RFC 4513, 5.1.1)."""
    body = ber.number(3) + ber.octets(b"") + ber.octets(b"", _PASSWORD)
    return _message(number, ber.encode(BIND, body))


def unbind(number: int) -> bytes:
    """Ends the session; there is no response."""
    return _message(number, ber.encode(UNBIND))


def start_tls(number: int) -> bytes:
    """RFC 4511, 4.14."""
    return _message(number, ber.encode(EXTENDED, ber.octets(START_TLS.encode(), _NAME)))


def search(
    number: int, name: str, scope: int, attributes: tuple[str, ...], *, most: int, page: int = 0
) -> bytes:
    """All objects (`objectClass` present), aliases not followed, at most `most` entries; `page` requests
    pages, where the server supports them."""
    body = (
        ber.octets(name.encode())
        + ber.number(scope, ber.ENUMERATED)
        + ber.number(0, ber.ENUMERATED)
        + ber.number(most)
        + ber.number(SECONDS)
        + ber.encode(ber.BOOLEAN, b"\0")
        + ber.octets(b"objectClass", _PRESENT)
        + ber.encode(ber.SEQUENCE, *(ber.octets(each.encode()) for each in attributes))
    )
    return _message(number, ber.encode(SEARCH, body), _paged(page) if page else b"")


def _paged(page: int) -> bytes:
    value = ber.encode(ber.SEQUENCE, ber.number(page), ber.octets(b""))
    control = ber.encode(ber.SEQUENCE, ber.octets(PAGED.encode()), ber.octets(value))
    return ber.encode(_CONTROLS, control)


def root(number: int) -> bytes:
    """The root DSE: what the server tells every client about itself."""
    return search(number, "", BASE, ROOT_ATTRIBUTES, most=1)


def begins(raw: bytes) -> bool:
    """Do these bytes begin a server's response, complete or not?"""
    found = ber.head(raw)
    if found is None or found[0] != ber.SEQUENCE:
        return False
    inner = ber.head(raw, found[1])
    if inner is None or inner[0] != ber.INTEGER or not 1 <= inner[2] - inner[1] <= 4:
        return False
    operation = ber.head(raw, inner[2])
    return operation is not None and operation[0] in _ANSWERS and operation[2] <= found[2]


@lru_cache(maxsize=8)
def messages(raw: bytes) -> tuple[Message, ...]:
    """Every whole response in order, up to the first invalid one. Cached, because the same bytes are read
    several times in a row."""
    found: list[Message] = []
    for piece in ber.split(raw[: ber.LARGEST]):
        message = _read(ber.read(piece))
        if message is None:
            break
        found.append(message)
    return tuple(found)


def needed(raw: bytes, number: int) -> int:
    """How many more bytes are needed at least until operation `number` has ended: 0 when it has, or for
    anything that is no LDAP."""
    answer = messages(raw)
    if any(each.number in (number, 0) and each.result >= 0 for each in answer):
        return 0
    whole = ber.split(raw)
    rest = raw[sum(map(len, whole)) :]
    other = len(whole) > len(answer) or rest[:1] not in (b"", bytes((ber.SEQUENCE,)))
    return 0 if other else ber.needed(rest)


def _read(element: Element | None) -> Message | None:
    parts = element.parts if element is not None and element.tag == ber.SEQUENCE else ()
    number = parts[0].number if len(parts) >= 2 else None
    if number is None or number < 0 or parts[1].tag not in _ANSWERS:
        return None
    kind, inner = parts[1].tag, parts[1].parts
    if kind == REFERENCE:
        return Message(number=number, kind=kind)
    if kind == ENTRY:
        return _entry(number, inner)
    result = inner[0].number if len(inner) >= 3 and inner[0].tag == ber.ENUMERATED else None
    if result is None or result < 0:
        return None
    estimate, more = _page(parts[2] if len(parts) > 2 else None)
    reply = inner[2].text[:300]
    return Message(number=number, kind=kind, result=result, said=reply, estimate=estimate, more=more)


def _entry(number: int, inner: tuple[Element, ...]) -> Message | None:
    if len(inner) != 2 or inner[0].tag != ber.OCTETS or inner[1].tag != ber.SEQUENCE:
        return None
    values = []
    for attribute in inner[1].parts[:100]:
        pair = attribute.parts
        if attribute.tag != ber.SEQUENCE or len(pair) != 2 or pair[1].tag != ber.SET:
            return None
        values.append((pair[0].text.lower()[:100], tuple(each.text[:300] for each in pair[1].parts[:100])))
    return Message(number=number, kind=ENTRY, name=inner[0].text[:1000], values=tuple(values))


def _page(controls: Element | None) -> tuple[int, bool]:
    """The estimate of the total (0: none given), and whether more would come."""
    for control in controls.parts if controls is not None and controls.tag == _CONTROLS else ():
        if control.parts and control.parts[0].body == PAGED.encode():
            value = ber.read(control.parts[-1].body)
            inner = value.parts if value is not None else ()
            if len(inner) == 2:
                return max(0, inner[0].number or 0), bool(inner[1].body)
    return 0, False
