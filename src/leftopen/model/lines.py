"""Each record as the dict of its JSON line.

An observation is a superset of Shodan's banner, so what reads Shodan's files reads ours; its `timestamp` has
Shodan's form (UTC without a zone). Every other time ends in Z, with six decimals, so that texts sort as times
do. A time without a zone raises ValueError: guessing one would move an exposure window by hours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from leftopen.model.case import Case, CaseEvent
from leftopen.model.evidence_field import evidence_field, size_field
from leftopen.model.facts import Json
from leftopen.model.finding import Finding, Judged
from leftopen.model.notice import Notice, Receipt
from leftopen.model.observation import Observation
from leftopen.model.stamp import maybe, naive_utc
from leftopen.model.stamp import stamp as stamp
from leftopen.model.transcript import Transcript
from leftopen.model.vantage import Vantage

_LOCATION = (
    "area_code", "city", "country_code", "country_code3", "country_name", "dma_code", "latitude", "longitude",
    "postal_code", "region_code",
)  # fmt: skip
_SECOND_LEVELS = frozenset(["ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "ne", "net", "or", "org"])


def observation_line(o: Observation) -> dict[str, Json]:
    """Shodan's banner with our fields beside it; a protocol's block never overwrites either."""
    ours = _shodan_fields(o) | _address_fields(o) | _own_fields(o)
    return ours | {
        name: block for name, block in o.blocks.items() if name not in ours and name not in _ABSENT
    }


def verdict_line(j: Judged) -> dict[str, Json]:
    """One look of one check, of whatever state."""
    return {"type": "verdict", "id": j.look} | _judged(j)


def finding_line(f: Finding) -> dict[str, Json]:
    """An open verdict with what it holds; `holds` is label → occurrences."""
    return (
        {"type": "finding", "id": f.judged.finding}
        | _judged(f.judged)
        | {
            "severity": f.severity.value,
            "holds": {held.label: held.count for held in f.evidence.holds},
            "size": size_field(f.size),
            "evidence": evidence_field(f.evidence),
            "first_open": maybe(f.first_open),
            "last_open": maybe(f.last_open),
            "case": f.case or None,
        }
    )


def case_line(c: Case) -> dict[str, Json]:
    """A case; `open_after` … `closed` are the bounds of its exposure window."""
    return {
        "type": "case",
        "id": c.id,
        "state": c.state.value,
        "severity": c.severity.value,
        "check": c.check,
        "finding": c.finding,
        "service": c.service,
        "endpoint": c.endpoint,
        "ip_str": c.address,
        "port": c.port,
        "realm": c.realm,
        "identity": c.identity,
        "product": c.product or None,
        "open_after": maybe(c.open_after),
        "first_open": stamp(c.first_open),
        "last_open": stamp(c.last_open),
        "detected": stamp(c.detected),
        "notified": maybe(c.notified),
        "acknowledged": maybe(c.acknowledged),
        "closed": maybe(c.closed),
        "until": maybe(c.until),
        "holds": dict(c.holds),
        "linked": list(c.linked),
    }


def event_line(e: CaseEvent) -> dict[str, Json]:
    """One link of the chain."""
    return {
        "type": "event",
        "seq": e.seq,
        "case": e.case,
        "kind": e.kind.value,
        "at": stamp(e.at),
        "actor": e.actor,
        "body": dict(e.body),
        "previous": e.previous,
        "hash": e.hash,
    }


def notice_line(n: Notice, receipts: Iterable[Receipt] = ()) -> dict[str, Json]:
    """`delivery`: `accepted` when some other side took it, `failed` when each refused, `written` when it
    was never handed over."""
    own = [receipt for receipt in receipts if receipt.notice == n.id]
    accepted = any(receipt.accepted for receipt in own)
    return {
        "type": "notice",
        "id": n.id,
        "case": n.case,
        "to": n.to,
        "subject": n.subject,
        "text": n.text,
        "written": stamp(n.written),
        "delivery": "accepted" if accepted else "failed" if own else "written",
        "receipts": [{"accepted": r.accepted, "said": r.said, "at": stamp(r.at)} for r in own],
    }


def _shodan_fields(o: Observation) -> dict[str, Json]:
    hostnames = tuple(dict.fromkeys((*o.hostnames, o.endpoint.name))) if o.endpoint.name else o.hostnames
    options: dict[str, Json] = {"hostname": o.endpoint.name} if o.endpoint.name else {}
    return {
        "type": "observation",
        "timestamp": naive_utc(o.timestamp),
        "port": o.endpoint.port,
        "transport": o.endpoint.transport,
        "hostnames": list(hostnames),
        "domains": list(domains(hostnames)),
        "data": o.data,
        "hash": o.hash,
        "asn": None,
        "org": None,
        "isp": None,
        "os": None,
        "location": dict.fromkeys(_LOCATION),
        "product": o.product or None,
        "version": o.version or None,
        "info": o.info or None,
        "cpe": [name for name in o.cpe if not name.startswith("cpe:2.3:")],
        "cpe23": [name for name in o.cpe if name.startswith("cpe:2.3:")],
        "tags": list(o.tags),
        "_shodan": {
            "id": o.id,
            "module": o.module,
            "crawler": o.vantage.name,
            "options": options,
            "ptr": False,
        },
    }


# Shodan leaves one of these out by address family; a block may not slip into the gap.
_ABSENT = frozenset(("ip", "ipv6"))


def _address_fields(o: Observation) -> dict[str, Json]:
    address = o.endpoint.address
    text = str(address)
    return {"ip": int(address.ip), "ip_str": text} if address.is_ipv4 else {"ipv6": text, "ip_str": text}


def _own_fields(o: Observation) -> dict[str, Json]:
    return {
        "id": o.id,
        "service": o.service,
        "realm": o.endpoint.realm,
        "vantage": _vantage(o.vantage),
        "scan": o.scan,
        "clause": o.clause,
        "identity": o.identity,
        "tls": o.tls,
        "data_encoding": o.data_encoding,
        "duration": o.duration,
    }


def domains(hostnames: Iterable[str]) -> tuple[str, ...]:
    """The registrable part of each name, once: two labels, or three under a country's `co.`, `gov.` and the
    like. A rule of thumb, not the public suffix list."""
    return tuple(dict.fromkeys(found for name in hostnames if (found := _domain(name))))


def _domain(name: str) -> str:
    labels = name.lower().strip(".").split(".")
    if len(labels) < 2 or "" in labels or _is_address(name):
        return ""
    under_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3 if under_country else -2 :])


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _judged(j: Judged) -> dict[str, Json]:
    return {
        "check": j.check,
        "verdict": j.verdict.state.value,
        "seen": j.verdict.seen.value,
        "reason": j.verdict.reason.value,
        "why": j.verdict.why,
        "phase": j.verdict.phase.value,
        "said": j.verdict.said,
        "at": stamp(j.at),
        "ip_str": str(j.endpoint.address),
        "port": j.endpoint.port,
        "transport": j.endpoint.transport,
        "endpoint": str(j.endpoint),
        "realm": j.endpoint.realm,
        "product": j.product or None,
        "identity": j.identity,
        "look": j.look,
        "finding": j.finding,
        "service": j.service,
        "observation": j.observation,
        "vantage": _vantage(j.vantage),
        "scan": j.scan,
        "clause": j.clause,
        "transcript": _transcript(j.transcript),
    }


def _transcript(transcript: Transcript) -> list[Json]:
    return [
        {"sent": t.sent, "at": t.at, "length": t.length, "digest": t.digest, "excerpt": t.excerpt}
        for t in transcript
    ]


def _vantage(vantage: Vantage) -> dict[str, Json]:
    return {"place": vantage.place.value, "name": vantage.name}
