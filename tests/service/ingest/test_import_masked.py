"""A value in a line of each format, encoded in every way: nothing is left in the rows or in a quote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from xml.sax.saxutils import escape, quoteattr

import pytest

from leftopen import catalogue
from leftopen.service.ingest.convert import RowBuilder
from leftopen.service.ingest.workers import WorkerConfig, row_builder
from tests.contents.written import ENCODINGS, beside, is_another_code, shows, values
from tests.imports import test_httpx, test_nmap_grepable, test_zgrab2
from tests.imports.test_nmap import END, HEAD
from tests.tier import tier

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
AT = "2026-03-01T04:05:06.000001"
# The first of each detector's, and a few of their neighbours.
VALUES = list({name: (name, *rest) for name, *rest in reversed(list(values()))}.values())
PAIRS = list(beside())[::8]
AT_LEAST = 500
STEP = tier(3, 1)
"""Every day, each value of a third of them, in another encoding each time."""
Line = Callable[[str], bytes]


def _shodan(text: str) -> bytes:
    answer = {
        "ip_str": "192.0.2.1", "port": 80, "transport": "tcp",
        "timestamp": AT, "hash": 1, "data": f"220 {text}",

        "product": text, "org": text, "tags": [text], "http": {"title": text, "server": text, "status": 200},
        "ssl": {"cert": {"subject": {"CN": text}, "issuer": {"O": text}}},
        "elastic": {"indices": {text: {"primaries": 1}}}, "ftp": {"files": [text]},
    }  # fmt: skip
    return json.dumps(answer).encode() + b"\n"


def _httpx(text: str) -> bytes:
    tls = {"subject_cn": text, "issuer_cn": text, "subject_an": [text]}
    answer = {"title": text, "webserver": text, "raw_header": f"HTTP/1.1 200 OK\r\nServer: {text}\r\n\r\n"}
    url = f"https://www.example.org:8443/{text}"
    return test_httpx.line(**answer, url=url, body=f"<title>{text}</title>", tls=tls) + b"\n"


def _naabu(text: str) -> bytes:
    return json.dumps({"host": text, "ip": "192.0.2.1", "timestamp": f"{AT}Z", "port": 443}).encode() + b"\n"


def _masscan(text: str) -> bytes:
    said = {"smtp": f"220 {text}", "title": text, "http.server": text, "ssl": f"TLS/1.2 cipher:0x1, {text}"}
    ports = [
        {"port": 25, "proto": "tcp", "service": {"name": name, "banner": banner}}
        for name, banner in said.items()
    ]
    return json.dumps({"ip": "192.0.2.1", "timestamp": "1772337906", "ports": ports}).encode() + b",\n"


def _nmap(text: str) -> bytes:
    answer, shown = quoteattr(text), escape(text)
    host = (
        '<host endtime="1772337906"><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/>'
        f'<hostnames><hostname name={answer} type="PTR"/></hostnames><ports><port protocol="tcp" portid="80">'
        f'<state state="open"/><service name="http" product={answer} extrainfo={answer}/>'
        f'<script id="http-title" output={answer}><elem key="title">{shown}</elem></script>'
        f'<script id="ssl-cert" output={answer}><table key="subject"><elem key="commonName">{shown}</elem>'
        f'</table></script><script id="http-generator" output={answer}/><script id="banner" output={answer}/>'
        f'<script id="rdp-ntlm-info" output={answer}><elem key="DNS_Computer_Name">{shown}</elem></script>'
        "</port></ports>"
        "</host>\n"
    )
    return HEAD + host.encode() + END


def _zgrab2(text: str) -> bytes:
    names = {"subject": {"common_name": [text]}, "issuer": {"common_name": [text]}, "names": [text]}
    log = {"server_certificates": {"certificate": {"raw": "MII", "parsed": names}}}
    response = {
        "status_line": "200 OK", "status_code": 200, "protocol": {"name": "HTTP/1.1",
        "major": 1, "minor": 1},
        "headers": {"server": [text]}, "body": f"<title>{text}</title>",
        "request": {"tls_log": {"handshake_log": log}},
    }  # fmt: skip
    return test_zgrab2.line("http", {"response": response}) + b"\n"


def _zmap(text: str) -> bytes:
    """It has no text but in a bad line, which is quoted."""
    return b"saddr,sport\n192.0.2.1 " + text.replace("\n", " ").encode() + b",80\n"


def _censys(text: str) -> bytes:
    service = {
        "port": 80, "service_name": "HTTP", "banner": f"HTTP/1.1 200 OK\r\nServer: {text}\r\n\r\n",
        "software": [{"product": text, "version": "1.0"}], "observed_at": f"{AT}Z",
        "http": {"response": {"html_title": text, "body": text, "headers": {"Server": [text]}}},
        "tls": {"certificates": {"leaf_data": {"subject": {"common_name": [text]}, "names": [text]}}},
    }  # fmt: skip
    host = {"ip": "192.0.2.1", "services": [service], "location": {"city": text}, "dns": {"names": [text]}}
    return json.dumps(host).encode() + b"\n"


def _nmap_grepable(text: str) -> bytes:
    said = text.replace("/", "|").replace("\n", " ").encode()
    line = b"Host: 192.0.2.1 ()\tPorts: 80/open/tcp//http//%b/\n" % said
    return test_nmap_grepable.FIRST + line + test_nmap_grepable.END


def _rustscan(text: str) -> bytes:
    """It has no text but in a bad line, which is quoted."""
    return b"192.0.2.1 -> [" + text.replace("\n", " ").encode() + b"]\n"


TEXTLESS = ("zmap", "rustscan")
FORMATS: dict[str, Line] = {
    "shodan": _shodan, "httpx": _httpx, "naabu": _naabu, "masscan": _masscan, "nmap": _nmap,
    "zgrab2": _zgrab2, "zmap": _zmap, "censys": _censys, "nmap_grepable": _nmap_grepable,
    "rustscan": _rustscan,
}  # fmt: skip


@cache
def maker(format: str) -> RowBuilder:
    work = WorkerConfig(
        format=format, scan="5" * 32, realm="lab", place="inside", latest=LATEST, port=0, at=LATEST
    )  # fmt: skip
    return row_builder(work)


def cases() -> Iterator[tuple[str, str, str]]:
    for number, (encoding, write) in enumerate(ENCODINGS.items()):
        for at, (name, before, value, after) in list(enumerate(VALUES))[number % STEP :: STEP]:
            left, right = PAIRS[at % len(PAIRS)]
            if not is_another_code(encoding, left, write(value), right, after):
                yield name, value, f"{before}{left}{write(value)}{right}{after}"


def test_every_format_is_tried() -> None:
    assert FORMATS.keys() == catalogue.import_readers().keys()
    count = len(FORMATS) * sum(1 for _ in cases())
    print(f"{count} lines of {len(FORMATS)} formats")
    assert count > AT_LEAST


@pytest.mark.parametrize("format", FORMATS)
def test_no_value_is_stored_of_a_line(format: str) -> None:
    lines = catalogue.import_readers()[format].lines
    stored, unmasked = 0, []
    for name, value, text in cases():
        raw = FORMATS[format](text)
        made = maker(format).made(b"\n".join(lines([raw])) if lines else raw, 1)
        stored += made.count
        kept = made.rows.decode("utf-8", "replace") + "".join(quote.excerpt for quote in made.quotes)
        if shows(name, value, kept):
            unmasked.append((name, text))
    assert unmasked == []
    assert stored > 0 or format in TEXTLESS
