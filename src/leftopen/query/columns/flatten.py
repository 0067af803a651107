"""Flattens an observation to the columns that are stored for searching and that `match` reads. One
definition, so that both agree.

A row stays small for any banner: texts, lists and the number of rare fields are limited.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from struct import Struct

from leftopen.model.facts import Json
from leftopen.model.location import NOWHERE, Location
from leftopen.model.observation import Observation
from leftopen.present.domains import domains
from leftopen.query.columns.coerce import (
    ITEM,
    LONG,
    MOST,
    Flat,
    int32,
    more,
    number,
    text,
    texts,
    vulnerable,
)
from leftopen.query.columns.flatten_rare import READERS, Reader
from leftopen.query.columns.flatten_ssl import ssl_columns

UINT32 = range(2**32)
_FLOAT = Struct("<f")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_NONE: tuple[str, ...] = ()
EMPTY: Flat = {
    "domains": _NONE, "device": "", "vulns": _NONE, "link": "", "has_screenshot": False, "uptime": 0,
    "country": "", "country_name": "", "region": "", "city": "", "postal": "", "latitude": None,
    "longitude": None, "asn": 0, "org": "", "isp": "", "cloud_provider": "", "cloud_region": "",
    "cloud_service": "", "http_status": 0, "http_title": "", "http_server": "", "http_html_hash": 0,
    "http_headers_hash": 0, "http_favicon_hash": 0, "http_components": _NONE, "http_waf": "", "html": "",
    "ssl": "", "ssl_subject_cn": "", "ssl_issuer_cn": "", "ssl_serial": "", "ssl_fingerprint": "",
    "ssl_jarm": "", "ssl_ja3s": "", "ssl_versions": _NONE, "ssl_alpn": _NONE, "ssl_cipher": "",
    "ssl_expired": False,
}  # fmt: skip


def flatten(o: Observation) -> Flat:
    """The searchable columns from `blocks`, `hostnames` and `location`; '', 0 or an empty list for what is
    missing or has another type, None for an unknown location (the engine's NaN)."""
    flat = empty(o.hostnames)
    if o.location is not NOWHERE:
        _place(o.location, flat)
    for name, block in o.blocks.items():
        read = reads(name)
        if read is not None:
            read(block, flat)
    return flat


def empty(hostnames: Sequence[str]) -> Flat:
    """The columns of a banner without blocks and without a location."""
    flat = EMPTY.copy()
    flat["more"] = {}
    if hostnames:
        flat["domains"] = domains(hostnames)
    return flat


def reads(name: str) -> Reader | None:
    """The function that reads columns from the block of this name."""
    return _OWN.get(name) or READERS.get(name)


def _place(where: Location, flat: Flat) -> None:
    flat["country"], flat["country_name"] = where.country_code, where.country_name
    flat["region"], flat["city"], flat["postal"] = where.region_code, where.city, where.postal_code
    if where.latitude is not None and where.longitude is not None:
        # As the column holds it; otherwise the two evaluators would differ at an edge.
        flat["latitude"] = _FLOAT.unpack(_FLOAT.pack(where.latitude))[0]
        flat["longitude"] = _FLOAT.unpack(_FLOAT.pack(where.longitude))[0]
    flat["asn"] = where.asn if where.asn in UINT32 else 0
    flat["org"], flat["isp"] = where.org, where.isp
    flat["cloud_provider"], flat["cloud_region"] = where.cloud_provider, where.cloud_region
    flat["cloud_service"] = where.cloud_service


def _http(block: Json, flat: Flat) -> None:
    if not isinstance(block, dict):
        return
    get = block.get
    status = get("status")
    if type(status) is int and 0 < status <= 999:
        flat["http_status"] = status
    flat["http_title"], flat["http_server"] = text(get("title")), text(get("server"))
    flat["http_html_hash"], flat["http_headers_hash"] = int32(get("html_hash")), int32(get("headers_hash"))
    flat["http_waf"], flat["html"] = text(get("waf")), text(get("html"), LONG)
    favicon = get("favicon")
    if isinstance(favicon, dict):
        flat["http_favicon_hash"] = int32(favicon.get("hash"))
    parts = get("components")
    if parts and isinstance(parts, dict):
        components(parts, flat)
    pages = get("pages")
    if isinstance(pages, list):
        more(flat, "http.page", [_page(page) for page in pages[:MOST] if isinstance(page, dict)])
    for name, column in _HTTP_RARE.items():
        value = get(name)
        if value is not None:
            more(flat, column, [value] if not isinstance(value, list) else value)


def _page(page: dict[str, Json]) -> str:
    """`200 /admin/ Sign in`; a path that is long is cut, so that the title stays."""
    status = page.get("status")
    options = (
        str(status) if type(status) is int else "",
        text(page.get("path"), ITEM // 2),
        text(page.get("title")),
    )
    return " ".join(part for part in options if part)


_HTTP_RARE = {
    name: f"http.{name}" for name in ("dom_hash", "robots_hash", "server_hash", "title_hash")
} | {"securitytxt": "http.securitytxt"} | {
    name: name
    for name in (
        "google_ads", "google_analytics", "google_tag_manager", "meta_pixel", "tiktok_pixel", "x_pixel",
    )
}  # fmt: skip


def components(options: dict[str, Json], flat: Flat) -> None:
    """The components of a page."""
    flat["http_components"] = texts(list(options))
    found: list[Json] = []
    for component in list(options.values())[:100]:
        if isinstance(component, dict):
            found += texts(component.get("categories"))
    more(flat, "http.component_category", found)


def _vulns(block: Json, flat: Flat) -> None:
    flat["vulns"] = vulnerable(block)
    if isinstance(block, dict):
        sure = [
            k for k in flat["vulns"] if isinstance(it := block.get(k), dict) and it.get("verified") is True
        ]
        more(flat, "vuln.verified", sure)


def _device(block: Json, flat: Flat) -> None:
    flat["device"] = flat["device"] or text(block)


def _link(block: Json, flat: Flat) -> None:
    flat["link"] = text(block)


def _uptime(block: Json, flat: Flat) -> None:
    flat["uptime"] = found if (found := number(block)) in UINT32 else 0


def _domains(block: Json, flat: Flat) -> None:
    """The banner's own domains are better than our guess."""
    flat["domains"] = texts(block) or flat["domains"]


def _ssl(block: Json, flat: Flat) -> None:
    if block:
        flat["ssl"] = block_text(block)[:LONG]
        ssl_columns(block, flat)


def block_text(block: Json) -> str:
    """A protocol's object as the text that `ssl:` searches; '' for one that JSON text can't hold: a number of
    more digits than Python writes, or unbounded nesting."""
    try:
        return _encode(block)
    except (ValueError, RecursionError):
        return ""


_OWN: dict[str, Reader] = {
    "http": _http, "ssl": _ssl, "vulns": _vulns, "device": _device, "devicetype": _device, "link": _link,
    "uptime": _uptime, "domains": _domains,
}  # fmt: skip
