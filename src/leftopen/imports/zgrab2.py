"""ZGrab2's JSON lines: what each of its modules heard, as one answer each.

`data` holds an object for each module that ran: `status`, `protocol`, `port` (newer versions), `result`,
`timestamp`. Only a talk that worked is an answer. Where no port is written, `--port` must say which it was:
the protocol's usual one would be a guess. HTTP headers are written without their order and spelling, so the
banner is put together anew, and its hash is not the one that others compute. Source: ZGrab2's response types
and its modules.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Callable, Mapping

from leftopen.formats import import_address, json_line, zgrab2_tls
from leftopen.formats.json_keys import first_line, top_names
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.model.facts import Json
from leftopen.model.field_group import FieldGroup
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "zgrab2"
ONCE = (b'"ip"', b'"domain"')
# The one text of a module's result that is the banner, by what modules call it.
BANNERS = ("banner", "raw_banner", "info_response", "ping_response", "server_version", "supported_versions")
# Talks over datagrams; every other module connects.
DATAGRAMS = frozenset(("ntp", "bacnet", "ipmi", "dns", "snmp"))
# What each of its modules can see; every other one sees what the server says.
TALKS = FieldGroup.PROTOCOL | FieldGroup.BANNER
SEES = {"http": TALKS | FieldGroup.HTTP, "tls": FieldGroup.PROTOCOL | FieldGroup.TLS}
KEPT_TEXTS = 40
LONGEST, MOST_BODY = 4096, 65536


def recognises(head: bytes) -> bool:
    first = first_line(head)
    names = top_names(first)
    return (
        b"data" in names
        and b'"status"' in first
        and (b"ip" in names or b"domain" in names)
        and b'"_shodan"' not in first
        and b'"ip_str"' not in first
    )


def read(line: bytes) -> Found:
    if not line.strip():
        return ()
    try:
        found = json_line.read(line, ONCE)
        if not isinstance(found.get("data"), dict):
            raise Unread("no results (data)")
    except Unread as why:
        return (BadLine(str(why)),)
    answers: list[Imported | BadLine] = []
    for module, result in table(found, "data").items():
        if isinstance(result, dict) and result.get("status") == "success":
            answers.append(_checked(found, module, result))
    return answers


def _checked(found: dict[str, Json], module: str, result: dict[str, Json]) -> Imported | BadLine:
    try:
        return _answer(found, module, result)
    except Unread as why:
        return BadLine(str(why))


def _answer(found: dict[str, Json], module: str, answer: dict[str, Json]) -> Imported:
    result, protocol = table(answer, "result"), (text(answer, "protocol") or module)[:64]
    at = answer.get("timestamp") or found.get("timestamp")
    block = zgrab2_tls.block(result)
    data, version, own = READS.get(protocol, _plain)(result)
    blocks = ({protocol: own} if own else {}) | ({"ssl": block} if block else {})
    name = text(found, "domain").rstrip(".").lower()
    return Imported(
        address=import_address.read(found.get("ip")),
        port=json_line.port(answer["port"]) if "port" in answer else 0,
        transport="udp" if protocol in DATAGRAMS else "tcp",
        timestamp=json_line.moment(at),
        seen_by=SEEN_BY,
        name=name if name.isascii() else "",
        module="https" if block and protocol == "http" else "unknown" if protocol == "banner" else protocol,
        data=data,
        version=version,
        reply=REPLIES[protocol](result) if protocol in REPLIES else b"",
        # A packet is decoded from base64.
        decoded="raw_packets" in result,
        tls=bool(block),
        hostnames=tuple(dict.fromkeys((*((name,) if name else ()), *zgrab2_tls.names(result)))),
        blocks=blocks,
        sees=SEES.get(protocol, TALKS),
    )


Heard = tuple[str, str, dict[str, Json]]
"""Banner, version, block."""


def _http(result: dict[str, Json]) -> Heard:
    """The status line and headers as a banner; of the body only its title."""
    response = table(result, "response")
    answer, headers = response.get("protocol"), table(response, "headers")
    version = text(answer, "name") if isinstance(answer, dict) else answer if isinstance(answer, str) else ""
    status = response.get("status_code")
    said_status = text(response, "status_line") or (str(status) if isinstance(status, int) else "")
    lines = [f"{version or 'HTTP/1.1'} {said_status}".rstrip()]
    lines += [f"{name}: {value}" for key, values in headers.items() for name, value in _header(key, values)]
    server = next((value for name, value in _header("server", headers.get("server"))), "")
    block: dict[str, Json] = {
        "status": status if isinstance(status, int) and 100 <= status <= 599 else None,
        "server": server or None,
        "title": text(response, "body_title") or _title(text(response, "body")) or None,
    }
    if not response:
        return "", "", {}
    return "\r\n".join((*lines, "", "")), "", block


def _header(key: str, values: Json) -> list[tuple[str, str]]:
    """`content_type` is `Content-Type`; what it does not know is a list of objects under `unknown`."""
    if not isinstance(values, list):
        return []
    if key == "unknown":
        return [
            pair
            for one in values
            if isinstance(one, dict)
            for pair in _header(text(one, "key"), one.get("value"))
        ]
    name = "-".join(word.capitalize() for word in key.replace("-", "_").split("_"))
    return [(name, value) for value in values if isinstance(value, str)]


def _title(body: str) -> str:
    low = body[:65536].lower()
    start = low.find("<title")
    begins = low.find(">", start) + 1 if start >= 0 else 0
    ends = low.find("</title", begins) if begins else -1
    return " ".join(body[begins:ends].split())[:512] if ends > 0 else ""


def _ssh(result: dict[str, Json]) -> Heard:
    server, kex = table(result, "server_id"), table(result, "server_key_exchange")
    key = table(result, "key_exchange", "server_host_key")
    block: dict[str, Json] = {}
    if text(key, "fingerprint_sha256"):
        block["fingerprint"] = text(key, "fingerprint_sha256")
    if isinstance(kex.get("kex_algorithms"), list):
        block["kex"] = {"kex_algorithms": kex["kex_algorithms"]}
    return text(server, "raw"), "", block


def _plain(result: dict[str, Json]) -> Heard:
    """Any other module: its banner, and its short texts and numbers under their own names."""
    data = next((text(result, name) for name in BANNERS if text(result, name)), "")
    plain = [(name, item) for name, item in result.items() if isinstance(item, str | int | float | bool)]
    block: dict[str, Json] = {
        name: item[:LONGEST] if isinstance(item, str) else item
        for name, item in plain[:KEPT_TEXTS]
        if name not in BANNERS
    }
    return data, text(result, "version")[:256], block


def _page(result: dict[str, Json]) -> bytes:
    body = text(table(result, "response"), "body")[:MOST_BODY]
    return f"{_http(result)[0]}{body}".encode("utf-8", "replace")


def _mysql(result: dict[str, Json]) -> bytes:
    """The server's packet, or the shortest greeting with its version."""
    try:
        packet = base64.b64decode(next(iter(texts(result, "raw_packets")), ""), validate=True)
    except binascii.Error:
        packet = b""
    greeting = b"\x0a" + text(result, "server_version")[:100].encode() + bytes(16)
    return packet or len(greeting).to_bytes(3, "little") + b"\0" + greeting


