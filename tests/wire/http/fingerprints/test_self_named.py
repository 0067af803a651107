from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http.fingerprints.self_named import self_named, server_named


def _front(title: str, body: str = "", *headers: tuple[str, str]) -> Reply:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(status=200, headers=headers, body=page.encode())


@pytest.mark.parametrize(
    ("front", "product", "version"),
    [
        (_front("Maddle", '<a href="https://github.com/someone/maddle">code</a>'), "Maddle", ""),
        (_front("Maddle 2.1", '<h1 title="Maddle (v2.1.4)">Maddle</h1> Maddle 2.1.4'), "Maddle", "2.1.4"),
        (_front("Inbox - Maddle", "", ("Set-Cookie", "maddle_sid=1; Path=/")), "Maddle", ""),
        (_front("Maddle WebDAV server", "", ("X-Maddle-Node", "a")), "Maddle", ""),
        (_front("Maddle", '<script src="/static/maddle.b6a5.js"></script>'), "Maddle", ""),
        (_front("Maddle Vault", "<script>localStorage.getItem('maddle-theme')</script>"), "Maddle Vault", ""),
        (_front("mailShelf Dashboard"), "mailShelf", ""),
        (_front("Maddle | Queues", '<a href="https://maddle.readthedocs.io/">help</a>'), "Maddle", ""),
        (_front("Town Hall of Ely", "<p>Welcome to Ely</p>"), "", ""),
        (_front("Dashboard", '<script src="/dashboard.js"></script>'), "", ""),
        (_front("Maddle", "<p>" + "words " * 400 + '</p><script src="/maddle.js"></script>'), "", ""),
        (_front("", "nothing"), "", ""),
    ],
)
def test_a_title_counts_with_a_second_sign(front: Reply, product: str, version: str) -> None:
    named = self_named(front)
    assert (named.product, named.version) == (product, version)


@pytest.mark.parametrize(
    ("server", "product", "version"),
    [
        ("maddled/1.21", "maddled", "1.21"),
        ("Maddle Files/2.0 (Linux)", "Maddle Files", "2.0"),
        ("gunicorn/20.0", "", ""),
        ("Werkzeug/3.0 Python/3.11", "", ""),
        ("", "", ""),
        ("/1.0", "", ""),
    ],
)
def test_the_servers_own_word(server: str, product: str, version: str) -> None:
    named = server_named(server)
    assert (named.product, named.version) == (product, version)


@given(st.binary(max_size=600), st.text(max_size=80))
def test_any_page_is_read(body: bytes, header: str) -> None:
    front = Reply(
        status=200, headers=(("X-A", header), ("Set-Cookie", header), ("Server", header)), body=body
    )
    assert isinstance(self_named(front).product, str)
    assert isinstance(server_named(header).product, str)


def test_a_page_made_to_be_slow_is_read_soon() -> None:
    began = time.thread_time()
    for body in ("<" * 65_000, "Maddle " * 9_000, '<script src="' * 5_000, "localStorage." * 5_000):
        self_named(_front("Maddle Box | a - b: c", body))
    assert time.thread_time() - began < 5
