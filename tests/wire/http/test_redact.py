"""What is kept of an HTTP exchange."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.redact import (
    NAMING,
    SECRETS,
    redacted_request,
    redacted_response,
    without,
    without_secrets,
)

HEAD = b"HTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: session=abc; Path=/\r\nLocation: /home/roe/\r\n\r\n"


def test_a_body_is_never_kept() -> None:
    assert redacted_response(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nFrom: Jane Roe", named=False) == (
        b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"
    )
    assert redacted_response(b"HTTP/1.0 200 OK\nServer: x\n\nFrom: Jane Roe", named=False).startswith(
        b"HTTP/1.0 200"
    )
    assert b"Jane" not in redacted_response(b"HTTP/1.0 200 OK\nServer: x\n\nFrom: Jane Roe", named=False)


def test_a_cookie_keeps_its_name_and_loses_its_value() -> None:
    assert "Set-Cookie: session=…\r\n".encode() in redacted_response(HEAD, named=False)
    assert b"abc" not in redacted_response(HEAD, named=True)


def test_where_the_thing_has_a_name_the_head_does_not_repeat_it() -> None:
    assert b"Location: /home/roe/" in redacted_response(HEAD, named=False)
    assert "Location: …\r\n".encode() in redacted_response(HEAD, named=True)


def test_what_is_no_http_is_not_kept() -> None:
    assert redacted_response(b"From: Jane Roe", named=False) == b""
    assert redacted_request(b"RETR /jane.roe\r\n") == b""


def test_a_folded_secret_is_cut_whole() -> None:
    head = b"HTTP/1.1 200 OK\r\nAuthorization: Bearer a\r\n b\r\nX: c\r\n\r\n"
    assert without(head) == "HTTP/1.1 200 OK\r\nAuthorization: …\r\nX: c\r\n\r\n".encode()


def test_a_path_goes_and_the_rest_of_the_question_stays() -> None:
    asked = b"GET /jane%20roe/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n"
    assert redacted_request(asked) == b"GET /... HTTP/1.1\r\nHost: a\r\n\r\n"
    assert redacted_request(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") == b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


LINES = st.lists(
    st.sampled_from(
        [
            "Set-Cookie: a=b; c", "set-cookie2:d", " Authorization : e f", "X-Auth-Token: =g",
            "X-CSRF-TOKEN:h=", "Set-Cookie", "ETag: i", "\tfolded", " folded", "", "Note: authorization",
            "Ünïcöde: İ", "Token-: j",
        ]
    ),
    max_size=6,
)  # fmt: skip


@given(LINES, st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_a_text_of_another_tool_loses_the_same(lines: list[str], end: str, last: bool) -> None:
    text = end.join(lines) + (end if last else "")
    assert without_secrets(text) == without(text.encode()).decode()
    kept = without_secrets(text.replace("Ü", "ü"), "latin-1")
    assert kept == without(text.replace("Ü", "ü").encode()).decode().replace("…", "...")


@given(st.binary(max_size=300), st.binary(max_size=60), st.booleans())
def test_no_bytes_raise_and_no_secret_stays(head: bytes, secret: bytes, named: bool) -> None:
    redacted_response(head, named=named)
    redacted_request(head)
    line = b"X-Auth-Token: " + secret.replace(b"\r", b"").replace(b"\n", b"")
    assert without(line + b"\r\n", SECRETS | NAMING) in (
        "X-Auth-Token: …\r\n".encode(),
        b"X-Auth-Token: ...\r\n",
        b"X-Auth-Token: " + _cookie(line) + "…\r\n".encode(),
        b"X-Auth-Token: " + _cookie(line) + b"...\r\n",
    )


def _cookie(line: bytes) -> bytes:
    name, equals, _ = line.partition(b":")[2].strip().partition(b"=")
    return name[:64] + b"=" if equals and b" " not in name else b""
