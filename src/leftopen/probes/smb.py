"""SMB version 2 and 3 file servers: Windows, Samba and others.

Negotiates, then starts an NTLM session setup and stops at the server's challenge, which names the machine,
its domain and the system version. No name, no password and no response to the challenge is sent. A server
that supports only version 1 does not respond. Source: MS-SMB2, MS-NLMP.
"""

from __future__ import annotations

import re
import uuid

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.present.printable import printable
from leftopen.wire import ntlm, smb2
from leftopen.wire.read_message import read_message

OPENER = smb2.negotiate()
SAMBA = "6.1.0"
"""The version that Samba reports; no Windows release has build 0."""
WINDOWS = re.compile(r"(?:5\.[012]|6\.[0-3]|10\.0)\.[1-9]\d{2,4}")
"""Versions of Windows from 2000 on; another number says nothing of the product."""
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def recognises(first: bytes) -> bool:
    """A response to a negotiation, also a partial one."""
    return (
        len(first) >= 4 + smb2.HEADER
        and first[0] == 0
        and first[4:8] == smb2.MARK
        and smb2.number(first, 4 + 12, 2) == smb2.NEGOTIATE
        and smb2.number(first, 4 + 16, 4) & 1 == 1
    )


async def ask(channel: Channel, first: bytes) -> bytes:
    """The negotiation, then the challenge."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = await _frame(channel)
    if smb2.negotiated(heard) is None or not channel.level.allows(ReadLevel.METADATA):
        return heard
    await channel.send(smb2.session_setup(ntlm.negotiate(), message=1), at=ReadLevel.METADATA)
    return heard + await _frame(channel)


async def _frame(channel: Channel) -> bytes:
    return await read_message(channel, lambda heard: min(smb2.needed(heard), smb2.PIECE))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the complete frames; None when they are not SMB2."""
    if not recognises(raw):
        return None
    heard = smb2.frames(raw)
    answer = smb2.negotiated(heard[0]) if heard else None
    reply = ntlm.challenge(smb2.token(heard[1])) if len(heard) > 1 else None
    names = dict(reply.names) if reply is not None else {}
    host = names.get("dns_computer_name", "").lower()
    block: dict[str, Json] = {"smb_version": 2}
    block.update(_negotiated(answer) if answer is not None else {})
    block.update({key: printable(value, 100) for key, value in names.items() if value})
    if reply is not None and reply.version:
        block["os_version"] = reply.version
    product, version = _named(reply)
    return ServiceFacts(
        data=_banner(block),
        product=product,
        version=version,
        hostnames=(host,) if _HOST.fullmatch(host) else (),
        blocks={"smb": block},
    )


def _negotiated(answer: smb2.Negotiated) -> dict[str, Json]:
    return {
        "dialect": smb2.DIALECTS[answer.dialect],
        "signing_required": answer.signing_required,
        "guid": str(uuid.UUID(bytes_le=answer.guid)),
        "capabilities": [name for bit, name in smb2.CAPABILITIES.items() if answer.capabilities & bit],
    }


def _named(reply: ntlm.Challenge | None) -> tuple[str, str]:
    """Impacket's server announces a version and fills it with 0xFF."""
    if reply is None:
        return "", ""
    if reply.version == SAMBA:
        return "Samba", ""
    if WINDOWS.fullmatch(reply.version):
        return "Microsoft Windows SMB", reply.version
    return ("Impacket smbserver", "") if reply.filler else ("", "")


def _banner(block: dict[str, Json]) -> bytes:
    """One readable `Name: value` a line."""
    titles = {
        "dialect": "SMB dialect",
        "signing_required": "Signing required",
        "guid": "Server GUID",
        "os_version": "OS version",
        "netbios_computer_name": "NetBIOS computer",
        "netbios_domain_name": "NetBIOS domain",
        "dns_computer_name": "DNS computer",
        "dns_domain_name": "DNS domain",
    }
    return "\n".join(f"{title}: {block[key]}" for key, title in titles.items() if key in block).encode()


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(445, 1445, 4455), waits=True)
