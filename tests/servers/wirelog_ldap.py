"""LDAP as the judge reads it: the root DSE, the anonymous bind, StartTLS, and searches for names alone."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

TLS_OID = b"1.3.6.1.4.1.1466.20037"
BIND = b"\x02\x01\x03\x04\x00\x80\x00"
EVERYTHING = b"\x87\x0bobjectClass"
MOST = 26
_SEARCH = re.compile(
    rb"\x0a\x01(?P<scope>[\x00-\x02])\x0a\x01\x00\x02\x01(?P<most>.)\x02\x01\x05\x01\x01\x00" + EVERYTHING,
    re.S,
)
_ROOT = frozenset(
    b"objectClass namingContexts defaultNamingContext supportedLDAPVersion supportedExtension "
    b"supportedControl supportedCapabilities supportedSASLMechanisms vendorName vendorVersion dnsHostName "
    b"domainFunctionality".split()
)
_KINDS = {0x66: "modify", 0x68: "add", 0x4A: "delete", 0x6C: "rename", 0x6E: "compare", 0x50: "abandon"}
_PAGED = b"1.2.840.113556.1.4.319"


def begins(answer: bytes) -> bool:
    """A message: a sequence with a number and an operation of a client."""
    whole = _take(answer)
    inner = _take(whole[1]) if whole is not None and whole[0] == 0x30 else None
    return inner is not None and inner[0] == 2 and inner[2][:1] != b"" and inner[2][0] & 0xC0 == 0x40


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Messages one after another; what follows StartTLS must be TLS."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        if asked[-1:] == ["STARTTLS"] and rest[:1] == b"\x16" and rest[1:2] == b"\x03":
            break
        whole = _take(rest)
        name, offence = _message(whole[1]) if whole is not None and whole[0] == 0x30 else ("", _unreadable())
        if name:
            asked.append(name)
        offences += [offence] if offence else []
        if whole is None or not name:
            break
        rest = whole[2]
    return tuple(asked), tuple(offences)


def _message(body: bytes) -> tuple[str, Offence | None]:
    number = _take(body)
    operation = _take(number[2]) if number is not None and number[0] == 2 else None
    if operation is None:
        return "", _unreadable()
    kind, inner, controls = operation
    if kind == 0x60:
        return "BIND", None if inner == BIND and not controls else _login("a bind with a name or a password")
    if kind == 0x42:
        return "UNBIND", None if not inner and not controls else _unreadable()
    if kind == 0x77:
        right = inner == b"\x80" + bytes([len(TLS_OID)]) + TLS_OID and not controls
        return "STARTTLS", None if right else _mutating("another extended operation")
    if kind == 0x63:
        return _search(inner, controls)
    return _KINDS.get(kind, hex(kind)), _mutating(f"operation {_KINDS.get(kind, hex(kind))}")


def _search(inner: bytes, controls: bytes) -> tuple[str, Offence | None]:
    base = _take(inner)
    found = _SEARCH.match(base[2]) if base is not None and base[0] == 4 else None
    if base is None or found is None:
        return "SEARCH", _unreadable()
    wanted = _take(base[2][found.end() :])
    if wanted is None or wanted[0] != 0x30 or wanted[2]:
        return "SEARCH", _unreadable()
    names = _strings(wanted[1])
    if not base[1] and found["scope"] == b"\0" and names <= _ROOT and not controls:
        return "ROOT", None
    modest = base[1] and names == {b"1.1"} and 0 < found["most"][0] <= MOST
    if not modest or (controls and not (controls[0] == 0xA0 and _PAGED in controls and len(controls) < 60)):
        return "SEARCH", _mutating("a search for more than a few names")
    return "SEARCH", None


def _strings(raw: bytes) -> set[bytes]:
    found = set()
    while raw:
        each = _take(raw)
        if each is None or each[0] != 4:
            return {b"?"}
        found.add(each[1])
        raw = each[2]
    return found


def _take(raw: bytes) -> tuple[int, bytes, bytes] | None:
    """(tag, body, what follows), shortest or longer lengths of at most two bytes."""
    if len(raw) < 2 or raw[1] == 0x80 or raw[1] > 0x82:
        return None
    size = raw[1] & 0x7F if raw[1] > 0x80 else 0
    length = int.from_bytes(raw[2 : 2 + size], "big") if size else raw[1]
    body = raw[2 + size : 2 + size + length]
    return (raw[0], body, raw[2 + size + length :]) if len(body) == length else None


def _unreadable() -> Offence:
    return Offence(kind=Kind.UNREADABLE, text="no question of LDAP that is known")


def _login(text: str) -> Offence:
    return Offence(kind=Kind.LOGIN, text=text)


def _mutating(text: str) -> Offence:
    return Offence(kind=Kind.MUTATING, text=text)
