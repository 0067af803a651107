"""Which web servers a file of a program is asked of, and what closes its case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from leftopen.wire.http.fingerprints.php_servers import asks_password, runs_php
from tests.observed import observed
from tests.scripted import page


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("X-Powered-By: PHP/8.4.28", True),
        ("x-powered-by:php", True),
        ("Set-Cookie: PHPSESSID=0; path=/", True),
        ("Set-Cookie: laravel_session=0; HttpOnly", True),
        ('Link: <https://made-up.example/wp-json/>; rel="https://api.w.org/"', True),
        ("X-Generator: Drupal 11", True),
        ("X-Powered-By: Express", False),
        ("Set-Cookie: session=0", False),
        ("X-Note: made with PHP", False),
        ("Server: nginx", False),
    ],
)
def test_php_is_known_by_a_header(line: str, runs: bool) -> None:
    head = f"HTTP/1.1 200 OK\r\nServer: made-up\r\n{line}\r\n\r\n"
    assert runs_php(replace(observed(module="https"), data=head)) is runs


def test_a_server_that_asks_for_a_password_and_another_protocol_are_not_asked() -> None:
    seen = replace(observed(module="http"), data="X-Powered-By: PHP/8.4", blocks={"http": {"status": 200}})
    assert runs_php(seen)
    assert not runs_php(replace(seen, blocks={"http": {"status": 401}}))
    assert not runs_php(replace(seen, module="ssh"))
    assert runs_php(replace(seen, blocks={"http": []}))


@pytest.mark.parametrize("reply", [page(200), page(302, location="/login"), page(403), page(404), page(500)])
def test_nothing_but_a_password_closes(reply: Reply) -> None:
    assert asks_password((reply,)) is None


def test_a_password_closes() -> None:
    verdict = asks_password((page(401),))
    assert verdict is not None
    assert verdict.reason is Reason.PASSWORD_ASKED
