"""Two names have one site where only the host and what changes with each request differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http.site_answer import is_alike, same_but_volatile, same_site

A, B = "a.example.org", "192.0.2.7:8080"
FILL = b"<ul>" + b"".join(b"<li>entry</li><li>word%d</li>" % number for number in range(60)) + b"</ul>"


def reply(body: bytes = b"", status: int = 200, **headers: str) -> Reply:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=status, headers=named, body=body)


def page(title: str, host: str, token: str = "t") -> Reply:
    return reply(
        f"<title>{title}</title><a href='http://{host}/x'>{token}</a>".encode() + FILL, server="nginx"
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (page("Shop", A), page("Shop", B), True),
        (page("Shop", A), page("Mail", B), False),
        (page("Site 17", A), page("Site 18", B), False),
        (page("Shop", A, "t1"), page("Shop", B, "t2"), False),
        (reply(status=404), reply(status=404), True),
        (reply(status=404), reply(status=403), False),
        (reply(b"x", server="nginx"), reply(b"x", server="Apache"), False),
        (reply(status=401, www_authenticate='Basic realm="a"'), reply(status=401), False),
        (
            reply(status=301, location=f"https://{A}/login"),
            reply(status=301, location="https://192.0.2.7/login"),
            True,
        ),
        (
            reply(status=301, location=f"https://{A}/"),
            reply(status=301, location="https://b.example.org/"),
            False,
        ),
    ],
)
def test_equal_but_for_the_host(one: Reply, other: Reply, same: bool) -> None:
    assert same_site(one, A, other, B) is same


def test_a_token_that_changes_with_each_request_tells_no_sites_apart() -> None:
    one, again, other = page("Shop", A, "k1"), page("Shop", A, "k2"), page("Shop", B, "k3")
    assert is_alike(one, A, other, B)
    assert same_but_volatile(one, again, other, B, host=A)


def test_a_title_that_stays_tells_sites_apart() -> None:
    one, again, other = page("Site 17", A, "k1"), page("Site 17", A, "k2"), page("Site 18", B, "k3")
    assert is_alike(one, A, other, B)
    assert not same_but_volatile(one, again, other, B, host=A)


def test_another_length_is_another_site() -> None:
    one, other = page("Shop", A), page("Shop now", B)
    assert not same_but_volatile(one, one, other, B, host=A)


@given(st.binary(max_size=200), st.binary(max_size=200), st.text(max_size=20))
def test_any_bodies_are_compared(one: bytes, other: bytes, host: str) -> None:
    assert same_site(reply(one), host, reply(one), host)
    assert isinstance(is_alike(reply(one), A, reply(other), host), bool)
    assert same_but_volatile(reply(one), reply(one), reply(one), host, host=host)
