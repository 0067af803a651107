"""Closed is only a server of which every path that was asked asks for a password."""

from __future__ import annotations

import pytest

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from leftopen.model.web_page import Answer
from leftopen.pipeline.paths_asked import paths_asked
from leftopen.wire.http.pages.page_parser import read_answer

FORM = b"<html><form method=post><input type=password name=p></form></html>"


def answer(path: str, status: int, body: bytes = b"", **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return read_answer(path, Reply(status=status, body=body, headers=named))


def page(path: str, body: bytes = b"<html><p>text</p></html>") -> Answer:
    return answer(path, 200, body, content_type="text/html")


def to_login(path: str, where: str = "/login?next=/x") -> Answer:
    return answer(path, 302, location=where)


def test_a_password_for_every_path_is_closed() -> None:
    asked = paths_asked([answer("/", 401), answer("/metrics", 401)])
    assert (asked.all_ask_for_password, asked.front_refuses, asked.others, asked.pages) == (True, True, 1, 0)


def test_the_front_page_alone_is_not_enough() -> None:
    for asked in (paths_asked([answer("/", 401)]), paths_asked([], front_asks=True)):
        assert (asked.all_ask_for_password, asked.front_refuses, asked.others) == (False, True, 0)


def test_one_login_for_every_path_is_closed_and_its_page_and_script_do_not_count() -> None:
    script = answer("/static/app.js", 200, b"let x", content_type="text/javascript")
    asked = paths_asked([to_login("/"), page("/login", FORM), script, to_login("/metrics")])
    assert (asked.all_ask_for_password, asked.others) == (True, 1)


@pytest.mark.parametrize(
    "other",
    [
        page("/status"),
        answer("/metrics", 404),
        answer("/metrics", 403),
        answer("/metrics", 500),
        page("/panel", FORM),
        to_login("/metrics", "/sso/login"),
        answer("/metrics", 302, location="/metrics/"),
    ],
)
def test_any_other_answer_leaves_it_undecided(other: Answer) -> None:
    asked = paths_asked([to_login("/"), to_login("/openapi.json"), other])
    assert (asked.all_ask_for_password, asked.front_refuses) == (False, True)


def test_a_login_page_without_a_password_field_is_a_page_that_was_read() -> None:
    asked = paths_asked([to_login("/"), page("/login"), to_login("/metrics")])
    assert (asked.all_ask_for_password, asked.pages) == (False, 1)


def test_a_front_page_with_a_password_field_does_not_refuse() -> None:
    asked = paths_asked([page("/", FORM), answer("/metrics", 401)])
    assert (asked.all_ask_for_password, asked.front_refuses) == (False, False)


def test_a_403_refuses_and_asks_for_no_password() -> None:
    asked = paths_asked([answer("/", 403), answer("/metrics", 403)])
    assert (asked.all_ask_for_password, asked.front_refuses) == (False, True)


def test_a_visit_that_ended_early_is_never_closed() -> None:
    asked = paths_asked([answer("/", 401), answer("/metrics", 401)], ended=Reason.TIMEOUT)
    assert (asked.all_ask_for_password, asked.ended) == (False, Reason.TIMEOUT)
