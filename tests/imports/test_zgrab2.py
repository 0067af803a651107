from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from leftopen.imports.zgrab2 import reader
from leftopen.model.field_group import FieldGroup
from tests.imports.looks import ANY, answers, bears_anything, moment, one, reason

AT = "2026-03-01T04:05:06Z"
LOG: dict[str, Any] = {
    "server_hello": {"version": {"name": "TLSv1.2", "value": 771}, "cipher_suite": {"name": "TLS_ECDHE"}},
    "server_certificates": {"certificate": {"raw": "MII", "parsed": {
        "subject": {"common_name": ["www.example.org"], "organization": ["Example Org"]},
        "issuer": {"common_name": ["Example CA"]}, "serial_number": "123456789012345678901234567890",
        "fingerprint_sha256": "ab" * 32, "validity": {"start": "2026-01-01T00:00:00Z",
        "end": "2027-01-01T00:00:00Z"},
        "names": ["www.example.org", "*.example.net"], "signature_algorithm": {"name": "SHA256-RSA"},
        "subject_key_info": {"key_algorithm": {"name": "RSA"}},
    }}},
}  # fmt: skip
HTTP: dict[str, Any] = {
    "response": {
        "status_line": "200 OK", "status_code": 200, "protocol": {"name": "HTTP/1.1", "major": 1, "minor": 1},
        "headers": {"content_type": ["text/html"], "server": ["nginx/1.25 (Ubuntu)"],
            "unknown": [{"key": "x_example", "value": ["1"]}]},
        "body": "<html><TITLE>Index  of\n/</TITLE>", "request": {"tls_log": {"handshake_log": LOG}},
    }
}  # fmt: skip


def line(module: str, result: Any, **changes: Any) -> bytes:
    answer = {
        "status": "success",
        "protocol": module,
        "port": 443,
        "result": result,
        "timestamp": AT,
        **changes,
    }
    return json.dumps({"ip": "192.0.2.1", "domain": "WWW.example.org", "data": {module: answer}}).encode()


def test_a_page_with_its_certificate() -> None:
    found = one(reader, line("http", HTTP))
    assert (str(found.address), found.port, found.name, found.module) == (
        "192.0.2.1",
        443,
        "www.example.org",
        "https",
    )
    assert found.timestamp == moment(2026, 3, 1, 4, 5, 6)
    assert found.data == (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: nginx/1.25 (Ubuntu)\r\nX-Example: 1\r\n\r\n"
    )
    assert found.reply.endswith(b"\r\n\r\n<html><TITLE>Index  of\n/</TITLE>")
    assert found.hostnames == ("www.example.org", "example.net")
    assert found.blocks["http"] == {"status": 200, "server": "nginx/1.25 (Ubuntu)", "title": "Index of /"}
    assert found.blocks["ssl"]["cert"]["serial"] == 123456789012345678901234567890  # type: ignore[index, call-overload]
    assert found.blocks["ssl"]["cert"]["expires"] == "20270101000000Z"  # type: ignore[index, call-overload]


def test_a_title_is_looked_for_at_the_beginning_of_a_page_only() -> None:
    for letters, title in ((1000, "Index of /"), (100_000, None)):
        response = {**HTTP["response"], "body": " " * letters + HTTP["response"]["body"]}
        http = one(reader, line("http", {"response": response})).blocks["http"]
        assert http == {"status": 200, "server": "nginx/1.25 (Ubuntu)", "title": title}


@pytest.mark.parametrize(
    ("module", "result", "data", "named"),
    [
        ("ftp", {"banner": "220 Example FTP\r\n"}, "220 Example FTP\r\n", "ftp"),
        ("smtp", {"banner": "220 mail.example.org ESMTP\r\n", "ehlo": "250 OK"},
        "220 mail.example.org ESMTP\r\n", "smtp"),
        ("banner", {"banner": "hello", "length": 5}, "hello", "unknown"),
        ("ssh", {"server_id": {"raw": "SSH-2.0-OpenSSH_9.6", "version": "2.0", "software": "OpenSSH_9.6"}},
            "SSH-2.0-OpenSSH_9.6", "ssh"),
        ("tls", {"handshake_log": LOG}, "", "tls"),
        ("redis", {"ping_response": "(Error: NOAUTH)", "version": "7.2"}, "(Error: NOAUTH)", "redis"),
    ],
)  # fmt: skip
def test_other_modules(module: str, result: Any, data: str, named: str) -> None:
    found = one(reader, line(module, result))
    assert (found.module, found.data) == (named, data)
    assert found.tls is (module == "tls")


def test_only_a_talk_that_worked_is_an_answer() -> None:
    raw = {"ip": "192.0.2.1", "data": {
        "ssh": {"status": "connection-refused", "protocol": "ssh"},
        "ftp": {"status": "success", "protocol": "ftp", "port": 21, "result": {"banner": "220"},
        "timestamp": AT},
    }}  # fmt: skip
    assert [a.module for a in answers(reader, json.dumps(raw).encode())] == ["ftp"]


def test_a_module_that_names_no_port_leaves_it_open() -> None:
    raw = json.dumps(
        {"ip": "192.0.2.1", "data": {"ssh": {"status": "success", "result": {}, "timestamp": AT}}}
    )
    assert one(reader, raw.encode()).port == 0


@pytest.mark.parametrize("raw", [b"{}", b'{"ip":"192.0.2.1","data":[]}', b"x", line("ftp", {}, port="x")])
def test_a_bad_line_says_why(raw: bytes) -> None:
    assert reason(reader, raw)


def test_it_is_recognised() -> None:
    assert reader.recognises(line("http", HTTP))
    assert not reader.recognises(b'{"ip_str":"192.0.2.1","data":"x","status":1}')


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)


@pytest.mark.parametrize(
    ("module", "seen"),
    [
        ("ftp", FieldGroup.PROTOCOL | FieldGroup.BANNER),
        ("http", FieldGroup.PROTOCOL | FieldGroup.BANNER | FieldGroup.HTTP),
        ("tls", FieldGroup.PROTOCOL | FieldGroup.TLS),
    ],
)
def test_what_a_module_sees_depends_on_its_protocol(module: str, seen: FieldGroup) -> None:
    raw = {"ip": "192.0.2.1", "data": {module: {"status": "success", "port": 1, "result": {"x": 1}}}}
    assert one(reader, json.dumps(raw).encode()).sees == seen
