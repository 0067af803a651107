"""Reads the rare fields from the objects of single protocols."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.facts import Json
from leftopen.query.columns.coerce import MOST, Flat, item_names, more, text, texts

Reader = Callable[[Json, Flat], None]


def _picked(prefix: str, *names: str) -> Reader:
    """Those members of the object, under their own names."""

    def read(block: Json, flat: Flat) -> None:
        if not isinstance(block, dict):
            return
        for name in names:
            value = block.get(name)
            if value is not None:
                more(flat, f"{prefix}.{name}", value if isinstance(value, list) else [value])

    return read


def _telnet(block: Json, flat: Flat) -> None:
    _picked("telnet", "do", "dont", "will", "wont")(block, flat)
    if isinstance(block, dict):
        options = [option for name in ("do", "dont", "will", "wont") for option in texts(block.get(name))]
        more(flat, "telnet.option", options)


def _addresses(prefix: str, *holders: str) -> Reader:
    """Addresses and ports of the machines that it names; a machine is an object, or `address:port`."""

    def read(block: Json, flat: Flat) -> None:
        if not isinstance(block, dict):
            return
        found: list[Json] = []
        for holder in holders:
            held = block.get(holder)
            found += _peers(held) if isinstance(held, list | dict) else []
        addresses = list(dict.fromkeys(address for peer in found if (address := _address(peer))))
        more(flat, f"{prefix}.ip", list(addresses))
        more(flat, f"{prefix}.port", [port for peer in found if (port := _port(peer))])
        if found:
            more(flat, f"{prefix}.ip_count", [len(addresses)])

    return read


def _peers(held: list[Json] | dict[str, Json]) -> list[Json]:
    if isinstance(held, dict):
        held = held.get("connections") if isinstance(held.get("connections"), list) else []  # type: ignore[assignment]
    return list(held)[:10_000]


def _address(peer: Json) -> str:
    if isinstance(peer, dict):
        return text(peer.get("ip") or peer.get("ipv4") or peer.get("ipv6") or peer.get("addr"))
    if not isinstance(peer, str):
        return ""
    return peer.rpartition(":")[0] if peer.count(":") == 1 else peer[:64]


def _port(peer: Json) -> int:
    port = peer.get("port") if isinstance(peer, dict) else None
    if isinstance(peer, str) and peer.count(":") == 1:
        tail = peer.rpartition(":")[2]
        port = int(tail) if tail.isascii() and tail.isdecimal() and len(tail) < 6 else None
    return port if isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536 else 0


_BITCOIN_PEERS = _addresses("bitcoin", "addrs", "addresses")
_NTP_PEERS = _addresses("ntp", "monlist", "peers")


def _bitcoin(block: Json, flat: Flat) -> None:
    _picked("bitcoin", "ip", "ip_count", "port", "user_agent", "version")(block, flat)
    _BITCOIN_PEERS(block, flat)
    shaken = block.get("handshake") if isinstance(block, dict) else None
    _picked("bitcoin", "user_agent", "version")(shaken, flat)


def _ntp(block: Json, flat: Flat) -> None:
    _picked("ntp", "ip", "ip_count", "more", "port")(block, flat)
    _NTP_PEERS(block, flat)
    listed = block.get("monlist") if isinstance(block, dict) else None
    _picked("ntp", "more")(listed, flat)


def _mongodb(block: Json, flat: Flat) -> None:
    databases = block.get("listDatabases") if isinstance(block, dict) else None
    held = (
        databases.get("databases")
        if isinstance(databases, dict)
        else block.get("databases")
        if isinstance(block, dict)
        else None
    )
    if isinstance(held, list):
        names = [d.get("name") if isinstance(d, dict) else d for d in held[:MOST]]
        more(flat, "mongodb.database.name", names)


def _redis(block: Json, flat: Flat) -> None:
    keys = block.get("keys") if isinstance(block, dict) else None
    more(flat, "redis.key", texts(keys.get("data") if isinstance(keys, dict) else keys))


def _rsync(block: Json, flat: Flat) -> None:
    if isinstance(block, dict):
        more(flat, "rsync.module", item_names(block.get("modules")))


def _screenshot(block: Json, flat: Flat) -> None:
    if not isinstance(block, dict) or not block:
        return
    flat["has_screenshot"] = True
    more(flat, "screenshot.hash", [block.get("hash")])
    labels = block.get("labels") or block.get("label")
    more(flat, "screenshot.label", labels if isinstance(labels, list) else [labels])


def _options(block: Json, flat: Flat) -> None:
    if isinstance(block, dict):
        _screenshot(block.get("screenshot"), flat)


def _named(name: str) -> Reader:
    def read(block: Json, flat: Flat) -> None:
        more(flat, name, block if isinstance(block, list) else [block])

    return read


def _ssh(block: Json, flat: Flat) -> None:
    _picked("ssh", "hassh", "type", "cipher", "mac", "fingerprint")(block, flat)
    lists = block.get("kex") if isinstance(block, dict) else None
    if isinstance(lists, dict):
        more(flat, "ssh.kex", dict.fromkeys(name for names in lists.values() for name in texts(names)))


READERS: dict[str, Reader] = {
    "ssh": _ssh,
    "snmp": _picked("snmp", "contact", "location", "name"),
    "telnet": _telnet,
    "bitcoin": _bitcoin,
    "ntp": _ntp,
    "mongodb": _mongodb,
    "redis": _redis,
    "rsync": _rsync,
    "screenshot": _screenshot,
    "opts": _options,
} | {
    name: _named(name)
    for name in (
        "asset", "google_ads", "google_analytics", "google_tag_manager", "meta_pixel", "tiktok_pixel",
        "x_pixel",
    )
}  # fmt: skip
