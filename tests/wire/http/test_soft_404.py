"""The random-path control."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http import soft_404
from tests.scripted import page

MADE_UP = "/f3k9q2z7x1"
SPA = page(200, b"<!doctype html><title>App</title><div id=root></div>")
LISTING = page(200, b"<title>Index of /</title><h1>Index of /</h1><pre><a href='a.pdf'>a.pdf</a></pre>")


def test_one_page_for_everything_is_the_same_answer() -> None:
    assert soft_404.same_answer(SPA, SPA, control_path=MADE_UP, path="/api/messages/")


def test_a_page_that_repeats_the_path_and_the_time_is_still_the_same() -> None:
    one = page(200, f"<p>Welcome to {MADE_UP} at 1675814400, request 0123456789abcdef</p>".encode())
    two = page(200, b"<p>Welcome to /api/messages at 1675814411, request fedcba9876543210</p>")
    assert soft_404.same_answer(one, two, control_path=MADE_UP, path="/api/messages")


def test_a_page_with_one_changing_word_is_alike() -> None:
    words = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(100)]
    one, two = " ".join(words).encode(), " ".join([*words[:-1], "other"]).encode()
    assert soft_404.is_similar(one, two)


@pytest.mark.parametrize(
    ("answer_to_nonsense", "answer"),
    [
        (page(404, b"not found"), LISTING),
        (SPA, LISTING),
        (SPA, page(200, b'{"code": "OK", "data": [], "meta": {"pages_total": 2}}')),
        (page(200, b""), LISTING),
        (page(302, location="/login"), page(302, location="/files/")),
    ],
)
def test_an_answer_of_its_own_stands(answer_to_nonsense: Reply, answer: Reply) -> None:
    assert not soft_404.same_answer(answer_to_nonsense, answer, control_path=MADE_UP, path="/")


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_refusing_everything_is_honest(status: int) -> None:
    refused = page(status, b"no")
    assert not soft_404.same_answer(refused, refused, control_path=MADE_UP, path="/")


def test_a_redirect_is_the_same_by_its_target() -> None:
    one, two = page(302, location=f"/login?next={MADE_UP}"), page(302, location="/login?next=/api")
    assert soft_404.same_answer(one, two, control_path=MADE_UP, path="/api")


@given(
    st.binary(max_size=200), st.binary(max_size=200), st.text(max_size=20), st.sampled_from([200, 302, 404])
)
def test_no_bytes_make_it_raise(one: bytes, two: bytes, path: str, status: int) -> None:
    first, second = Reply(status=status, body=one), Reply(status=status, body=two)
    soft_404.same_answer(first, second, control_path=path, path=path)
    assert soft_404.same_answer(first, first, control_path=path, path=path) == (status < 400)
