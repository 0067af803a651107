from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from leftopen.imports.httpx import reader
from leftopen.model.field_group import FieldGroup
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, bears_anything, moment, one, reason

PAGE: dict[str, Any] = {
    "timestamp": "2026-03-01T04:05:06.123456789+00:00", "port": "8443", "url": "https://www.example.org:8443/x",
    "input": "www.example.org", "title": "Index of /", "scheme": "https", "webserver": "nginx/1.25 (Ubuntu)",
    "method": "GET", "host": "192.0.2.1", "path": "/x", "tech": ["Nginx", "Ubuntu"],
    "status_code": 200,
    "favicon": "-123", "failed": False, "raw_header": "HTTP/1.1 200 OK\r\n\r\n", "body": "secret",
    "tls": {"subject_cn": "www.example.org", "issuer_cn": "Example CA", "serial": "01:02",
    "cipher": "TLS_AES",
        "tls_version": "tls13", "subject_an": ["www.example.org"], "fingerprint_hash": {"sha256": "ab" * 32}},
}  # fmt: skip


def line(**changes: Any) -> bytes:
    return json.dumps({**PAGE, **changes}).encode()


def test_a_page() -> None:
    found = one(reader, line())
    assert (str(found.address), found.port, found.name, found.module) == (
        "192.0.2.1",
        8443,
        "www.example.org",
        "https",
    )
    assert found.timestamp == moment(2026, 3, 1, 4, 5, 6, 123456)
    assert found.tls
    assert found.reply == b"HTTP/1.1 200 OK\r\n\r\nsecret"
    http, tls = found.blocks["http"], found.blocks["ssl"]
    assert isinstance(http, dict)
    assert isinstance(tls, dict)
    assert (http["status"], http["title"], http["favicon"]) == (200, "Index of /", {"hash": -123})
    assert tls["cert"]["subject"] == {"CN": "www.example.org"}  # type: ignore[index, call-overload]
    assert "secret" not in str(found.blocks)


def test_a_technology_is_named_without_its_version() -> None:
    tech = ["Nginx:1.25", "PHP:8.1", "Ubuntu", "PHP", "PHP:8.2", ":1", ""]
    http = one(reader, line(tech=tech)).blocks["http"]
    assert isinstance(http, dict)
    assert http["components"] == {
        "Nginx": {"categories": [], "versions": ["1.25"]},
        "PHP": {"categories": [], "versions": ["8.1", "8.2"]},
        "Ubuntu": {"categories": []},
    }


def test_the_address_may_stand_in_other_places() -> None:
    assert str(one(reader, line(host="www.example.org", host_ip="192.0.2.9")).address) == "192.0.2.9"
    assert str(one(reader, line(host="www.example.org", a=["192.0.2.8"])).address) == "192.0.2.8"
    assert str(one(reader, line(host="www.example.org", aaaa=["2001:db8::8"])).address) == "2001:db8::8"


def test_a_page_that_was_asked_for_by_address_has_no_name() -> None:
    found = one(reader, line(url="http://192.0.2.1", port=None))
    assert (found.name, found.hostnames, found.port, found.module) == ("", (), 80, "http")


def test_what_failed_is_no_answer() -> None:
    assert list(reader.read(line(failed=True))) == []


@pytest.mark.parametrize(
    "raw", [line(url="ftp://x"), line(host="x"), line(url="http://a:99999/"), b"{", b"[]"]
)
def test_a_bad_line_says_why(raw: bytes) -> None:
    assert reason(reader, raw)


def test_it_is_recognised() -> None:
    assert reader.recognises(line())
    assert not reader.recognises(b'{"ip":"192.0.2.1","port":80}')


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)


def page(path: str, status: int, title: str, second: int = 6, scheme: str = "https", **more: Any) -> bytes:
    url = f"{scheme}://www.example.org:8443{path}"
    return line(
        url=url,
        path=path,
        status_code=status,
        title=title,
        timestamp=f"2026-03-01T04:05:{second:02}Z",
        **more,
    )


def test_the_pages_of_one_server_are_one_answer() -> None:
    raw = b"\n".join(
        [
            page("/.git/config", 200, "", second=9), page("/admin/", 403, "No", tech=["PHP"]),
            line(url="https://other.example:8443/"), page("/", 200, "Front", favicon="5"), b"",
        ]
    )  # fmt: skip
    pages, other = all_of(reader, [raw[:50], raw[50:]])
    assert isinstance(pages, Imported)
    assert isinstance(other, Imported)
    http = pages.blocks["http"]
    assert isinstance(http, dict)
    assert (http["title"], http["location"], http["status"], http["favicon"]) == (
        "Front",
        "/",
        200,
        {"hash": 5},
    )
    assert http["pages"] == [
        {"path": "/", "status": 200, "title": "Front"},
        {"path": "/admin/", "status": 403, "title": "No"},
        {"path": "/.git/config", "status": 200, "title": ""},
    ]
    assert set(http["components"]) == {"Nginx", "Ubuntu", "PHP"}  # type: ignore[arg-type]
    assert pages.timestamp == moment(2026, 3, 1, 4, 5, 9)
    assert (pages.name, other.name) == ("www.example.org", "other.example")


def test_another_name_or_address_is_another_server() -> None:
    raw = page("/a", 200, "x") + b"\n" + page("/b", 200, "y", host="192.0.2.9")
    assert len(all_of(reader, [raw])) == 2


def test_a_bad_line_beside_pages_is_counted_by_itself() -> None:
    raw = page("/a", 200, "x") + b"\n" + page("/b", 200, "y", timestamp_x=1).replace(b'"192.0.2.1"', b'"x"')
    found = all_of(reader, [raw])
    assert [one.reason for one in found if isinstance(one, BadLine)] == ["invalid IP address"]
    assert len(found) == 2


def test_it_sees_pages() -> None:
    assert one(reader, line(url="http://192.0.2.1/", raw_header="", webserver="")).sees == FieldGroup.HTTP
