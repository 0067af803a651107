"""One setting for the address of the console behind a proxy, whatever host the proxy passes on."""

from __future__ import annotations

import socket

import pytest
from starlette.testclient import TestClient

from leftopen.errors import BadSetting
from leftopen.model.user import SignInStage
from leftopen.service.identity import sessions
from leftopen.web.app import build
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.state import ServerOptions
from leftopen.web.public_url import public_origin
from leftopen.web.server import server_options
from tests.web.console.conftest import Console

PUBLIC = "https://leftopen.example.org"


def options() -> ServerOptions:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return server_options(listener, None, f"{PUBLIC}/")


def test_the_setting_gives_names_cookies_and_passkeys() -> None:
    made = options()
    assert (made.public, made.tls, made.strict) == (PUBLIC, True, True)
    assert {"leftopen.example.org", "127.0.0.1"} <= made.names
    for host in ("leftopen.example.org", "127.0.0.1:8322"):
        assert made.origin(host) == PUBLIC
        party = made.party(host)
        assert party is not None
        assert (party.id, party.origin) == ("leftopen.example.org", PUBLIC)
    assert made.cookie.startswith("__Host-")


@pytest.mark.parametrize("host", ["leftopen.example.org", "127.0.0.1:8322"])
def test_a_form_is_taken_from_the_public_page_and_from_no_other(bare: Console, host: str) -> None:
    made = options()
    with TestClient(build(bare.workspace, made), base_url="https://leftopen.example.org") as client:
        _, token = sessions.begin(
            bare.workspace, bare.users["viewer"], SignInStage.WHOLE, "a test", both=True
        )
        client.cookies.set(made.cookie, token, domain="leftopen.example.org", path="/")
        for origin, status in ((f"http://{host}", 403), ("https://evil.example", 403), (PUBLIC, 303)):
            headers = {"host": host, "origin": origin, "cookie": f"{made.cookie}={token}"}
            answer = client.post(
                "/me/look",
                data={"csrf": csrf_of(token), "theme": "dark"},
                headers=headers,
                follow_redirects=False,
            )
            assert answer.status_code == status, (origin, answer.text)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Leftopen.Example.org:8443", "https://leftopen.example.org:8443"),
        ("https://leftopen.example.org:443/", "https://leftopen.example.org"),
        ("http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(url: str, origin: str) -> None:
    assert public_origin(url)[0] == origin


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("leftopen.example.org", "host only"), ("http://leftopen.example.org", "must begin with https"),
        ("https://x.example/leftopen", "host only"), ("https://a:b@x.example", "host only"),
        ("https://", "no valid host name"), ("https://x.example:99999", "not a valid URL"),
        ("https://exämple.org", "no valid host name"), ("ftp://localhost", "must begin with https"),
    ],
)  # fmt: skip
def test_another_address_is_refused_in_one_line(url: str, why: str) -> None:
    with pytest.raises(BadSetting, match=why):
        public_origin(url)
