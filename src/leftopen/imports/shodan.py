"""Shodan's banners: what `shodan download` and `shodan parse` write, the stream, host objects, API answers.

One JSON object a line: a banner, or an object whose `data` or `matches` is a list of banners. Times are UTC
without a zone. What the line claims about the address keeps Shodan as its source and the banner's date; names
beginning with `-` or `!` are Shodan's words for "tried, and not so" and are kept as they are.

Left out, because no mask could look into it: pictures (`screenshot.data`) and copies of the answer in hex or
base64 (`raw`).

Source: Shodan's published banner schema (datapedia), and its Python client for the shapes around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from leftopen.formats import import_address, json_line, leftopen_line
from leftopen.formats.json_keys import first_line
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.formats.location_values import asn, country, degrees
from leftopen.formats.shodan_banner import ONCE
from leftopen.model.address import Address
from leftopen.model.claims import CLAIMS
from leftopen.model.facts import Json
from leftopen.model.field_group import EVERYTHING, GUESSED_TIME, NOTHING, TALK, FieldGroup
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.location import NOWHERE, Location
from leftopen.model.vantage import Place

SOURCE = "shodan"
_ONCE = tuple(f'"{name}"'.encode() for name in (*ONCE, "ip"))
# What has a place of its own in an observation, or is derived from what has.
OWN = frozenset(
    (
        "_shodan", "asn", "cloud", "cpe", "cpe23", "data", "domains", "hash", "hostnames", "info", "ip",
        "ip_str", "ipv6", "isp", "location", "org", "os", "port", "product", "tags", "timestamp", "transport",
        "version",
        # Of lines that this program wrote itself.
        "clause", "data_encoding", "duration", "first_seen", "id", "identity", "realm", "scan", "service",
        "site", "gone", "sources", "timestamp_guessed", "tls", "type", "vantage", "examined",
    )
)  # fmt: skip
# What a host object says once for all of its banners.
OF_HOST = ("ip_str", "ipv6", "ip", "hostnames", "asn", "org", "isp", "os")
INT32 = range(-(2**31), 2**31)
MOST_BANNERS = 100_000


def recognises(head: bytes) -> bool:
    first = first_line(head)
    return first.startswith(b"{") and (b'"_shodan"' in first or (b'"ip_str"' in first and b'"port' in first))


def read(line: bytes) -> Found:
    if not line.strip():
        return ()
    try:
        found = json_line.read(line, _ONCE)
    except Unread as why:
        return (BadLine(str(why)),)
    for name in ("data", "matches"):
        inner = found.get(name)
        if isinstance(inner, list):
            shared = {key: found[key] for key in OF_HOST if key in found}
            return tuple(
                _banner(shared | one) if isinstance(one, dict) else BadLine("a banner is not an object")
                for one in inner[:MOST_BANNERS]
            )
    return (_banner(found),)


def _banner(b: dict[str, Json]) -> Imported | BadLine:
    try:
        return _imported(leftopen_line.at_top(b))
    except Unread as why:
        return BadLine(str(why))


def _imported(b: dict[str, Json]) -> Imported:
    at, data, given = json_line.moment(b.get("timestamp")), b.get("data"), b.get("hash")
    if not isinstance(data, str):
        raise Unread("no banner (data)")
    kept = {name: block for name, block in b.items() if name not in OWN}
    about = table(b, "_shodan")
    duration, own = b.get("duration"), leftopen_line.is_own(b)
    place, seen_by = leftopen_line.vantage(b) if own else (None, "")
    return Imported(
        address=_address(b),
        port=json_line.port(b.get("port")),
        transport=json_line.transport(b.get("transport")),
        timestamp=at,
        duration=float(duration) if isinstance(duration, int | float) and 0 <= duration < 86400 else 0.0,
        realm=leftopen_line.realm(b) if own else "",
        place=place,
        seen_by=seen_by or f"{SOURCE}:{text(about, 'crawler')[:64]}",
        name=_name(about),
        module=text(about, "module")[:64] or "unknown",
        data=data,
        data_encoding="latin-1" if b.get("data_encoding") == "latin-1" else "utf-8",
        hash=given if type(given) is int and given in INT32 else None,
        product=text(b, "product"),
        version=text(b, "version"),
        info=text(b, "info"),
        os=text(b, "os"),
        identity=text(b, "identity"),
        tls="ssl" in b or (own and b.get("tls") is True),
        hostnames=texts(b, "hostnames"),
        cpe=texts(b, "cpe") + texts(b, "cpe23"),
        tags=texts(b, "tags"),
        blocks=_lookable(kept),
        location=_location(b, at),
        sees=(TALK | (FieldGroup.NAMES if texts(b, "hostnames") else NOTHING) if own else EVERYTHING)
        | (GUESSED_TIME if own and b.get("timestamp_guessed") is True else NOTHING),
    )


def _address(b: Mapping[str, Json]) -> Address:
    """As text; only where there is none, as the number."""
    stated = b.get("ip_str") or b.get("ipv6")
    return import_address.read_number(b.get("ip")) if stated is None else import_address.read(stated)


def _name(about: Mapping[str, Json]) -> str:
    """The host name that was asked for, where one was."""
    options = about.get("options")
    asked = text(options, "hostname").rstrip(".").lower() if isinstance(options, dict) and options else ""
    return asked if asked.isascii() and len(asked) <= 253 else ""


def _lookable(blocks: dict[str, Json]) -> dict[str, Json]:
    """Without pictures and raw copies. A list of copies (`smb.raw`) becomes an empty list: programs read a
    list there."""
    for name, block in blocks.items():
        if isinstance(block, dict) and ("raw" in block or "screenshot" in block):
            kept = {key: item for key, item in block.items() if key != "raw"}
            if isinstance(block.get("raw"), list):
                kept["raw"] = []
            if isinstance(kept.get("screenshot"), dict):
                kept["screenshot"] = _without_picture(kept["screenshot"])
            blocks[name] = kept
    if isinstance(blocks.get("screenshot"), dict):
        blocks["screenshot"] = _without_picture(blocks["screenshot"])
    return blocks


def _without_picture(shot: Json) -> Json:
    return {key: item for key, item in shot.items() if key != "data"} if isinstance(shot, dict) else shot


def _location(b: dict[str, Json], at: datetime | None) -> Location:
    where, cloud = table(b, "location"), table(b, "cloud")
    latitude, longitude = degrees(where.get("latitude"), where.get("longitude"))
    return place(
        country(text(where, "country_code")), text(where, "country_name"), text(where, "region_code"),
        text(where, "city"), text(where, "postal_code"), latitude, longitude, asn(text(b, "asn")),
        text(b, "org"), text(b, "isp"), text(cloud, "provider"), text(cloud, "region"),
        text(cloud, "service"), at.date().isoformat() if at else "",
    )  # fmt: skip


# Addresses are many, places few.
@lru_cache(maxsize=8192)
def place(
    code: str, name: str, region: str, city: str, postal: str, latitude: float | None,
    longitude: float | None, number: int, org: str, isp: str, cloud: str, cloud_region: str,
    cloud_service: str, day: str,
) -> Location:  # fmt: skip
    """What a banner of that day (ISO; '' for none) claims, each claim with its source."""
    found = Location(
        country_code=code, country_name=name, region_code=region, city=city, postal_code=postal,
        latitude=latitude, longitude=longitude, asn=number, org=org, isp=isp, cloud_provider=cloud,
        cloud_region=cloud_region, cloud_service=cloud_service,
    )  # fmt: skip
    stated = [
        claim
        for claim, (name, *_) in CLAIMS.items()
        if getattr(found, name) or (name == "latitude" and latitude == 0)
    ]
    if not stated:
        return NOWHERE
    return replace(found, sources=tuple((claim, SOURCE, day) for claim in stated))


reader = ImportReader(
    title="Shodan banners",
    gives="all banner properties: text, hash, product, names, location, cloud, protocol objects",
    place=Place.INTERNET,
    recognises=recognises,
    read=read,
    timed=True,
    names_products=True,
)
