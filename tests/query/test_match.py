"""What a search means, in memory; tests/store/search/test_where.py proves that the engine means the same."""

from __future__ import annotations

import pytest

from leftopen.query.match import Extra, match
from leftopen.query.parse import parse
from tests.store.samples import seen

MAIL = seen(
    "192.0.2.7", 8025, data="HTTP/1.1 200 OK\r\nServer: Sendria\r\n", product="Sendria", hash=-5, tls=True,
    hostnames=("mail.example.mil",), blocks={"http": {"status": 200, "title": "Inbox (300)"}},
)  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "", "*", "* sendria", "nginx OR *",
        "sendria", "SENDRIA ok", '"200 ok"', '"server: sendria"', "-nginx", "nginx OR sendria",
        "port:8025", "port:80,8025", "port:>1024", "net:192.0.2.0/24", "product:send", "product:s*a",
        "hostname:example", "http.title:inbox", "http.status:200-299", "hash:-5", "tls:yes",
        "after:08/02/2023", "before:09/02/2023", "exposure:mailbox_web_open", "exposure:mailbox*",
        "severity:>=high", "-severity:low", "scan:5ca1", "product:*", "hostname:**", "-os:*",
    ],
)  # fmt: skip
def test_what_is_there_is_found(query: str) -> None:
    extra: Extra = {"exposure": ["mailbox_web_open"], "severity": [4]}
    assert match(parse(query), MAIL, extra)
    assert not match(parse(f"-({query or 'sendria'})"), MAIL, extra)


@pytest.mark.parametrize(
    "query",
    [
        "-*", "* nginx", '"*"',
        "nginx", "sendri", '"200 o"', "sendria -ok", "port:<1024", "net:192.0.3.0/24", "product:sendriax",
        "module:htt", "tls:no", "after:09/02/2023", "before:08/02/2023", "exposure:mailbox_web_open",
        "holds:sf86", "os:*", "name:**", "tag:*", "http.waf:*", "vuln:*",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert not match(parse(query), MAIL)
