"""The made-up owner does what the page offers, and nothing that it does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from leftopen.demo.owner import Owner, link_in
from leftopen.demo.proof_check import StoryFailed

PAGE = b"""<form method="post" action="/owner/t.s/answer"></form><a href="/owner/t.s/proof/1?a=b&amp;c=d">"""


class Page(BaseHTTPRequestHandler):
    """Notes each request: method, path, origin, body."""

    seen: list[tuple[str, str, str, bytes]]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers.get("Origin", ""), body))
        self.send_response(403 if self.path.startswith("/owner/refused") else 200)
        self.end_headers()
        self.wfile.write(b"{}" if "/proof/" in self.path else PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Not logged."""


@pytest.fixture
def url() -> Iterator[str]:
    Page.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def mail(text: str) -> bytes:
    made = EmailMessage(policy=SMTP)
    made.set_content(text, cte="quoted-printable")
    return made.as_bytes()


def test_the_link_is_found_in_a_mail_whatever_its_encoding() -> None:
    link = f"http://127.0.0.1:8322/owner/{'a=b' * 40}.sign-_"
    assert link_in(mail(f"To answer:\n{link}\nQuestions: …")) == link


def test_a_notice_without_a_link_ends_the_story() -> None:
    with pytest.raises(StoryFailed, match="no link"):
        link_in(mail("Questions: reply to this notice."))


def test_the_owner_sends_the_form_that_the_page_shows(url: str) -> None:
    owner = Owner(f"{url}/owner/t.s")
    owner.open()
    owner.acknowledge("Jo Roe", date(2026, 11, 30))
    assert owner.proof() == b"{}"
    (opened, answered, proof) = Page.seen
    assert opened[:2] == ("GET", "/owner/t.s")
    assert answered == ("POST", "/owner/t.s/answer", url, b"name=Jo+Roe&until=2026-11-30&text=On+it.")
    assert proof[:2] == ("GET", "/owner/t.s/proof/1?a=b&c=d")


def test_a_button_that_the_page_does_not_show_is_not_pressed(url: str) -> None:
    owner = Owner(f"{url}/owner/t.s")
    with pytest.raises(StoryFailed, match="no form 'answer'"):
        owner.acknowledge("Jo Roe", date(2026, 11, 30))
    owner.open()
    with pytest.raises(StoryFailed, match="no form 'look'"):
        owner.check_again()
    assert [seen[0] for seen in Page.seen] == ["GET"]


def test_a_refusal_ends_the_story(url: str) -> None:
    with pytest.raises(StoryFailed, match="GET was answered with 403"):
        Owner(f"{url}/owner/refused").open()
