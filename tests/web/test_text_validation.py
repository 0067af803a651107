"""A NUL or half a character is refused in one sentence, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.inside import Inside

BROKEN = ["\ud800", "a\udfffb", "a\0"]
JSON_BODIES: dict[str, tuple[str, str]] = {
    "alert-name": ("/shodan/alert", '{"name": "%s", "filters": {"ip": ["192.0.2.1"]}}'),
    "alert-network": ("/shodan/alert", '{"name": "a", "filters": {"ip": ["192.0.2.1%s"]}}'),
    "alert-one-network": ("/shodan/alert", '{"name": "a", "filters": {"ip": "%s"}}'),
    "field-name": ("/shodan/alert", '{"name": "a", "filters": {"ip": "192.0.2.1"}, "%s": 1}'),
    "unused": ("/shodan/alert", '{"name": "a", "filters": {"ip": "192.0.2.1"}, "x": [[{"y": "%s"}]]}'),
    "missing": ("/shodan/alert", '{"name": "%s"}'),
    "edited": ("/shodan/alert/NOBODY", '{"filters": {"ip": ["%s"]}}'),
    "scan": ("/shodan/scan", '{"ips": "%s"}'),
    "scan-list": ("/shodan/scan", '{"ips": ["192.0.2.1", "%s"]}'),
    "scan-ports": ("/shodan/scan", '{"ips": {"192.0.2.1": [[443, "%s"]]}}'),
}


def refused(answer: Any) -> str:
    assert answer.status_code == 400, answer.text
    assert list(answer.json()) == ["error"]
    return str(answer.json()["error"])


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/vnd.x+json"])
@pytest.mark.parametrize("name", JSON_BODIES)
@pytest.mark.parametrize("text", BROKEN, ids=["high", "low", "nul"])
def test_in_json(inside: Inside, name: str, text: str, kind: str) -> None:
    path, body = JSON_BODIES[name]
    escaped = "".join(c if c.isalpha() and c.isascii() else f"\\u{ord(c):04x}" for c in text)
    answer = inside.client.post(
        path, params={"key": inside.key}, content=body % escaped, headers={"content-type": kind}
    )
    assert "an incomplete character" in refused(answer)


def test_a_whole_pair_is_a_character(inside: Inside) -> None:
    body = '{"name": "\\ud83d\\ude00", "filters": {"ip": "192.0.2.1"}}'
    answer = inside.client.post(
        "/shodan/alert",
        params={"key": inside.key},
        content=body,
        headers={"content-type": "application/json"},
    )
    assert answer.json()["name"] == "\N{GRINNING FACE}"
    inside.ask("DELETE", f"/shodan/alert/{answer.json()['id']}")


@pytest.mark.parametrize(
    "path",
    [
        "/shodan/host/search?query=a%00", "/shodan/host/count?query=port:80&facets=port%00",
        "/shodan/host/192.0.2.1%00", "/dns/domain/a%00b.example", "/dns/resolve?hostnames=a%00",
        "/shodan/query/search?query=%00", "/shodan/alert/A%00/info", "/notifier/%00", "/shodan/scan/%00",
        "/shodan/custom?query=%00", "/shodan/tags/%00", "/api-info?un%00used=1", "/%00",
    ],
)  # fmt: skip
def test_in_a_path_or_a_query_string(inside: Inside, path: str) -> None:
    joined = "&" if "?" in path else "?"
    assert "contains a NUL" in refused(inside.client.get(f"{path}{joined}key={inside.key}"))


@pytest.mark.parametrize("field", ["provider", "description", "url", "un\0used"])
def test_in_a_form(inside: Inside, field: str) -> None:
    fields = {"provider": "webhook", "url": "http://127.0.0.1:9/", field: "a\0"}
    assert "contains a NUL" in refused(inside.form("/notifier", **fields))


def test_bytes_that_are_half_a_character_are_shown_as_such_and_never_break_it(inside: Inside) -> None:
    for path in ("/shodan/host/%ed%a0%80", "/shodan/alert/%ed%a0%80/info", "/notifier/%ed%a0%80"):
        answer = inside.client.get(f"{path}?key={inside.key}")
        assert answer.status_code in (400, 404)
        assert answer.json()["error"]


def test_without_a_key_nothing_is_said_of_it(inside: Inside) -> None:
    assert inside.client.get("/shodan/host/search?query=%00").status_code in (401, 429)
