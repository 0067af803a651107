"""What counts as a refusal, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from leftopen.wire.http.http_denial import denial
from tests.scripted import page

LOGIN = b'<form action="/login"><input name="u"><input type="password" name="p"></form>'


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (page(401, www_authenticate="Basic"), Reason.PASSWORD_ASKED),
        (page(407), Reason.PASSWORD_ASKED),
        (page(302, location="https://sso.example/login?next=/"), Reason.PASSWORD_ASKED),
        (page(303, location="/users/sign_in"), Reason.PASSWORD_ASKED),
        (page(307, location="/oauth2/start"), Reason.PASSWORD_ASKED),
        (page(302, location="/api/login;JSESSIONID=made-up"), Reason.PASSWORD_ASKED),
        (page(200, LOGIN), Reason.PASSWORD_ASKED),
        (page(403), Reason.FORBIDDEN),
    ],
)
def test_these_refuse(reply: Reply, reason: Reason) -> None:
    verdict = denial(reply)
    assert verdict is not None
    assert verdict.reason is reason


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b"log in with your password"),
        page(404, LOGIN),
        page(500),
        page(301, location="/authors/"),
        page(302, location="/blogindex"),
    ],
)
def test_these_refuse_nothing(reply: Reply) -> None:
    assert denial(reply) is None


@given(st.binary(max_size=200), st.integers(100, 999), st.text(max_size=50))
def test_no_reply_makes_it_raise(body: bytes, status: int, location: str) -> None:
    denial(Reply(status=status, body=body, headers=(("Location", location),)))
