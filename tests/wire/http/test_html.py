"""Title, icon and password fields of pages, some of them hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http import html
from tests.stopwatch import shortest


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (b"<html><head><title>Index of /</title>", "Index of /"),
        (b"<TITLE lang=en>\n a &amp; b\n</TITLE>", "a & b"),
        (b"<title>open end", "open end"),
        ("<title>Grüße</title>".encode("latin-1"), "Grüße"),
        ("İİ<title>still right</title>".encode(), "still right"),
        (b"no title", ""),
        (b"<title", ""),
    ],
)
def test_the_title_is_plain_text(page: bytes, title: str) -> None:
    assert html.title(page) == title


def test_a_title_without_end_is_bounded() -> None:
    assert len(html.title(b"<title>" + b"x" * 100_000)) == html.LONGEST_TITLE


@pytest.mark.parametrize(
    ("page", "icon"),
    [
        (b'<link rel="shortcut icon" href="/static/icon.png">', "/static/icon.png"),
        (b"<LINK href='./maildev-icon.svg' REL=icon>", "/maildev-icon.svg"),
        (b"<link rel=stylesheet href=/a.css>", "/favicon.ico"),
        (b'<link rel="icon" href="data:image/png;base64,AAAA">', ""),
        (b'<link rel="icon" href="//elsewhere.example/a.png">', ""),
        (b'<link rel="icon" href="https://elsewhere.example/a.png">', ""),
        (b'<link rel="icon" href="/api/messages/7?delete=1">', ""),
        (b'<link rel="icon" href="/a/../../x.png">', ""),
        (b'<link rel="icon" href="/a.png\r\nX: y">', ""),
    ],
)
def test_the_icon_is_a_plain_path_of_the_same_host_or_nothing(page: bytes, icon: str) -> None:
    assert html.icon(page) == icon


def test_a_password_field_is_seen_and_the_word_alone_is_not() -> None:
    assert html.asks_for_password(b'<form><input name=p TYPE="password">')
    assert not html.asks_for_password(b"<p>type=password is what a login has</p>")


def test_a_page_of_nothing_but_tags_takes_no_time() -> None:
    page = (b"<title<link<input" * 5000)[:65536]
    _, seconds = shortest(lambda: (html.title(page), html.icon(page), html.asks_for_password(page)))
    assert seconds < 0.5


@given(
    st.binary(max_size=400)
    | st.text(max_size=100).map(lambda t: f"<title>{t}</title><link rel=icon href={t}>".encode())
)
def test_no_bytes_make_it_raise(page: bytes) -> None:
    assert isinstance(html.title(page), str)
    assert html.icon(page) == "" or html.icon(page).startswith("/")
    html.asks_for_password(page)
