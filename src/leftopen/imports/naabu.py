"""naabu's JSON lines (`-json`): open ports, and the service where it was asked to recognise one.

Source: the result type of naabu's runner.
"""

from __future__ import annotations

import re

from leftopen.formats import import_address, json_line
from leftopen.formats.json_keys import first_line
from leftopen.formats.json_line import Unread, text, texts
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "naabu"
ONCE = (b'"ip"', b'"port"', b'"timestamp"')
NAMED = re.compile(rb'"(?:ip|port|protocol|host)"\s{0,4}:')
OTHERS = (b'"status_code"', b'"webserver"', b'"url"', b'"_shodan"', b'"ip_str"', b'"ports"', b'"data"')


def recognises(head: bytes) -> bool:
    first = first_line(head)
    return (
        first.startswith(b"{")
        and b'"ip"' in first
        and b'"port"' in first
        and len(NAMED.findall(first)) >= 2
        and not any(name in first for name in OTHERS)
    )


def read(line: bytes) -> Found:
    if not line.strip():
        return ()
    try:
        return (_answer(json_line.read(line, ONCE)),)
    except Unread as why:
        return (BadLine(str(why)),)


def _answer(found: dict[str, Json]) -> Imported:
    at, tls, name = found.get("timestamp"), found.get("tls") is True, text(found, "name")[:64]
    kept = {
        key: found[key] for key in ("device_type", "cdn-name", "tunnel") if isinstance(found.get(key), str)
    }
    return Imported(
        address=import_address.read(found.get("ip")),
        port=_port(found.get("port")),
        transport=json_line.transport(found.get("protocol")),
        timestamp=json_line.moment(at),
        seen_by=SEEN_BY,
        module=("https" if tls and name == "http" else name) or "unknown",
        product=text(found, "product"),
        version=text(found, "version"),
        info=text(found, "extra_info"),
        os=text(found, "os_type"),
        tls=tls,
        hostnames=_names(found),
        cpe=texts(found, "cpes"),
        blocks={"naabu": kept} if kept else {},
    )


def _port(value: Json) -> int:
    """Older versions write `{"Port": 80, "Protocol": 0}`."""
    return json_line.port(value.get("Port") if isinstance(value, dict) else value)


def _names(found: dict[str, Json]) -> tuple[str, ...]:
    host = text(found, "host")
    try:
        import_address.read(host)
    except Unread:
        return (host.lower(),) if host else ()
    return ()


reader = ImportReader(
    title="naabu JSON lines",
    gives="open ports; product, version and CPE of identified services",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
)
