"""Which of the two faces answers."""

from __future__ import annotations

import pytest

from leftopen.web.app import application, of_the_api
from tests.web.console.conftest import Console


def test_every_path_of_the_api_is_the_apis(console: Console) -> None:
    for path in application(console.state.serving).openapi()["paths"]:
        filled = path.replace("{ip}", "192.0.2.1").replace("{", "").replace("}", "")
        assert of_the_api(filled), path


@pytest.mark.parametrize(
    ("path", "json"),
    [
        ("/shodan/host/192.0.2.1", True),
        ("/192.0.2.1", True),
        ("/2001:db8::1", True),
        ("/api-info?key=x", True),
        ("/anything?key=x", True),
        ("/", False),
        ("/search?q=key", False),
        ("/host/192.0.2.1", False),
    ],
)
def test_who_answers(console: Console, path: str, json: bool) -> None:
    answer = console.visitor().get(path)
    assert answer.headers.get("content-type", "").startswith("application/json") is json
