"""LDAP directories: OpenLDAP, Active Directory, 389 Directory Server and others.

Searches the root DSE, the public entry in which a directory describes itself: its naming contexts, vendor and
extensions. If StartTLS is among them, it is requested, to read the certificate. Nothing below a naming
context is requested, and no bind is sent. Source: RFC 4511, RFC 4512.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.present.printable import printable
from leftopen.wire import ldap
from leftopen.wire.fingerprint import fingerprints, name

LIMIT = 16384
ROOT, TLS, INSIDE = 1, 2, 3
"""Message IDs."""
OPENER = ldap.root(ROOT)
KEPT = {
    "namingcontexts": "namingContexts",
    "defaultnamingcontext": "defaultNamingContext",
    "supportedldapversion": "supportedLDAPVersion",
    "supportedextension": "supportedExtension",
    "supportedcontrol": "supportedControl",
    "supportedcapabilities": "supportedCapabilities",
    "supportedsaslmechanisms": "supportedSASLMechanisms",
    "vendorname": "vendorName",
    "vendorversion": "vendorVersion",
    "dnshostname": "dnsHostName",
    "domainfunctionality": "domainFunctionality",
}
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
RULES = fingerprints("ldap")


def recognises(first: bytes) -> bool:
    """An entry, a result or a notice from a directory, also a partial one."""
    return ldap.begins(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The root DSE, then StartTLS when offered or required; the root DSE again when it is only shown inside
    TLS."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = await _answer(channel, ROOT)
    if not _offers_tls(heard):
        return heard
    await channel.send(ldap.start_tls(TLS), at=ReadLevel.BANNER)
    heard += await _answer(channel, TLS)
    if not _granted(heard):
        return heard
    await channel.start_tls()
    if not _values(heard):
        await channel.send(ldap.root(INSIDE), at=ReadLevel.BANNER)
        heard += await _answer(channel, INSIDE)
    return heard


def _offers_tls(heard: bytes) -> bool:
    asked_for = any(each.result == ldap.CONFIDENTIALITY for each in ldap.messages(heard))
    return asked_for or ldap.START_TLS in _values(heard).get("supportedextension", ())


def _granted(heard: bytes) -> bool:
    return any(each.number == TLS and each.result == ldap.SUCCESS for each in ldap.messages(heard))


async def _answer(channel: Channel, number: int) -> bytes:
    heard = b""
    while len(heard) < LIMIT and ldap.needed(heard, number):
        part = await channel.read(4096)
        if not part:
            break
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the complete responses; None when they are not LDAP."""
    if not ldap.begins(raw):
        return None
    values = _values(raw)
    named = name(RULES, {key: " ".join(each) for key, each in values.items()})
    hosts = tuple(each.lower() for each in values.get("dnshostname", ()) if _HOST.fullmatch(each.lower()))
    block: dict[str, Json] = {
        KEPT[key]: [each[:200] for each in found[:60]] for key, found in values.items() if key in KEPT
    }
    ends = (each for each in ldap.messages(raw) if each.result > 0 and each.number in (0, ROOT))
    refused = None if values else next(ends, None)
    if refused is not None:
        block["refused"] = refused.result
    return ServiceFacts(
        data=_banner(values, refused),
        product=named.product,
        version=named.version,
        info=_vendor(values) if not named.product else "",
        hostnames=hosts[:1],
        cpe=named.cpe,
        tags=("starttls",) if _granted(raw) else (),
        blocks={"ldap": block},
    )


def _values(raw: bytes) -> dict[str, tuple[str, ...]]:
    """The root DSE's attributes, only from the entry without a name; {} without one."""
    entry = next((each for each in ldap.messages(raw) if each.kind == ldap.ENTRY and not each.name), None)
    return dict(entry.values) if entry is not None else {}


def _vendor(values: dict[str, tuple[str, ...]]) -> str:
    return " ".join((*values.get("vendorname", ())[:1], *values.get("vendorversion", ())[:1]))[:100]


def _banner(values: dict[str, tuple[str, ...]], refused: ldap.Message | None) -> bytes:
    """The attributes in LDIF form, or the refusal."""
    lines = [
        f"{KEPT[key]}: {printable(each, 200)}"
        for key, found in values.items()
        if key in KEPT
        for each in found[:60]
    ]
    if refused is not None:
        lines.append(f"result: {refused.result} {printable(refused.said, 200)}".rstrip())
    return "\n".join(lines).encode("utf-8", "replace")[:4096]


probe = Probe(
    opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(389, 636, 3268, 3269, 1389, 1636)
)
