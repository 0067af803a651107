"""Censys hosts: what its API and its downloads say of an address, one answer for each service.

A line is a host, or an answer of the API with hosts in `result`. Version 2 of the API and the newer platform
name some fields differently; both are read. What a host says of its place keeps Censys as its source. Source:
Censys' published definition of the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from leftopen.formats import import_address, json_line
from leftopen.formats.json_keys import first_line, top_names
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.formats.location_values import country, degrees
from leftopen.model.claims import CLAIMS, says
from leftopen.model.facts import Json
from leftopen.model.field_group import EVERYTHING
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.location import Location
from leftopen.model.vantage import Place

SEEN_BY = SOURCE = "censys"
ONCE = (b'"ip"',)
WRAPPED = (b'"services"', b'"ip"')
# Where a host stands in a hit of the platform, in its answer, and by itself.
HOSTS = (("host_v1", "resource"), ("resource",), ("host",), ())
MOST_SERVICES = 10_000
# Censys' names of protocols, where ours differ from theirs in lower case.
MODULES = {"postgres": "postgresql"}
CPE = "uniform_resource_identifier"
NAMES = {
    "common_name": "CN", "country": "C", "province": "ST", "locality": "L", "organization": "O",
    "organizational_unit": "OU",
}  # fmt: skip


def recognises(head: bytes) -> bool:
    """By the services of a host, also of one inside an answer of the API."""
    first = first_line(head)
    names = top_names(first)
    if b"ip" in names:
        return b"services" in names and b'"_shodan"' not in first
    return not names.isdisjoint({b"result", b"host"}) and all(one in first for one in WRAPPED)


def read(line: bytes) -> Found:
    if not line.strip():
        return ()
    try:
        hosts = _hosts(json_line.read(line, ONCE if line.count(b'"services"') == 1 else ()))
    except Unread as why:
        return (BadLine(str(why)),)
    return [one for host in hosts for one in _services(host)]


def _hosts(found: dict[str, Json]) -> list[dict[str, Json]]:
    """The host itself, or those of an answer: `result`, `result.resource`, `result.hits`, `host`."""
    result = table(found, "result") or found
    hits = result.get("hits")
    some = hits if isinstance(hits, list) else [result]
    hosts = [next(filter(None, (table(one, *path) for path in HOSTS)), {}) for one in some]
    if not any("services" in host for host in hosts):
        raise Unread("no services")
    return hosts


def _services(host: dict[str, Json]) -> list[Imported | BadLine]:
    services = host.get("services")
    found: list[Imported | BadLine] = []
    for service in services[:MOST_SERVICES] if isinstance(services, list) else []:
        try:
            found.append(_answer(host, table(service)))
        except Unread as why:
            found.append(BadLine(str(why)))
    return found


def _answer(host: dict[str, Json], service: dict[str, Json]) -> Imported:
    at = json_line.moment(
        service.get("observed_at") or service.get("scan_time") or host.get("last_updated_at")
    )
    http, tls = _page(service), _tls(service)
    module = (text(service, "service_name") or text(service, "protocol")).lower()[:64]
    program = _program(service)
    names = (*texts(table(host, "dns"), "names"), *texts(table(host, "dns", "reverse_dns"), "names"))
    return Imported(
        address=import_address.read(host.get("ip")),
        port=json_line.port(service.get("port")),
        transport=json_line.transport(_transport(service)),
        timestamp=at,
        seen_by=SEEN_BY,
        module="https" if tls and module == "http" else MODULES.get(module, module) or "unknown",
        data=text(service, "banner"),
        product=text(program, "product"),
        version=text(program, "version"),
        os=text(table(host, "operating_system"), "product"),
        tls=bool(tls),
        hostnames=tuple(dict.fromkeys(names)),
        cpe=tuple(cpe for one in _software(service) if (cpe := text(one, CPE) or text(one, "cpe"))),
        tags=tuple(one.lower() for one in texts(service, "labels")),
        blocks=({"http": http} if http else {}) | ({"ssl": tls} if tls else {}),
        location=_location(host, at),
        sees=EVERYTHING,
    )


def _transport(service: dict[str, Json]) -> Json:
    """QUIC runs over UDP."""
    stated = text(service, "transport_protocol").lower()
    return "udp" if stated == "quic" else stated or None


def _software(service: dict[str, Json]) -> list[dict[str, Json]]:
    found = service.get("software")
    return [table(one) for one in found[:20]] if isinstance(found, list) else []


def _program(service: dict[str, Json]) -> dict[str, Json]:
    """The server's own program; an operating system is none."""
    programs = [one for one in _software(service) if text(one, "part") != "o"]
    return next((one for one in programs if text(one, "product")), {})


