"""The answer to a request for a whole zone (RFC 5936), as far as it was read. Pure, never raises."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.wire import dns

LONGEST = 24 * 1024
"""Bytes of one zone that are read."""

_OWN = (dns.SOA, dns.NS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """`code` 0 for a zone, else the refusal; `records` without the two SOA; `hosts` of them that are no name
    server of the zone; `whole`: its end was read."""

    code: int = 0
    records: int = 0
    hosts: int = 0
    whole: bool = False


def is_complete(raw: bytes, zone: str) -> bool:
    """Is nothing more to be read? Cheap while a message is incomplete."""
    if len(raw) >= LONGEST:
        return True
    if not _ends_whole(raw):
        return False
    answer = transfer(raw, zone)
    return answer is None or answer.whole or bool(answer.code)


def transfer(raw: bytes, zone: str) -> Transfer | None:
    """None for an incomplete first message, another zone, or anything else."""
    answer = dns.messages(raw[: LONGEST + 65_537])
    if not answer:
        return None
    if answer[0].code:
        return Transfer(code=answer[0].code)
    records = [record for message in answer for record in message.answers]
    if not records or (records[0].name, records[0].kind) != (zone, dns.SOA):
        return None
    whole = len(records) > 1 and (records[-1].name, records[-1].kind) == (zone, dns.SOA)
    inside = records[1 : len(records) - whole]
    if not all(record.name == zone or record.name.endswith("." + zone) for record in inside):
        return None
    hosts = sum(not (record.name == zone and record.kind in _OWN) for record in inside)
    return Transfer(records=len(inside), hosts=hosts, whole=whole)


def _ends_whole(raw: bytes) -> bool:
    at = 0
    while at + 2 <= len(raw):
        at += 2 + int.from_bytes(raw[at : at + 2], "big")
    return at == len(raw) > 0
