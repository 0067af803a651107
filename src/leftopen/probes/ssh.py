"""SSH (RFC 4253).

The server speaks first. Sends our identification, a KEXINIT and the first key-exchange message, reads the
host key from the response and disconnects: no authentication, no account name. The host key's fingerprint is
the service's identity.
"""

from __future__ import annotations

import base64

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import ssh
from leftopen.wire.fingerprint import ProductMatch, fingerprints, name

PARTS = 64

RULES = fingerprints("ssh")


def recognises(first: bytes) -> bool:
    """An identification line, possibly after a few lines of greeting."""
    return any(line.startswith(b"SSH-") for line in first[:4096].split(b"\n")[: ssh.BANNER_LINES])


async def ask(channel: Channel, first: bytes) -> bytes:
    """At most two writes; returns the bytes that the server sent unencrypted."""
    await channel.send(ssh.hello(), at=ReadLevel.BANNER)
    heard = await _read_on(channel, b"", wants_key=False)
    key_exchange = ssh.read(heard)
    reply = (
        ssh.exchange(key_exchange.lists.get("kex_algorithms", ()))
        if key_exchange and key_exchange.lists
        else b""
    )
    if not reply:
        return heard
    await channel.send(reply, at=ReadLevel.BANNER)
    return await _read_on(channel, heard, wants_key=True)


async def _read_on(channel: Channel, heard: bytes, *, wants_key: bool) -> bytes:
    for _ in range(PARTS):
        key_exchange = ssh.read(heard)
        if ssh.is_complete(heard) or (
            key_exchange and (key_exchange.host_key if wants_key else key_exchange.lists)
        ):
            break
        part = await channel.read(4096)
        if not part:
            break
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the completed part of the exchange; None without an identification line."""
    key_exchange = ssh.read(raw)
    if key_exchange is None:
        return None
    named = name(RULES, {"software": key_exchange.software})
    block = _block(key_exchange)
    return ServiceFacts(
        data=_banner(key_exchange, block),
        product=named.product,
        version=named.version,
        info=_info(key_exchange.software, named),
        identity=f"ssh-key:{ssh.fingerprint(key_exchange.host_key)}" if key_exchange.host_key else "",
        cpe=named.cpe,
        blocks={"ssh": block} if block else {},
    )


def _info(software: str, named: ProductMatch) -> str:
    """The text after the version, such as `Debian-7`."""
    return software.partition(" ")[2][:100] if named.product else software[:100]


def _block(key_exchange: ssh.KeyExchange) -> dict[str, Json]:
    if not key_exchange.lists:
        return {}
    kept = [kind for kind in ssh.LISTS if not kind.endswith("_client_to_server")]
    kex: dict[str, Json] = {kind: list(key_exchange.lists[kind]) for kind in kept}
    block: dict[str, Json] = {
        "hassh": ssh.hassh_server(key_exchange.lists),
        "cipher": ssh.choose_algorithm(ssh.OFFERED[3], key_exchange.lists["encryption_algorithms"]),
        "mac": ssh.choose_algorithm(ssh.OFFERED[5], key_exchange.lists["mac_algorithms"]),
        "kex": {**kex, "kex_follows": key_exchange.follows, "unused": 0},
    }
    if key_exchange.host_key:
        block["type"] = ssh.key_type(key_exchange.host_key)
        block["key"] = base64.b64encode(key_exchange.host_key).decode()
        block["fingerprint"] = ssh.fingerprint_md5(key_exchange.host_key)
    return block


def _banner(key_exchange: ssh.KeyExchange, block: dict[str, Json]) -> bytes:
    """The identification line, then key and algorithms in readable form, as Shodan prints them."""
    lines = [key_exchange.identification.decode("utf-8", "replace")]
    if "key" in block:
        lines += [
            f"Key type: {block['type']}",
            f"Key: {block['key']}",
            f"Fingerprint: {block['fingerprint']}",
        ]
    titles = {
        "kex_algorithms": "Kex Algorithms",
        "server_host_key_algorithms": "Server Host Key Algorithms",
        "encryption_algorithms": "Encryption Algorithms",
        "mac_algorithms": "MAC Algorithms",
        "compression_algorithms": "Compression Algorithms",
    }
    for kind, title in titles.items():
        if key_exchange.lists.get(kind):
            lines += ["", f"{title}:", *(f"\t{word}" for word in key_exchange.lists[kind])]
    return "\n".join(lines).encode()


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(22, 222, 2022, 2222, 22222))
