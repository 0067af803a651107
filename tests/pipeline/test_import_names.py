"""An imported row is named by what it said, as our own scan would name it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.imports import httpx, masscan, zgrab2
from leftopen.model.import_reader import Imported
from leftopen.pipeline.import_names import name_product
from tests.imports.looks import all_of, one
from tests.imports.test_httpx import line as httpx_line
from tests.imports.test_masscan import STAMP
from tests.imports.test_nmap import port, script
from tests.imports.test_zgrab2 import line as zgrab2_line

INFO = "# Server\r\nredis_version:6.0.16\r\nredis_mode:standalone\r\n"
GREETING = b"\x0a5.5.5-10.6.12-MariaDB\0" + bytes(16)
PACKET = base64.b64encode(len(GREETING).to_bytes(3, "little") + b"\0" + GREETING).decode()
ERROR = {
    "severity": "FATAL", "code": "0A000", "file": "postmaster.c", "routine": "ProcessStartupPacket",
    "message": "unsupported frontend protocol 255.255: server supports 1.0 to 3.0",
}  # fmt: skip


def names(found: Imported) -> tuple[str, str, str]:
    made = name_product(found, catalogue.probes())
    return made.module, made.product, made.version


@pytest.mark.parametrize(
    ("module", "result", "name"),
    [
        ("ftp", {"banner": "220 (vsFTPd 3.0.3)\r\n"}, ("ftp", "vsftpd", "3.0.3")),
        ("banner", {"banner": "220 (vsFTPd 3.0.3)\r\n"}, ("ftp", "vsftpd", "3.0.3")),
        ("smtp", {"banner": "220 a.example ESMTP Exim 4.96\r\n"}, ("smtp", "Exim smtpd", "4.96")),
        ("mysql", {"protocol_version": 10, "server_version": "5.7.20"}, ("mysql", "MySQL", "5.7.20")),
        ("mysql", {"server_version": "x", "raw_packets": [PACKET]}, ("mysql", "MariaDB", "10.6.12")),
        ("mysql", {"server_version": "5.7.20", "raw_packets": ["?"]}, ("mysql", "MySQL", "5.7.20")),
        ("memcached", {"version": "1.6.0"}, ("memcached", "memcached", "1.6.0")),
        ("redis", {"ping_response": "PONG", "info_response": INFO}, ("redis", "Redis", "6.0.16")),
        ("redis", {"ping_response": "PONG", "version": "6.0.16"}, ("redis", "Redis", "6.0.16")),
        ("mssql", {"version": "14.0.3048"}, ("mssql", "Microsoft SQL Server", "14.0.3048")),
        ("mssql", {"version": "14.0"}, ("mssql", "", "14.0")),
        ("postgres", {"protocol_error": ERROR}, ("postgres", "PostgreSQL", "")),
        ("ssh", {"server_id": {"raw": "SSH-2.0-OpenSSH_9.6", "software": "OpenSSH_9.6"}},
            ("ssh", "OpenSSH", "9.6")),
        ("http", {"response": {"status_code": 200, "headers": {"server": ["Apache/2.4.57"]}}},
            ("http", "Apache httpd", "2.4.57")),
        ("http", {"response": {"status_code": 200, "headers": {"server": ["Madeup/7"]}}},
            ("http", "Madeup", "7")),
        ("http", {"response": {"status_code": 200, "body": "<title>Grafana</title>"}},
            ("http", "Grafana", "")),
        ("ftp", {"banner": "220 hello ftp\r\n"}, ("ftp", "", "")),
    ],
)  # fmt: skip
def test_of_zgrab2(module: str, result: dict[str, Any], name: tuple[str, str, str]) -> None:
    assert names(one(zgrab2.reader, zgrab2_line(module, result))) == name


def test_of_the_other_tools() -> None:
    listed = b"banner tcp 21 192.0.2.1 " + STAMP + b" ftp 220 (vsFTPd 3.0.3)\\x0d\\x0a"
    assert names(one(masscan.reader, listed)) == ("ftp", "vsftpd", "3.0.3")
    service = json.dumps({"name": "http.server", "banner": "Apache/2.4.57"}).encode()
    served = (
        b'{"ip":"192.0.2.1","timestamp":"' + STAMP + b'","ports":[{"port":80,"proto":"tcp","service":'
        + service + b"}]}"
    )  # fmt: skip
    assert names(one(masscan.reader, served)) == ("http", "Apache httpd", "2.4.57")
    assert names(port(script("banner", "220 (vsFTPd 3.0.3)"), number=21)) == ("ftp", "vsftpd", "3.0.3")
    shown = httpx_line(raw_header="HTTP/1.1 200 OK\r\nServer: Apache/2.4.57\r\n\r\n", webserver="", body="")
    assert names(one(httpx.reader, shown)) == ("https", "Apache httpd", "2.4.57")
    titled = httpx_line(raw_header="", webserver="", title="Grafana")
    assert names(one(httpx.reader, titled)) == ("https", "Grafana", "")


def test_what_the_file_names_stays() -> None:
    service = '<service name="ftp" product="Made up" method="probed"/>'
    assert names(port(script("banner", "220 (vsFTPd 3.0.3)"), number=21, service=service)) == (
        "ftp", "Made up", "",
    )  # fmt: skip
    [silent] = all_of(masscan.reader, [b"open tcp 21 192.0.2.1 " + STAMP])
    assert isinstance(silent, Imported)
    assert name_product(silent, catalogue.probes()) is silent


def test_the_name_comes_with_what_else_the_rule_knows() -> None:
    found = name_product(
        one(zgrab2.reader, zgrab2_line("memcached", {"version": "1.6.0"})), catalogue.probes()
    )
    assert (found.cpe, found.tags) == (("cpe:/a:memcached:memcached:1.6.0",), ("database",))
