"""All columns of an observation in memory, as in the table `services`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from leftopen.model.examined import Examined, ExaminedVerdict
from leftopen.model.identity import service_id
from leftopen.model.observation import Observation
from leftopen.query.columns.flatten import flatten
from leftopen.query.columns.flatten_ssl import SHA1
from leftopen.query.days import micros

Columns = Mapping[str, Any]
V4 = range(0xFFFF00000000, 0x1000000000000)
"""IPv4 addresses as numbers of 128 bit."""
ZERO_IS_UNKNOWN = (
    "http_status", "asn", "uptime", "http_html_hash", "http_headers_hash", "http_favicon_hash",
)  # fmt: skip
"""Columns in which 0 means unknown: no search finds it, and no facet counts it."""


def columns(o: Observation) -> Columns:
    """An unknown value is an empty tuple where a search must not find it."""
    e = o.endpoint
    address = int.from_bytes(e.address.packed)
    made: dict[str, Any] = {
        "id": int(o.id, 16), "service": int(o.service, 16),
        "parent": int(service_id(e), 16) if e.name else (), "scan": o.scan, "realm": e.realm, "port": e.port,
        "address": address, "transport": e.transport, "name": e.name, "module": o.module, "os": o.os,
        "product": o.product, "version": o.version, "info": o.info, "identity": o.identity,
        "tls": int(o.tls), "hash": o.hash, "hostnames": o.hostnames, "cpe": o.cpe, "tags": o.tags,
        "data": o.data, "place": o.vantage.place.value, "vantage": o.vantage.name,
        "timestamp": micros(o.timestamp), "first_seen": micros(o.first_seen or o.timestamp),
        "examined_as": _word(o.examined),
        "unexamined": o.examined.kind.value if o.examined and o.examined.kind else "",
        "blocks": json.dumps(o.blocks, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
    made |= flatten(o)
    for name in ZERO_IS_UNKNOWN:
        made[name] = made[name] or ()
    made["ssl_sha1"] = made["more"].get(SHA1, ())
    made["has_ipv6"] = int(address not in V4)
    made["has_ssl"] = int(o.tls or bool(made["ssl"]))
    made["has_vuln"] = int(bool(made["vulns"]))
    made["alive"] = int(o.absence is None or not o.absence.gone)
    made["has_screenshot"] = int(made["has_screenshot"])
    made["ssl_expired"] = int(made["ssl_expired"]) if made["ssl"] else ()
    return made


def _word(examined: Examined | None) -> str:
    """What no verdict of a check says: that something is open, the newest verdicts know better."""
    if examined is None or examined.verdict is ExaminedVerdict.OPEN:
        return ""
    return examined.verdict.value
