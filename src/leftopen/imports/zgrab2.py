"""ZGrab2's JSON lines: what each of its modules heard, as one answer each.

`data` holds an object for each module that ran: `status`, `protocol`, `port` (newer versions), `result`,
`timestamp`. Only a talk that worked is an answer. Where no port is written, `--port` must say which it was:
the protocol's usual one would be a guess. HTTP headers are written without their order and spelling, so the
banner is put together anew, and its hash is not the one that others compute. Source: ZGrab2's response types
and its modules.
"""

from __future__ import annotations

from leftopen.formats import import_address, json_line, zgrab2_tls
from leftopen.formats.json_keys import first_line, top_names
from leftopen.formats.json_line import Unread, table, text
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "zgrab2"
ONCE = (b'"ip"', b'"domain"')
# The one text of a module's result that is the banner, by what modules call it.
BANNERS = ("banner", "raw_banner", "info_response", "ping_response", "server_version", "startup_error")
# Talks over datagrams; every other module connects.
DATAGRAMS = frozenset(("ntp", "bacnet", "ipmi", "dns", "snmp"))
KEPT_TEXTS = 40
LONGEST = 4096


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
    heard = _http(result) if protocol == "http" else _ssh(result) if protocol == "ssh" else _plain(result)
    data, product, version, own = heard
    blocks = ({protocol: own} if own else {}) | ({"ssl": block} if block else {})
    name = text(found, "domain").rstrip(".").lower()
    return Imported(
        address=import_address.read(found.get("ip")),
        port=json_line.port(answer["port"]) if "port" in answer else 0,
        transport="udp" if protocol in DATAGRAMS else "tcp",
        timestamp=json_line.moment(at) if at else None,
        seen_by=SEEN_BY,
        name=name if name.isascii() else "",
        module="https" if block and protocol == "http" else protocol,
        data=data,
        product=product,
        version=version,
        tls=bool(block),
        hostnames=tuple(dict.fromkeys((*((name,) if name else ()), *zgrab2_tls.names(result)))),
        blocks=blocks,
    )


Heard = tuple[str, str, str, dict[str, Json]]


def _http(result: dict[str, Json]) -> Heard:
    """The status line and headers as a banner; of the body only what is hashed of it."""
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
        return "", "", "", {}
    return "\r\n".join((*lines, "", "")), server.partition("/")[0], _version(server), block


def _version(server: str) -> str:
    return server.partition("/")[2].partition(" ")[0]


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
    product, _, version = text(server, "software").partition("_")
    block: dict[str, Json] = {}
    if text(key, "fingerprint_sha256"):
        block["fingerprint"] = text(key, "fingerprint_sha256")
    if isinstance(kex.get("kex_algorithms"), list):
        block["kex"] = {"kex_algorithms": kex["kex_algorithms"]}
    return text(server, "raw"), product, version, block


def _plain(result: dict[str, Json]) -> Heard:
    """Any other module: its banner, and its short texts and numbers under their own names."""
    data = next((text(result, name) for name in BANNERS if text(result, name)), "")
    plain = [(name, item) for name, item in result.items() if isinstance(item, str | int | float | bool)]
    block: dict[str, Json] = {
        name: item[:LONGEST] if isinstance(item, str) else item
        for name, item in plain[:KEPT_TEXTS]
        if name not in BANNERS
    }
    return data, "", text(result, "version")[:256], block


reader = ImportReader(
    title="ZGrab2 JSON lines",
    gives="banner, protocol data, HTTP status, title and server, certificate, SSH software and key",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
)
