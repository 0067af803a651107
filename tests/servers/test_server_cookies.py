"""Which cookies count as a login in the wire log."""

from __future__ import annotations

from tests.servers import server_cookies
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

HEARD = b"HTTP/1.1 200 OK\r\nSet-Cookie: visit=1; Path=/\r\nset-cookie: token=abc\r\n\r\n"


def _said(cookie: bytes) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + b"\r\n\r\n"


def test_the_servers_own_cookies_are_no_login() -> None:
    pairs = server_cookies.given([HEARD])
    assert pairs == {b"visit=1", b"token=abc"}
    assert not judge(server_cookies.without(_said(b"visit=1; token=abc"), pairs)).offences


def test_any_other_cookie_is_a_login() -> None:
    pairs = server_cookies.given([HEARD])
    for cookie in (b"visit=2", b"visit=1; session=x", b"session=visit=1"):
        offences = judge(server_cookies.without(_said(cookie), pairs)).offences
        assert [one.kind for one in offences] == [Kind.LOGIN]
