"""Detectors, what stands beside a value, how it is encoded and where it stands: nothing of it is stored; and
what only looks like a value stays readable.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leftopen.model.facts import Json
from tests.contents.test_bulk_filter import called_clean, context, quiet
from tests.contents.written import ENCODINGS, every, marks
from tests.tier import tier

Writer = Callable[[str], str]
VALUES = {
    "address": "piet.roe@corp.example",
    "address at an IP": "piet.roe@192.0.2.1",
    "address at an IP in brackets": "piet.roe@[192.0.2.1]",
    "phone": "+31612345678",
    "phone with blanks": "+33 6 12 34 56 78",
    "card": "4111111111111111",
    "card with _": "4111_1111_1111_1111",
    "card with .": "4111.1111.1111.1111",
    "card with /": "4111/1111/1111/1111",
    "card with -": "4111-1111-1111-1111",
    "IBAN": "DE89370400440532013000",
    "SSN": "891-23-4567",
}
UNENDED = re.compile("base64 (?:in a URL|of base64)")
NEIGHBOURS = ("", "x", "id", "abc", "_", ".", "-", "/", ":", "=", '"', " ")


def times(count: int) -> Writer:
    def write(text: str) -> str:
        for _ in range(count):
            text = quote(text, safe="")
        return text

    return write


def base64_url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def utf_7(char: str) -> str:
    return f"+{base64.b64encode(char.encode('utf-16-be')).decode().rstrip('=')}-"


def inside(what: str) -> Writer:
    """In the middle of the value, and in the middle of its first half."""
    return lambda text: what.join((text[: len(text) // 4], text[len(text) // 4 : len(text) // 2],
                                   text[len(text) // 2 :]))  # fmt: skip


WRITERS: dict[str, Writer] = {
    **{name: ENCODINGS[name] for name in (
        "as it is", "decimal entities", "hexadecimal entities", "\\u", "\\u, marks", "\\x", "full width",
    )},
    **{f"percent {count} times": times(count) for count in range(1, 10)},
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 in a URL": base64_url,
    "base64 in data:": lambda text: f"data:;base64,{base64.b64encode(text.encode()).decode()}",
    "base64 of base64": lambda text: base64_url(f"of {base64_url(text)}"),
    "UTF-7": marks(utf_7),
    "UTF-7, whole": utf_7,
    "quoted-printable": every(lambda char: f"={ord(char):02X}"),
    "soft line break": inside("=\n"),
    "wbr": inside("<wbr>"),
    "bold": inside("</b><b class='x'>"),
    "tag as entities": inside("&lt;wbr&gt;"),
    "comment": inside("<!-- -->"),
    "zero width": inside("\u200b"),
    "soft hyphen": inside("\u00ad"),
    "soft hyphen as entity": inside("&shy;"),
}  # fmt: skip


def of(text: str) -> str:
    """What would tell of a value: its letters and digits."""
    return re.sub(r"[^0-9A-Za-z]", "", text)


@settings(max_examples=tier(300, 3000), deadline=None)
@given(
    value=st.sampled_from(sorted(VALUES)),
    left=st.sampled_from(NEIGHBOURS),
    right=st.sampled_from(NEIGHBOURS),
    writer=st.sampled_from(sorted(WRITERS)),
)
def test_a_value_is_masked_in_every_place(value: str, left: str, right: str, writer: str) -> None:
    _, masker = context()
    plain = VALUES[value]
    # An undivided number in a path is an id.
    assume(value != "card" or left != "/")
    written = WRITERS[writer](plain)
    if right[:1].isalnum() or right in ("_", "-", "/"):
        # Base64 without its end goes on in these: another code.
        assume(not UNENDED.fullmatch(writer) or len(written) % 4 == len(base64_url(plain)) % 4 == 0)
    text = f"{left}{written}{right}"
    places: list[Json] = [
        {"data": f"220 {text} ESMTP ready\r\n"},
        {"http": {"headers": f"HTTP/1.1 200 OK\r\nServer: {text}\r\n\r\n"}},
        {"http": {"title": text}},
        {text: 1},
        {"indices": [f"logs {text}"]},
        {"file": f"/export/of {text}"},
    ]
    for place in places:
        shown = str(masker.block(place))
        assert written not in shown, place
        assert of(plain)[:-3] not in of(shown), place
        line = json.dumps(place).encode()
        assert not called_clean(line), place
        assert not quiet(line), place
    assert written not in masker.mask(text)


@pytest.mark.parametrize("count", [1, 5, 9, 40])
def test_an_address_is_masked_however_often_its_mark_is_encoded(count: int) -> None:
    _, masker = context()
    assert "piet" not in masker.mask(f"piet{times(count)('@')}corp.example")
    assert "piet" not in masker.mask(f"piet&{'amp;' * count}#64;corp.example")


def test_a_text_with_more_forms_than_can_be_looked_at_is_not_kept() -> None:
    _, masker = context()
    text = "piet@corp.example"
    for _ in range(12):
        text = base64_url(f"a {text}")
    assert masker.mask(text) == "[not kept: could not be masked]"
    assert masker.block({"a": text}) == {"a": "[not kept: could not be masked]"}
    assert not called_clean(json.dumps({"a": text}).encode())


READABLE = [
    "nginx/1.25.3", "OpenSSH_9.6p1 Ubuntu-3ubuntu13.5", "4111.1111", "3.14159265358979", "10.0.19045.4291",
    "2026-12-01T12:08:47.123456Z", "20261201120847", "1764590927123", "1764590927123456",
    "1764590927123456789", "550e8400-e29b-41d4-a716-446655440000", "12345678-1234-1234-1234-123456789012",
    "41111111-1111-4111-8111-111111111111", "192.0.2.1", "198.51.100.24:8443", "2001:db8::4111:1111",
    "00:1a:2b:3c:4d:5e", "001a.2b3c.4d5e", "4111.1111.1111", "1.3.6.1.4.1.311.21.20", "git@2x.png",
    "logo@2x.min.png", "ETag: \"5f3e4111-4111\"", "ETag: W/\"67ab43-1764590927000\"",
    "ETag: \"4111111111111112\"", "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "deadbeefdeadbeef4111111111111111deadbeefdeadbeef",
    "sha256:ab4111111111111111cdef01ab4111111111111111cdef01",
    "2ad2ad0002ad2ad00042d42d000000ad9bf51cc3f5a1e29eecb81d0c7b06eb", "http.favicon.hash:-1399433489",
    "favicon 116323821", "serial: 03:a1:4b:c2:9d:ee:41:11:11:11:11:11:11:11:11:11",
    "serial 338291045718923847561029384756", "4e:5f:60:71:82:93:a4:b5", "507f1f77bcf86cd799439011",
    "PHPSESSID=3b5d5c3712955042212316173ccf37be", "JSESSIONID=8A7B6C5D4E3F2A1B0C9D8E7F6A5B4C3D",
    "_ga=GA1.2.1234567890.1764590927", "BIGipServerpool=1677787402.36895.0000",
    "AWSALB=dGVzdC9yYW5kb20rdmFsdWU=", "csrftoken=Qm9yZGVyQ29sbGllU3RyaW5n",
    "XSRF-TOKEN=eyJpdiI6Ik1UST0ifQ==", "Strict-Transport-Security: max-age=31536000; includeSubDomains",
    "q=0.9,image/webp;q=0.8", "X-Request-Id: 7f1c0d2e9b8a4f3c", "cf-ray: 8c1f2e3d4b5a6978-AMS",
    "x-amz-request-id: TX00000F1A2B3C4D5E6F7", "SSH-2.0-dropbear_2022.83",
    "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7", "220 ProFTPD 1.3.8b Server ready.", "+OK Dovecot ready.",
    "+-----+-----+", "+0200", "UTC+05:30", "C++17", "A+B-C", "&nbsp;&copy; 2026", "<b>12</b> of <b>40</b>",
    "<td>4111</td><td>1111</td>", "100%25 of it", "%2Fadmin%2F12", "redis_version:7.2.4",
    "run_id:6f4111aa0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f", "uptime_in_seconds:31612345",
    "Content-Length: 4111111111", "cpe:2.3:a:nginx:nginx:1.25.3", "AS64500", "CVE-2026-41111", "4111 1111",
    "0x4111111111111111", "order 4111111111111112",
]  # fmt: skip


@pytest.mark.parametrize("text", READABLE)
def test_what_only_looks_like_a_value_stays(text: str) -> None:
    _, masker = context()
    assert masker.mask(text) == text
    assert masker.block({"data": f"a {text}\r\n"}) == {"data": f"a {text}\r\n"}
