"""httpx's JSON lines (`-json`, ProjectDiscovery's): pages, their titles and servers, certificates.

Several pages of one server are one answer: the first page by its path says what the server is, and each is in
`http.pages` with its path, status and title. The address is `host_ip`, else `host`, else the first of `a` or
`aaaa`; the name that was asked for is the URL's. Bodies name the product and are not kept; requests and
pictures are passed over. A line whose `failed` is true is no answer. Source: the result type of httpx's
runner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leftopen.formats import import_address, json_line, same_endpoint
from leftopen.formats.json_keys import first_line, top_names
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.formats.numbered_lines import GONE, number_lines, split
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.field_group import FieldGroup
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "httpx"
ONCE = (b'"url"', b'"port"', b'"host"', b'"timestamp"')
URL = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[^/:?#\[\]@]{1,253})(?::(\d{1,5}))?([/?#].*)?", re.DOTALL)
SERVER = re.compile(rb'"url":\s{0,4}"https?://([^/?#"]{1,300})')
STATES = (b"status_code", b"failed")
LONGEST = 65536
INT32 = range(-(2**31), 2**31)


def recognises(head: bytes) -> bool:
    """By names of its own object: ZGrab2 writes the same ones deep inside."""
    first = first_line(head)
    names = top_names(first)
    return (
        b"url" in names
        and not names.isdisjoint(STATES)
        and b"data" not in names
        and b'"_shodan"' not in first
        and b'"ip_str"' not in first
    )


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The pages of one server in one line."""
    every = (number_lines(number, GONE if line is None else line) for number, line in split(blocks))
    return same_endpoint.grouped(every, _server)


def _server(line: bytes) -> bytes:
    found = SERVER.search(line)
    return found[1].lower() if found else b""


def read(line: bytes) -> Found:
    answers: list[Imported | BadLine] = []
    for piece in filter(bytes.strip, same_endpoint.pieces(line)):
        try:
            found = json_line.read(piece, ONCE)
            answers += () if found.get("failed") is True else (_answer(found),)
        except Unread as why:
            answers.append(BadLine(str(why)))
    return same_endpoint.joined(sorted(answers, key=_depth))


def _depth(answer: Imported | BadLine) -> tuple[int, str]:
    """The page that is nearest to the root comes first."""
    if isinstance(answer, BadLine):
        return (0, "")
    path = text(table(answer.blocks.get("http")), "location")
    return (len(path), path)


def _answer(found: dict[str, Json]) -> Imported:
    url = URL.fullmatch(text(found, "url"))
    if url is None:
        raise Unread("invalid URL")
    secure, host = url[1] == "https", url[2].strip("[]").lower()
    port: Json = url[3] or text(found, "port") or ("443" if secure else "80")
    page, tls = _page(found, url[4] or "/"), _tls(table(found, "tls"))
    at = found.get("timestamp")
    return Imported(
        address=_address(found),
        port=json_line.port(port),
        timestamp=json_line.moment(at),
        seen_by=SEEN_BY,
        name=_named(host),
        module="https" if secure else "http",
        data=text(found, "raw_header"),
        reply=_reply(found),
        tls=secure,
        hostnames=(host,) if _named(host) else (),
        blocks={"http": page} | ({"ssl": tls} if secure and tls else {}),
        sees=FieldGroup.HTTP,
    )


def _reply(found: dict[str, Json]) -> bytes:
    """With `-include-response` the whole answer."""
    head, body = text(found, "raw_header"), text(found, "body")[:LONGEST]
    return f"{head}{body}".encode("utf-8", "replace") if head and body else b""


def _named(host: str) -> str:
    """'' for an address: it was asked for by no name."""
    try:
        import_address.read(host)
    except Unread:
        return host if host.isascii() else ""
    return ""


def _address(found: dict[str, Json]) -> Address:
    for value in (text(found, "host_ip"), text(found, "host"), *texts(found, "a"), *texts(found, "aaaa")):
        try:
            return import_address.read(value)
        except Unread:
            continue
    raise Unread("invalid IP address")


def _page(found: dict[str, Json], path: str) -> dict[str, Json]:
    stated, icon = found.get("status_code"), text(found, "favicon")
    status = stated if isinstance(stated, int) and 100 <= stated <= 599 else None
    page: dict[str, Json] = {
        "status": status,
        "title": text(found, "title") or None,
        "server": text(found, "webserver") or None,
        "location": path,
        "pages": [{"path": path, "status": status, "title": text(found, "title")}],
        "components": _components(texts(found, "tech")[:100]),
    }
    number = int(icon) if re.fullmatch(r"-?\d{1,10}", icon, re.ASCII) else None
    if number is not None and number in INT32:
        page["favicon"] = {"hash": number}
    return page


def _components(stated: tuple[str, ...]) -> dict[str, Json]:
    """`Nginx:1.25` is Nginx, of that version."""
    versions: dict[str, list[Json]] = {}
    for one in stated:
        name, _, version = one.partition(":")
        if name:
            versions.setdefault(name, []).extend([version] if version else [])
    return {
        name: {"categories": []} | ({"versions": some} if some else {}) for name, some in versions.items()
    }


def _tls(stated: dict[str, Json]) -> dict[str, Json]:
    """Shodan's names for what its TLS library says of the certificate."""
    if not stated:
        return {}
    prints = table(stated, "fingerprint_hash")
    subject = {short: text(stated, name) for short, name in (("CN", "subject_cn"), ("O", "subject_org"))}
    issuer = {short: text(stated, name) for short, name in (("CN", "issuer_cn"), ("O", "issuer_org"))}
    return {
        "cert": {
            "subject": {name: item for name, item in subject.items() if item},
            "issuer": {name: item for name, item in issuer.items() if item},
            "serial": text(stated, "serial") or None,
            "fingerprint": {name: text(prints, name) for name in ("sha1", "sha256") if text(prints, name)},
            "names": list(texts(stated, "subject_an")[:100]),
        },
        "cipher": {"name": text(stated, "cipher")},
        "versions": [text(stated, "tls_version")],
    }


reader = ImportReader(
    title="httpx JSON lines",
    gives="pages with path, status and title; server, technologies, favicon's hash, certificate",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
)