def _mssql(result: dict[str, Json]) -> bytes:
    """A PRELOGIN response with that version."""
    numbers = re.match(r"(\d{1,2})\.(\d{1,2})\.(\d{1,5})", text(result, "version"), re.ASCII)
    if numbers is None or int(numbers[3]) > 0xFFFF:
        return b""
    version = struct.pack(">BBHH", int(numbers[1]), int(numbers[2]), int(numbers[3]), 0)
    return b"\x04\x01" + struct.pack(">H4x", 8 + 6 + 6) + b"\0\0\x06\0\x06\xff" + version


def _postgres(result: dict[str, Json]) -> bytes:
    """The error as its message."""
    error = table(result, "protocol_error") or table(result, "startup_error")
    fields = [f"{letter}{text(error, name)}\0" for name, letter in ERROR.items() if text(error, name)]
    body = "".join((*fields, "\0")).encode()[:LONGEST]
    return b"E" + (4 + len(body)).to_bytes(4, "big") + body


def _memcached(result: dict[str, Json]) -> bytes:
    return f"VERSION {text(result, 'version')}\r\n".encode()


def _redis(result: dict[str, Json]) -> bytes:
    version = text(result, "version")
    info = text(result, "info_response") or (f"redis_version:{version}\r\n" if version else "")
    return b"$%d\r\n%s\r\n" % (len(info.encode()), info.encode()) if info else b""


ERROR = {
    "severity": "S", "severity_v": "V", "code": "C", "message": "M", "file": "F", "line": "L", "routine": "R",
}  # fmt: skip
"""ZGrab2's names for the fields of PostgreSQL's errors."""
READS = {"http": _http, "ssh": _ssh}
REPLIES: Mapping[str, Callable[[dict[str, Json]], bytes]] = {
    "http": _page, "mysql": _mysql, "mssql": _mssql, "postgres": _postgres, "memcached": _memcached,
    "redis": _redis,
}  # fmt: skip
"""What the server sent, written again in its protocol's own form."""


reader = ImportReader(
    title="ZGrab2 JSON lines",
    gives="banner, protocol data, HTTP status, title and server, certificate, SSH software and key",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
)
