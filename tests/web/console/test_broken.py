"""Whatever goes wrong: an answer with all security headers and nothing of the error, which is logged."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from leftopen.service.reference import docs
from leftopen.service.search import search
from leftopen.web.console.http import security_headers
from tests.web.console.conftest import Console
from tests.web.console.visitor import HERE, URL, text_of
from tests.web.inside import Inside

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
SECRET = "a path that nobody may read"
HIDDEN = ("traceback", "runtimeerror", SECRET, ".py")


def raises(*_: object, **__: object) -> None:
    raise RuntimeError(SECRET)


def quiet(client: TestClient) -> TestClient:
    """A client that takes the answer, as a browser does, where something was raised."""
    return TestClient(client.app, base_url=URL, raise_server_exceptions=False)


def test_a_handler_of_the_api_that_raises_answers_in_the_one_shape(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(search, "count", raises)
    request = {"key": inside.key, "query": "port:443"}
    with caplog.at_level(logging.ERROR, "leftopen.web"):
        answer = quiet(inside.client).get("/shodan/host/count", params=request)
    assert answer.status_code == 500
    assert answer.json() == {"error": "The server has an internal error. See its log."}
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert SECRET in caplog.text
    assert inside.key not in caplog.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_page_that_raises_answers_as_a_page(
    console: Console, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    visitor = console.visitor("admin")
    visitor.client = quiet(console.client)
    monkeypatch.setattr(docs, "names", raises)
    with caplog.at_level(logging.ERROR, "leftopen.web"):
        answer = visitor.get("/docs", accept=accept)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in security_headers.HEADERS} == security_headers.HEADERS
    assert not [word for word in HIDDEN if word in answer.text.lower()]
    assert SECRET in caplog.text
    if accept == "text/html":
        assert "The server has an internal error. See its log." in text_of(answer)
        assert answer.headers["content-type"].startswith("text/html")
    else:
        assert answer.json() == {"error": "The server has an internal error. See its log."}


def test_a_refused_form_that_came_from_a_page_with_many_fields(console: Console) -> None:
    visitor = console.visitor("admin")
    visitor.client = quiet(console.client)
    visitor.post("/unlock", proof="a walk along the harbour")
    many = "&".join(f"f{number}=1" for number in range(150))
    visitor.headers = HERE | {"referer": f"{URL}/scope?{many}"}
    answer = visitor.post("/scope/add", targets="nonsense..", effect="allow", org="x")
    assert answer.status_code == 400
    assert "end date is missing" in text_of(answer)
    assert {name: answer.headers.get(name) for name in security_headers.HEADERS} == security_headers.HEADERS


@pytest.mark.parametrize(
    ("path", "query"),
    [("/search", "&".join(["q=1"] * 3000)), ("/shodan/host/count", "&".join(["query=1"] * 3000))],
)
def test_a_question_of_many_fields_is_no_error_of_the_server(console: Console, path: str, query: str) -> None:
    answer = quiet(console.client).get(f"{path}?{query[:15_000]}")
    assert answer.status_code < 500
    assert answer.headers["x-content-type-options"] == "nosniff"
