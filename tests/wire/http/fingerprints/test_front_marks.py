"""Each row takes its own example, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http.fingerprints.front_marks import MARKS, FrontMark, product
from tests.scripted import page


def front(mark: FrontMark, status: int) -> Reply:
    headers = {mark.header: mark.example} if mark.header and not mark.body else {"content-type": CLICKHOUSE}
    body = mark.example.encode() if mark.body else b""
    return page(status, body, **{name.replace("-", "_"): value for name, value in headers.items()})


CLICKHOUSE = "text/html; charset=UTF-8"


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.product)
def test_a_row_takes_its_example_at_its_statuses_only(mark: FrontMark) -> None:
    assert product(front(mark, (mark.statuses or (200,))[0])) == mark.product
    assert not mark.shows(page(500, b"Internal Server Error"), "Internal Server Error")
    if mark.statuses:
        assert product(front(mark, 500)) == ""


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b"Ok.\n", content_type="text/plain"),
        page(200, b"Ok.", content_type=CLICKHOUSE),
        page(200, b"Ok.\nOk.\n", content_type=CLICKHOUSE),
        page(200, b'{"status":"Meilisearch is running, they say"}'),
        page(200, b"<title>NiFi</title><p>A page about it</p>"),
        page(302, location="/blog/unified-console.html"),
        page(302, location="https://example.org/a/zipkin/"),
        page(200, location="/flow/index.html"),
        page(404, b'{"status":404,"error":"Not Found","path":"/"}'),
        page(403, b'{"kind":"Status","apiVersion":"v2"}'),
        page(200, b'{"paths":["/made-up"]}'),
        page(200, x_jenkins="yes"),
        page(200, x_jfrog_version="7.77.5"),
        page(404, b"<p>Whitelabel Error Page</p>"),
    ],
)
def test_a_look_alike_has_no_name(reply: Reply) -> None:
    assert product(reply) == ""


@given(st.binary(max_size=300), st.sampled_from([200, 302, 403, 404]), st.text(max_size=60))
def test_no_bytes_raise(body: bytes, status: int, answer: str) -> None:
    product(Reply(status=status, body=body, headers=(("Location", answer), ("X-Jenkins", answer))))
