"""One address in the JSON forms of Shodan's host endpoint and of InternetDB. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.domains import domains
from leftopen.present.timestamps import naive_utc
from leftopen.service.search.host_names import host_names
from leftopen.service.search.vulnerabilities import vulns
from leftopen.web.shodan.banner_json import banner

Line = dict[str, Json]


def host(found: Sequence[Observation], *, banners: bool) -> Line:
    """`found` is not empty, and all of one address; each field comes from the newest observation that has
    it."""
    newest = sorted(found, key=lambda o: o.timestamp, reverse=True)
    names = host_names(newest)
    line: Line = {
        **_address(newest[0]),
        "ports": list(ports(found)),
        "hostnames": list(names),
        "domains": list(domains(names)),
        **_place(newest),
        "os": _first(o.os for o in newest),
        "tags": _once(tag for o in newest for tag in o.tags),
        "vulns": _once(name for o in newest for name in vulns(o)),
        "last_update": naive_utc(newest[0].timestamp),
    }
    if banners:
        line["data"] = [banner(o) for o in found]
    return line


def internetdb(found: Sequence[Observation]) -> Line:
    """InternetDB's short form; `cpes` in the older format, as there."""
    return {
        "ip": str(found[0].endpoint.address),
        "ports": list(ports(found)),
        "cpes": _once(name for o in found for name in o.cpe if not name.startswith("cpe:2.3:")),
        "hostnames": list(host_names(found)),
        "tags": _once(tag for o in found for tag in o.tags),
        "vulns": _once(name for o in found for name in vulns(o)),
    }


def ports(found: Iterable[Observation]) -> list[int]:
    return sorted({o.endpoint.port for o in found})


def _address(o: Observation) -> Line:
    address = o.endpoint.address
    text = str(address)
    if address.is_ipv4:
        return {"ip": int(address.ip), "ip_str": text}
    return {"ipv6": text, "ip_str": text}


def _place(newest: Sequence[Observation]) -> Line:
    places = [o.location for o in newest]
    at = next((place for place in places if place.latitude is not None), None)
    asn = next((place.asn for place in places if place.asn), 0)
    return {
        "area_code": None,
        "dma_code": None,
        # Clients that want a text (wtfis) refuse null.
        "country_code": _first(place.country_code for place in places) or "",
        "country_name": _first(place.country_name for place in places) or "",
        "region_code": _first(place.region_code for place in places),
        "city": _first(place.city for place in places),
        "postal_code": _first(place.postal_code for place in places),
        "latitude": at.latitude if at else None,
        "longitude": at.longitude if at else None,
        "org": _first(place.org for place in places),
        "isp": _first(place.isp for place in places),
        "asn": f"AS{asn}" if asn else None,
    }


def _first(texts: Iterable[str]) -> str | None:
    return next((text for text in texts if text), None)


def _once(texts: Iterable[str]) -> list[Json]:
    return list(dict.fromkeys(texts))