def _page(service: dict[str, Json]) -> dict[str, Json]:
    endpoints = service.get("endpoints")
    pages = [table(one, "http") for one in endpoints] if isinstance(endpoints, list) else []
    response = table(service, "http", "response") or next(filter(None, pages), {})
    headers = table(response, "headers")
    server = next(
        (value for key in headers if key.lower() == "server" for value in _values(headers[key])), ""
    )
    status, icons = response.get("status_code"), response.get("favicons")
    icon = next((table(one).get("shodan_hash") for one in icons), None) if isinstance(icons, list) else None
    page: dict[str, Json] = {
        "status": status if isinstance(status, int) else None,
        "title": text(response, "html_title") or None,
        "server": server or None,
        "html": text(response, "body") or None,
        "favicon": {"hash": icon} if isinstance(icon, int) else None,
    }
    return {name: value for name, value in page.items() if value is not None}


def _values(header: Json) -> tuple[str, ...]:
    """A list of texts, or an object with such a list."""
    return texts({"values": header}, "values") or texts(table(header), "headers")


def _tls(service: dict[str, Json]) -> dict[str, Json]:
    tls = table(service, "tls")
    leaf = (
        table(tls, "certificates", "leaf_data") or table(service, "cert", "parsed") or table(service, "cert")
    )
    version, cipher = text(tls, "version_selected"), text(tls, "cipher_selected")
    if not tls and not leaf:
        return {}
    places = (
        (leaf, "fingerprint"),
        (table(tls, "certificates"), "leaf_fp_sha_256"),
        (table(service, "cert"), "fingerprint_sha256"),
    )
    prints = next((found for place, name in places if (found := text(place, name))), "")
    return {
        "versions": [version.replace("_", ".")] if version else [],
        "cipher": {"name": cipher},
        "cert": {
            "subject": _who(table(leaf, "subject")),
            "issuer": _who(table(leaf, "issuer")),
            "fingerprint": {"sha256": prints} if prints else {},
            "names": list(texts(leaf, "names")[:100]),
        },
    }


def _who(stated: Mapping[str, Json]) -> dict[str, Json]:
    return {short: texts(stated, name)[0] for name, short in NAMES.items() if texts(stated, name)}


def _location(host: dict[str, Json], at: datetime | None) -> Location:
    where, network = table(host, "location"), table(host, "autonomous_system")
    at_degrees = table(where, "coordinates")
    north, east = degrees(at_degrees.get("latitude"), at_degrees.get("longitude"))
    number = network.get("asn")
    found = Location(
        country_code=country(text(where, "country_code")),
        country_name=text(where, "country"),
        city=text(where, "city"),
        postal_code=text(where, "postal_code"),
        latitude=north,
        longitude=east,
        asn=number if isinstance(number, int) and 0 < number < 2**32 else 0,
        org=text(network, "description") or text(network, "name"),
    )
    day = at.date().isoformat() if at else ""
    return replace(found, sources=tuple((claim, SOURCE, day) for claim in CLAIMS if says(found, claim)))


reader = ImportReader(
    title="Censys hosts",
    gives="banner, product and version, CPE, names, location, HTTP status, title and server, certificate",
    place=Place.INTERNET,
    recognises=recognises,
    read=read,
)
