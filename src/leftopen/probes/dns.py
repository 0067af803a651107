"""DNS over TCP.

Asks for the name servers of the root, which every server answers in some way, a refusal included; then for
`version.bind` and `hostname.bind`, by which a server names its program and itself. No recursion is asked for.
Source: RFC 1035, RFC 4892, RFC 7766.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import dns
from leftopen.wire.read_message import read_message

ROOT, VERSION, HOST = 1, 2, 3
OPENER = dns.query("", dns.NS, ROOT)
ABOUT = dns.query("version.bind", dns.TXT, VERSION, group=dns.CH) + dns.query(
    "hostname.bind", dns.TXT, HOST, group=dns.CH
)
PRODUCTS = {
    "BIND": (re.compile(r"(?:BIND )?(9\.\d{1,3}\.\d{1,3})\b"), "isc:bind"),
    "dnsmasq": (re.compile(r"dnsmasq-(\d[\w.]{0,20})"), "thekelleys:dnsmasq"),
    "NSD": (re.compile(r"NSD (\d[\w.]{0,20})"), "nlnetlabs:nsd"),
    "Unbound": (re.compile(r"unbound (\d[\w.]{0,20})"), "nlnetlabs:unbound"),
    "Knot DNS": (re.compile(r"Knot DNS (\d[\w.]{0,20})"), "nic:knot_dns"),
    "PowerDNS": (re.compile(r"PowerDNS \w+ \w* ?(\d[\w.]{0,20})"), "powerdns:authoritative"),
}


def recognises(first: bytes) -> bool:
    """A response with the number of the question."""
    answer = dns.messages(first)
    return bool(answer) and answer[0].number == ROOT and dns.needed(first) == 0


async def ask(channel: Channel, first: bytes) -> bytes:
    """The root's answer, then both texts, whose order is the server's."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = await read_message(channel, dns.needed)
    if not recognises(heard):
        return heard
    await channel.send(ABOUT, at=ReadLevel.BANNER)
    return heard + await read_message(channel, lambda raw: dns.needed(raw, 2))


def read(raw: bytes) -> ServiceFacts | None:
    """Program, version and the server's own name, as far as it says them."""
    if not recognises(raw):
        return None
    answer = {message.number: message for message in dns.messages(raw)}
    software = dns.text(answer[VERSION]) if VERSION in answer else ""
    host = dns.text(answer[HOST]).lower().rstrip(".") if HOST in answer else ""
    product, version, cpe = _product(software)
    block: dict[str, Json] = {"recursive": answer[ROOT].recursive}
    if software:
        block["software"] = software[:200]
    named = dns.is_name(host) and "." in host
    return ServiceFacts(
        data=software.encode()[:200],
        product=product,
        version=version,
        hostnames=(host,) if named else (),
        cpe=cpe,
        blocks={"dns": block},
    )


def _product(software: str) -> tuple[str, str, tuple[str, ...]]:
    for product, (pattern, cpe) in PRODUCTS.items():
        if fits := pattern.match(software):
            return product, fits[1], (f"cpe:/a:{cpe}:{fits[1]}",)
    return "", "", ()


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(53, 5353, 8053), waits=True)
