"""The values that the JSON line of a service has of each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Line = Mapping[str, Any]
Values = Callable[[Line], list[Any]]


def fold(text: str) -> str:
    """The letters A to Z are alike in both cases, all others are not."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def _get(*path: str) -> Values:
    """The values there, each of a list."""

    def values(line: Line) -> list[Any]:
        found: Any = line
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        found = found if isinstance(found, list) else [found]
        return [value for value in found if value not in (None, "")]

    return values


def _hash(*path: str) -> Values:
    """0 is unknown."""
    return lambda line: [value for value in _get("http", *path)(line) if value]


def _names(*path: str) -> Values:
    """The names of an object."""

    def values(line: Line) -> list[Any]:
        found: Any = line
        for step in path:
            found = found.get(step, {}) if isinstance(found, Mapping) else {}
        return [*found] if isinstance(found, Mapping | list) else []

    return values


def _all_texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _all_texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _all_texts(inner)]
    return [value] if isinstance(value, str) and value else []


def _number_of(name: str) -> Values:
    return lambda line: [int(value[2:]) for value in _get(name)(line)]


def _has(test: Callable[[Line], bool]) -> Values:
    return lambda line: ["true" if test(line) else "false"]


FIELDS: Mapping[str, Values] = {
    "port": _get("port"), "transport": _get("transport"), "hostname": _get("hostnames"),
    "domain": _get("domains"), "city": _get("location", "city"), "region": _get("location", "region_code"),
    "state": _get("location", "region_code"), "postal": _get("location", "postal_code"),
    "country": lambda line: [
        *_get("location", "country_code")(line), *_get("location", "country_name")(line)
    ],
    "asn": _number_of("asn"), "org": _get("org"), "isp": _get("isp"),
    "module": _get("_shodan", "module"), "shodan.module": _get("_shodan", "module"),
    "product": _get("product"), "version": _get("version"), "info": _get("info"), "os": _get("os"),
    "tag": _get("tags"), "hash": _get("hash"), "vantage": lambda line: [*line["vantage"].values()],
    "realm": _get("realm"), "vuln": _names("vulns"), "ip": _get("ip_str"), "net": _get("ip_str"),
    "http.status": _get("http", "status"),
    "http.title": _get("http", "title"), "title": _get("http", "title"),
    "http.server": _get("http", "server"), "server": _get("http", "server"),
    "http.html": _get("http", "html"), "html": _get("http", "html"),
    "http.component": _names("http", "components"), "http.favicon.hash": _hash("favicon", "hash"),
    "http.html_hash": _hash("html_hash"), "ssl.version": _get("ssl", "versions"),
    "ssl.alpn": _get("ssl", "alpn"), "ssl.jarm": _get("ssl", "jarm"),
    "ssl.cert.subject.cn": _get("ssl", "cert", "subject", "CN"),
    "ssl.cert.issuer.cn": _get("ssl", "cert", "issuer", "CN"),
    "ssl.cert.serial": _get("ssl", "cert", "serial"), "ssl.cipher.name": _get("ssl", "cipher", "name"),
    "ssl.cipher.bits": _get("ssl", "cipher", "bits"),
    "ssl.cert.pubkey.type": _get("ssl", "cert", "pubkey", "type"),
    "ssl": lambda line: _all_texts(line.get("ssl")),
    "has_ssl": _has(lambda line: line["tls"] or "ssl" in line), "tls": _has(lambda line: line["tls"]),
    "has_vuln": _has(lambda line: bool(line.get("vulns"))),
    "has_ipv6": _has(lambda line: ":" in line["ip_str"]),
    "ssl.cert.expired": lambda line: ["true" if line["ssl"]["cert"].get("expired") else "false"]
    if "ssl" in line else [],
    "timestamp": _get("timestamp"), "first_seen": _get("first_seen"), "data": _get("data"),
}  # fmt: skip
CONTAINS = (
    "hostname", "org", "isp", "product", "version", "info", "os", "http.title", "title", "http.server",
    "server", "http.html", "html", "ssl.cert.subject.cn", "ssl.cert.issuer.cn", "ssl",
)  # fmt: skip
IS = (
    "transport", "domain", "city", "region", "state", "postal", "country", "module", "shodan.module", "tag",
    "realm", "vantage", "vuln", "http.component", "ssl.version", "ssl.alpn", "ssl.jarm", "ssl.cipher.name",
    "ssl.cert.pubkey.type",
)  # fmt: skip
NUMBERS = ("port", "asn", "http.status", "hash", "http.favicon.hash", "http.html_hash", "ssl.cipher.bits")
YES = ("has_ssl", "tls", "has_vuln", "has_ipv6", "ssl.cert.expired")
FACETS = (
    "port", "transport", "hostname", "domain", "city", "region", "postal", "asn", "org", "isp", "module",
    "product", "version", "os", "tag", "realm", "vuln", "ip", "http.status", "http.title", "http.server",
    "http.component", "ssl.version", "ssl.alpn", "ssl.jarm", "ssl.cert.subject.cn", "tls", "ssl.cert.expired",
)  # fmt: skip


def facet_values(name: str, line: Line) -> list[str]:
    """The values that a facet counts for a service, each once."""
    found = [f"AS{value}" if name == "asn" else str(value) for value in FIELDS[name](line)]
    if name == "ssl.version":
        found = [value for value in found if not value.startswith("-")]
    return list(dict.fromkeys(found))
