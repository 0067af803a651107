"""A log format that somebody describes."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import LeftopenError
from leftopen.impact.logs.custom import custom_format
from tests.impact.logs.scene import items_at, told

NGINX = '$server_name $remote_addr "$request" $status $body_bytes_sent "$http_user_agent" $msec'
APACHE = r"%h %l %u %t \"%r\" %>s %O \"%{User-Agent}i\" %X %D"
APACHE_LINE = '203.0.113.9 - - [20/Nov/2026:10:00:0{0} +0000] "GET /{1} HTTP/1.1" 200 1300 "x" {2} 123\n'


def test_nginx(tmp_path: Path) -> None:
    log = (
        'mail.example 203.0.113.9 "GET /a HTTP/1.1" 200 1000 "x" 1795168800.123\n'
        'mail.example 203.0.113.9 "GET /b HTTP/1.1" 404 10 "x" 1795168801.123\n'
        'mail.example 203.0.113.9 "GET /b" HTTP/1.1" 200 1000 "x" 1795168801.123\n'
    )
    found = told(tmp_path, log, items_at("/a", "/b"), custom=custom_format(NGINX))
    assert (found.unread, found.verdicts) == (1, {"/a": "served", "/b": "cannot_be_known"})
    first = found.found.answers[0].first
    assert first is not None
    assert first.isoformat() == "2026-11-20T10:00:00.123000+00:00"


def test_apache_with_the_state_of_the_connection(tmp_path: Path) -> None:
    log = APACHE_LINE.format(1, "a", "+") + APACHE_LINE.format(2, "b", "X")
    found = told(tmp_path, log, items_at("/a", "/b", "/c"), custom=custom_format(APACHE))
    assert found.unread == 0
    assert found.verdicts == {"/a": "served", "/b": "served_in_part", "/c": "not_served"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("$remote_addr $request", "lacks a time"),
        ("%h %t %>s", "lacks the request"),
        ("plain", "no variable"),
        ("$remote_addr$status", "nothing between"),
        ("%h %{%s}t %r %>s", "only %t"),
    ],
)
def test_what_cannot_be_used_is_said(text: str, why: str) -> None:
    with pytest.raises(LeftopenError, match=why):
        custom_format(text)
