from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from leftopen.imports.censys import reader
from leftopen.model.field_group import EVERYTHING
from tests.imports.looks import ANY, answers, bears_anything, moment, one, reason

HTTP: dict[str, Any] = {
    "port": 443, "service_name": "HTTP", "extended_service_name": "HTTPS", "transport_protocol": "TCP",
    "observed_at": "2026-03-01T04:05:06.123456Z", "banner": "HTTP/1.1 200 OK\r\nServer: nginx\r\n",
    "software": [
        {"part": "o", "product": "linux", "uniform_resource_identifier": "cpe:2.3:o:*:linux:*:*:*:*:*:*:*:*"},
        {"part": "a", "product": "nginx", "vendor": "f5", "version": "1.25",
         "uniform_resource_identifier": "cpe:2.3:a:f5:nginx:1.25:*:*:*:*:*:*:*"},
    ],
    "http": {"response": {"status_code": 200, "html_title": "Made up", "body": "<h1>x</h1>",
        "headers": {"Server": ["nginx/1.25"]}, "favicons": [{"shodan_hash": -7}]}},
    "tls": {"version_selected": "TLSv1_3", "cipher_selected": "TLS_AES", "certificates": {
        "leaf_fp_sha_256": "ab" * 32, "leaf_data": {"names": ["www.example.org"],
        "subject": {"common_name": ["www.example.org"], "organization": ["Unit"]},
        "issuer": {"common_name": ["Made-up CA"]}}}},
    "labels": ["LOGIN_PAGE"],
}  # fmt: skip
HOST: dict[str, Any] = {
    "ip": "192.0.2.1", "services": [HTTP, {"port": 53, "service_name": "DNS", "transport_protocol": "UDP"}],
    "location": {"country": "Netherlands", "country_code": "NL", "city": "Made Up", "postal_code": "1000",
        "coordinates": {"latitude": 52.1, "longitude": 4.9}},
    "autonomous_system": {"asn": 64500, "description": "MADE-UP", "name": "MADE-UP-AS"},
    "dns": {"names": ["a.example.org"], "reverse_dns": {"names": ["ptr.example.org"]}},
    "operating_system": {"product": "linux"}, "last_updated_at": "2026-03-02T00:00:00Z",
}  # fmt: skip
NEWER: dict[str, Any] = {
    "ip": "192.0.2.9",
    "services": [
        {
            "port": 8443, "protocol": "HTTP", "transport_protocol": "quic",
            "scan_time": "2026-03-01T04:05:06Z",
            "software": [{"product": "caddy", "cpe": "cpe:2.3:a:x:caddy:*:*:*:*:*:*:*:*"}],
            "endpoints": [{"http": {"status_code": 404, "html_title": "None",
                "headers": {"server": {"headers": ["Caddy"]}}}}],
            "cert": {"fingerprint_sha256": "cd" * 32, "parsed": {"subject": {"common_name": ["b.example"]}}},
        }
    ],
}  # fmt: skip


def line(**changes: Any) -> bytes:
    return json.dumps({**HOST, **changes}).encode()


def test_each_service_of_a_host_is_an_answer() -> None:
    web, dns = answers(reader, line())
    assert (str(web.address), web.port, web.transport, web.module, web.tls) == (
        "192.0.2.1", 443, "tcp", "https", True,
    )  # fmt: skip
    assert (dns.port, dns.transport, dns.module, dns.tls) == (53, "udp", "dns", False)
    assert (web.timestamp, dns.timestamp) == (moment(2026, 3, 1, 4, 5, 6, 123456), moment(2026, 3, 2))
    assert (web.product, web.version, web.os) == ("nginx", "1.25", "linux")
    assert len(web.cpe) == 2
    assert (web.hostnames, web.tags) == (("a.example.org", "ptr.example.org"), ("login_page",))
    assert web.blocks["http"] == {
        "status": 200, "title": "Made up", "server": "nginx/1.25", "html": "<h1>x</h1>",
        "favicon": {"hash": -7},
    }  # fmt: skip
    assert web.blocks["ssl"] == {
        "versions": ["TLSv1.3"],
        "cipher": {"name": "TLS_AES"},
        "cert": {
            "subject": {"CN": "www.example.org", "O": "Unit"}, "issuer": {"CN": "Made-up CA"},
            "fingerprint": {"sha256": "ab" * 32}, "names": ["www.example.org"],
        },
    }  # fmt: skip
    assert dns.sees == EVERYTHING


def test_what_it_says_of_the_place_keeps_its_source() -> None:
    place = answers(reader, line())[0].location
    assert (place.country_code, place.city, place.latitude, place.asn, place.org) == (
        "NL", "Made Up", 52.1, 64500, "MADE-UP",
    )  # fmt: skip
    assert ("country", "censys", "2026-03-01") in place.sources
    assert (
        answers(reader, line(location={"country_code": "x1"}, autonomous_system=None))[0].location.sources
        == ()
    )


def test_the_newer_names_are_read_too() -> None:
    found = one(reader, json.dumps({"result": {"resource": NEWER}}).encode())
    assert (found.port, found.transport, found.module, found.product) == (8443, "udp", "https", "caddy")
    assert found.cpe == ("cpe:2.3:a:x:caddy:*:*:*:*:*:*:*:*",)
    assert found.blocks["http"] == {"status": 404, "title": "None", "server": "Caddy"}
    ssl = found.blocks["ssl"]
    assert isinstance(ssl, dict)
    assert ssl["cert"] == {
        "subject": {"CN": "b.example"}, "issuer": {}, "fingerprint": {"sha256": "cd" * 32}, "names": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrapped", "count"),
    [
        ({"code": 200, "status": "OK", "result": HOST}, 2),
        ({"result": {"hits": [HOST, HOST]}}, 4),
        ({"result": {"hits": [{"host_v1": {"resource": NEWER}}]}}, 1),
        ({"host": NEWER}, 1),
    ],
)
def test_answers_of_the_api(wrapped: dict[str, Any], count: int) -> None:
    raw = json.dumps(wrapped).encode()
    assert reader.recognises(raw)
    assert len(answers(reader, raw)) == count


@pytest.mark.parametrize(
    "raw", [b"{}", b"[]", b'{"ip":"192.0.2.1"}', b"{", line(ip="192.0.2"), line(services=[{}])]
)
def test_a_bad_line_says_why(raw: bytes) -> None:
    assert [found for found in reader.read(raw) if not hasattr(found, "port")]


def test_a_service_without_a_port_is_a_bad_line() -> None:
    assert reason(reader, line(services=[{"service_name": "X"}])) == "invalid port"


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
