"""The HTTP probe against recorded shapes."""

from __future__ import annotations

import mmh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import banner
from leftopen.model.read_level import ReadLevel
from leftopen.probes.http import probe
from tests.scripted import Scripted, finish, page

SENDRIA = page(
    200,
    b'<html><head><link rel="shortcut icon" type="image/png" href="/static/images/icon_128x128.png">'
    b"<title>Sendria:2.2.2</title></head></html>",
    phrase="OK",
    content_type="text/html; charset=utf-8",
    server="Sendria/2.2.2 (https://github.com/msztolcman/sendria)",
)
MAILDEV_BARE = page(
    404,
    b'{"error":"Not found"}',
    phrase="Not Found",
    vary="Origin",
    access_control_allow_credentials="true",
    content_type="application/json; charset=utf-8",
)
CONFIG = page(200, b'{"version":"3.0.0","smtpPort":1025,"isOutgoingEnabled":false,"outgoingHost":null}')
PUBLIC_INBOX = page(
    404,
    b"<html><head><title>public-inbox listing</title></head><body><pre>no inboxes, yet</pre><hr><pre>"
    b"This is a listing of public inboxes, see the `mirror' link of each inbox",
)
ICON = page(200, b"\x89PNG made up", content_type="image/png")


def test_a_page_gives_status_title_server_and_shodans_hashes() -> None:
    channel = Scripted(pages={"/": SENDRIA, "/static/images/icon_128x128.png": ICON}, budget=2)
    facts = probe.read(finish(probe.ask(channel, b"HTTP/1.0 200 OK\r\n")))
    assert facts is not None
    assert (facts.product, facts.version) == ("Sendria", "2.2.2")
    block = facts.blocks["http"]
    assert isinstance(block, dict)
    assert (block["status"], block["title"]) == (200, "Sendria:2.2.2")
    assert block["title_hash"] == mmh3.hash("Sendria:2.2.2")
    assert block["html_hash"] == mmh3.hash(SENDRIA.body)
    assert block["favicon"] == {
        "hash": banner.favicon_hash(ICON.body),
        "location": "/static/images/icon_128x128.png",
    }
    assert facts.data == SENDRIA.head
    assert b"<html>" not in facts.data
    assert "<html>" not in str(facts.blocks)


def test_maildev_is_known_by_its_configuration_when_it_shows_no_page() -> None:
    channel = Scripted(pages={"/": MAILDEV_BARE, "/api/config": CONFIG})
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("MailDev", "3.0.0")
    assert channel.heard == ["/", "/api/config"]


def test_maildev_behind_its_password_is_known_by_the_realm() -> None:
    asked = page(401, b'{"error":"Unauthorized"}', www_authenticate='Basic realm="MailDev"')
    channel = Scripted(pages={"/": asked}, budget=1)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.product == "MailDev"


@pytest.mark.parametrize("refusal", [b"Invalid Host header - possible DNS rebinding", b"Host check error\n"])
def test_who_refuses_a_question_without_a_host_is_asked_with_one(refusal: bytes) -> None:
    opened = page(403, refusal)
    channel = Scripted(pages={"/": page(200, b"<title>MLflow</title>")}, budget=2)
    facts = probe.read(finish(probe.ask(channel, opened.head + opened.body)))
    assert facts is not None
    assert facts.product == "MLflow"
    assert channel.heard == ["/", "/favicon.ico"]


@pytest.mark.parametrize("server", ["", "HTTP::Server::PSGI", "nginx/1.26.3"])
def test_public_inbox_is_known_by_its_page_whatever_carries_it(server: str) -> None:
    front = page(PUBLIC_INBOX.status, PUBLIC_INBOX.body, server=server)
    facts = probe.read(finish(probe.ask(Scripted(pages={"/": front}), b"")))
    assert facts is not None
    assert facts.product == "public-inbox"
    assert facts.info == server


def test_at_the_banner_level_only_the_front_page_is_asked_for() -> None:
    channel = Scripted(pages={"/": SENDRIA}, level=ReadLevel.BANNER)
    finish(probe.ask(channel, b""))
    assert channel.heard == ["/"]


def test_a_cookies_value_is_hashed_and_then_cut() -> None:
    raw = b"HTTP/1.1 200 OK\r\nSet-Cookie: session=abc123; Path=/\r\n folded\r\nServer: nginx\r\n\r\nhello"
    facts = probe.read(raw)
    assert facts is not None
    assert facts.data.decode() == "HTTP/1.1 200 OK\r\nSet-Cookie: session=…\r\nServer: nginx\r\n\r\n"
    assert facts.hash == banner.data_hash(raw[: -len(b"hello")])


def test_a_servers_complaint_about_plain_http_is_not_http() -> None:
    first = b"HTTP/1.1 400 Bad Request\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>"
    assert not probe.recognises(first)
    assert probe.recognises(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    assert probe.read(raw) is None
    facts = probe.read(b"HTTP/1.1 200 OK\r\n" + raw + b"\r\n\r\n" + raw)
    assert facts is not None
