"""DNS: whole zone readable without authentication (zone transfer).

Asks the server which zones it serves among the names that are known: the name of the target, the names on
its certificates, the server's own name (`hostname.bind`) and those above them, the reverse name of its
address, and `localhost`. Then it requests a transfer (AXFR) of at most three of these zones, and reads
at most 24 KiB of each. The records are read in memory to count; none is stored. No name is guessed.

Open: a zone with hosts. Empty: only a zone's own SOA and NS, or zones that every server has (`localhost`).
Closed: every zone that is known, with one of its own among them, is refused (REFUSED, NOTAUTH). Unknown: no
zone of this server is known. False positives: a zone that is meant to be copied by anyone, such as the root.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import dns
from leftopen.wire.dns_transfer import Transfer, is_complete, transfer
from leftopen.wire.exchange import Exchange, pack, unpack
from leftopen.wire.read_message import read_message

NAMES = 12
ZONES = 3
COMMON = ("localhost", "127.in-addr.arpa", "0.in-addr.arpa", "255.in-addr.arpa", "0.0.127.in-addr.arpa")
DENIED = {dns.REFUSED: "REFUSED", dns.NOT_AUTHORITATIVE: "NOTAUTH"}


def applies(observation: Observation) -> bool:
    """The probe identified DNS, on any port."""
    return observation.module == "dns"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The zones among the known names in one send, then a transfer of each on its own connection."""
    names = _names(observation)
    asked = b"".join(dns.query(name, dns.SOA, number) for number, name in enumerate(names))
    await channel.send(asked, at=ReadLevel.METADATA)
    reply = await read_message(channel, lambda raw: dns.needed(raw, len(names)))
    turns = [Exchange(asked="", said=reply)]
    for zone in _zones(reply)[:ZONES]:
        await channel.hang_up()
        await channel.send(dns.query(zone, dns.AXFR, 1), at=ReadLevel.LISTING)
        heard = b""
        while not is_complete(heard, zone) and (part := await channel.read(4096)):
            heard += part
        turns.append(Exchange(asked=zone, said=heard))
    return CheckReplies(replies=tuple(pack(turn) for turn in turns))


def _names(observation: Observation) -> list[str]:
    """Those of the target and the server first; `localhost` and the reverse names are always among them."""
    endpoint = observation.endpoint
    own = dns.parents((*((endpoint.name,) if endpoint.name else ()), *observation.hostnames))
    reverse = endpoint.address.ip.reverse_pointer
    always = [name for name in (reverse, "localhost") if dns.is_name(name)]
    return [*own[: NAMES - len(always)], *always]


def _zones(reply: bytes) -> list[str]:
    """Zones that the server has authority for, in the order of the questions; common ones last."""
    transfers = sorted(dns.messages(reply), key=lambda message: message.number)
    found = dict.fromkeys(zone for message in transfers if (zone := dns.apex(message)))
    return sorted(found, key=lambda zone: zone in COMMON)


def judge(replies: Replies) -> Verdict:
    """Open when one zone was transferred; closed when all were refused and one is the server's own."""
    turns = _turns(replies)
    if not turns:
        return unknown(Reason.OTHER_PROTOCOL)
    if not dns.messages(turns[0].said):
        return unknown(Reason.CUT if dns.needed(turns[0].said) else Reason.OTHER_PROTOCOL, Phase.ASK)
    transfers = {turn.asked: transfer(turn.said, turn.asked) for turn in turns[1:]}
    if not transfers:
        return unknown(Reason.NOT_UNDERSTOOD, said="no zone of this server is known")
    granted = {zone: one for zone, one in transfers.items() if one is not None and not one.code}
    return _opened(granted) if granted else _refused(transfers)


def _opened(granted: dict[str, Transfer]) -> Verdict:
    own = [one for zone, one in granted.items() if zone not in COMMON and one.hosts]
    if own:
        records = sum(one.records for one in own)
        return opened(
            ExposureKind.DATA, f"{format_count(len(own), 'zone')}, {format_count(records, 'record')}"
        )
    if all(one.whole for one in granted.values()):
        return opened(ExposureKind.EMPTY, "no hosts in the zones")
    return unknown(Reason.CUT, Phase.ASK)


def _refused(transfers: dict[str, Transfer | None]) -> Verdict:
    codes = [one.code for one in transfers.values() if one is not None]
    if len(codes) < len(transfers):
        return unknown(Reason.CUT, Phase.ASK)
    if not all(code in DENIED for code in codes):
        return unknown(Reason.NOT_UNDERSTOOD)
    if all(zone in COMMON for zone in transfers):
        return unknown(
            Reason.NOT_UNDERSTOOD, said="no zone of this server is known; those of every server are refused"
        )
    return closed(Reason.FORBIDDEN, DENIED[codes[0]])


def measure(replies: Replies) -> Size:
    """Records of the transferred zones; a lower bound when one was cut or more zones are served."""
    turns = _turns(replies)
    granted = [
        one
        for turn in turns[1:]
        if turn.asked not in COMMON and (one := transfer(turn.said, turn.asked)) and not one.code
    ]
    if not granted:
        return Size()
    cut = not all(one.whole for one in granted) or len(_zones(turns[0].said)) > len(turns) - 1
    return Size(records=sum(one.records for one in granted), at_least=cut)


def _turns(replies: Replies) -> tuple[Exchange, ...]:
    """All exchanges, or none when one is not from this check."""
    turns = [unpack(raw) if isinstance(raw, bytes) else None for raw in replies]
    return tuple(turn for turn in turns if turn is not None) if None not in turns else ()


check = Check(
    title="DNS zones readable without authentication",
    remedy=Remedy(
        general=(
            "Allow transfers only to the secondary servers. Keep names of internal hosts in a zone that "
            "only the internal servers have; treat those that were listed as known. Keep the logs of the "
            "exposure period: they show who read the data."
        ),
        products={
            "BIND": (
                "In named.conf, set `allow-transfer { none; };` in `options`, and in each zone the "
                'secondaries\' addresses or key (`allow-transfer { key "transfer"; };`), then run `rndc '
                "reconfig`."
            ),
            "NSD": "List only them in `provide-xfr:`, then run `nsd-control reconfig`.",
            "PowerDNS": "Set `allow-axfr-ips=`.",
        },
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://bind9.readthedocs.io/en/latest/reference.html#namedconf-statement-allow-transfer",
        "https://www.rfc-editor.org/rfc/rfc5936",
        "https://www.cisa.gov/news-events/alerts/2015/04/13/dns-zone-transfer-axfr-requests-may-leak-domain-information",
    ),
    requests=1 + ZONES,
    sized_by="number of the records in at most three transferred zones",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
)
