"""A service in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from leftopen.service.search.service_summary import MOST, service_summary
from tests.store.samples import seen

BASIC = 'Basic realm="Staff only", charset="UTF-8"'
CERT = {"cert": {"subject": {"CN": "mail.example.org"}}}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"data": "220 mail.example.org ESMTP\r\nmore"}, "220 mail.example.org ESMTP"),
        ({"data": "\r\n\r\nfirst\nsecond"}, "first"),
        ({"blocks": {"http": {"status": 200, "title": "A\n  title"}}}, "200 A title"),
        ({"blocks": {"http": {"status": 404, "title": None}, "ssl": CERT}},
         "404 · certificate of mail.example.org"),
        ({"data": f"HTTP/1.1 401 No\r\nServer: x\r\nWWW-Authenticate: {BASIC}\r\n",
          "blocks": {"http": {"status": 401}}},
         "401 · password required: Staff only"),
        ({"data": "HTTP/1.1 401 No\r\nwww-authenticate: Digest qop=\"auth\", realm=\"a\"\r\n",
          "blocks": {"http": {"status": 401}, "ssl": CERT}},
         "401 · password required: a · certificate of mail.example.org"),
        ({"data": "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"\"\r\nX: realm=\"b\"\r\n",
          "blocks": {"http": {"status": 401}}}, "401"),
        ({"data": "SSH-2.0-x", "info": "protocol 2.0", "blocks": {"ssl": CERT}},
         "protocol 2.0 · certificate of mail.example.org · SSH-2.0-x"),
        ({"data": "", "blocks": {"http": [], "ssl": {"cert": {"subject": "CN"}}}}, ""),
        ({"data": "x" * 5000}, "x" * MOST),
    ],
)  # fmt: skip
def test_what_it_says_of_itself(more: dict[str, Any], words: str) -> None:
    assert service_summary(seen(**more)) == words
