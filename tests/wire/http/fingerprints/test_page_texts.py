"""The texts of a page for rule files; of a cookie its name only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http.fingerprints.page_texts import HTML, recog, texts

PAGE = Reply(
    status=200,
    headers=(
        ("Server", "made-up/1"),
        ("Set-Cookie", "Session=hush-hush; Path=/"),
        ("Set-Cookie", "Other=hush-hush"),
        ("WWW-Authenticate", 'Basic realm="Made"'),
    ),
    body=b"""<html><head><title>Made &amp; Up</title>
    <META NAME='generator' content="MadePress 6.1"><meta property=og:type content=site>
    <script>var a</script><script async src=/js/madelib-3.7.js></script></head>"""
    + b"x" * 9000,
)


def test_each_text_has_its_place() -> None:
    answer = list(texts(PAGE))
    assert answer[:3] == [
        ("headers.server", "made-up/1"),
        ("cookies.session", ""),
        ("cookies.other", ""),
    ]
    assert ("meta.generator", "MadePress 6.1") in answer
    assert ("meta.og:type", "site") in answer
    assert [text for place, text in answer if place == "scriptSrc"] == ["/js/madelib-3.7.js"]
    assert ("title", "Made & Up") in answer
    assert [len(text) for place, text in answer if place == "html"] == [HTML]


def test_recogs_kinds_have_their_texts() -> None:
    assert dict(recog(PAGE)) == {
        "html_title": "Made & Up",
        "http_header.wwwauth": 'Basic realm="Made"',
        "http_header.x-powered-by": "",
        "http_header.cookie": "Session=",
    }


def test_the_value_of_a_cookie_is_nowhere() -> None:
    assert "hush" not in str(list(texts(PAGE))) + str(dict(recog(PAGE)))


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_page_has_texts(body: bytes, value: str) -> None:
    page = Reply(
        status=200, headers=(("Set-Cookie", value), ("X", value)), body=b"<meta " + body + b"<script "
    )
    assert len(list(texts(page))) >= 3
    assert len(list(recog(page))) == 4
