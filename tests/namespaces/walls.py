"""Rules of a namespace's firewall that one test needs, and who was written to."""

from __future__ import annotations

import json

from tests.servers.namespaces import Namespace
from tests.servers.need import program


def rule(namespace: Namespace, text: str) -> None:
    done = namespace.run(program("nft"), text)
    if done.returncode:
        raise RuntimeError(f"nft {text}: {done.stderr}")


def drop_port(target: Namespace, port: int, source: str = "") -> None:
    """The target swallows everything to this port (from that source); its other ports go on answering."""
    whose = f"ip saddr {source} " if source else ""
    rule(target, f"add rule ip wall gate iifname != lo {whose}tcp dport {port} counter drop")


def note_whom(host: Namespace) -> None:
    """From now on every address that this namespace writes to, by the wire, is remembered."""
    rule(host, "add table inet watch")
    rule(host, "add set inet watch met { type ipv4_addr ; size 65535 ; flags dynamic ; }")
    rule(host, "add chain inet watch out { type filter hook postrouting priority -600 ; }")
    rule(host, "add rule inet watch out oifname != lo update @met { ip daddr }")


def met(host: Namespace) -> set[str]:
    done = host.run(program("nft"), "--json", "list", "set", "inet", "watch", "met")
    for part in json.loads(done.stdout)["nftables"]:
        if "set" in part:
            return {_address(entry) for entry in part["set"].get("elem", [])}
    raise RuntimeError(done.stderr)


def _address(entry: object) -> str:
    inner = entry["elem"]["val"] if isinstance(entry, dict) else entry
    return str(inner)


def left(host: Namespace, device: str = "wire") -> int:
    """Frames that the interface has sent, ARP and everything else included."""
    done = host.run(program("ip"), "--json", "-s", "link", "show", "dev", device)
    return int(json.loads(done.stdout)[0]["stats64"]["tx"]["packets"])
