"""Which links are followed: the same origin, and no word that acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.web_page import Link
from leftopen.pipeline.safe_links import acts, resolve_link, says_act, says_command, switches

HOST = "127.0.0.1:8080"


@pytest.mark.parametrize(
    "text",
    [
        "/delete/1",
        "/userDelete",
        "/deleteall",
        "?do=REBOOT",
        "/%64elete",
        "/%2564elete",
        "Supprimer",
        "/a/löschen",
        "/new",
        "/job/5/retry",
        "/api/restart-service",
        "/api/worker/pool/grow/",
        "/pods/evict",
        "/model/train",
    ],
)
def test_words_that_act(text: str) -> None:
    assert says_act(text)
    assert acts(Link(href="/x", text=text))
    assert acts(Link(href=text))


@pytest.mark.parametrize(
    "text", ["/news", "/address", "/settings", "/formats", "/skills", "/blocks", "Postings", "/marks"]
)
def test_words_that_only_hold_one(text: str) -> None:
    assert not says_act(text)


@pytest.mark.parametrize(
    "path", ["/api/open", "/api/gate/1", "/api/relay", "/api/press", "/api/%6fpen", "/delete"]
)
def test_what_a_script_may_do(path: str) -> None:
    assert says_command(path)


@pytest.mark.parametrize("path", ["/api/gates", "/api/lights", "/api/opened", "/api/rows", "/api/processes"])
def test_what_a_script_may_read(path: str) -> None:
    assert not says_command(path)


@pytest.mark.parametrize(
    "path", ["/?relay1=1", "/x?state=0", "/x?a=b&led=on", "/x?lampState=true", "/x?pin=%34"]
)
def test_a_query_that_switches(path: str) -> None:
    assert switches(path)


@pytest.mark.parametrize(
    "path", ["/jobs?state=failed", "/x?page=1", "/x?level=error", "/relay/1", "/x?gate=north"]
)
def test_a_query_that_only_chooses(path: str) -> None:
    assert not switches(path)


def test_a_stream_may_say_that_it_plays() -> None:
    assert not says_act("/video?action=stream&play=1", streams=True)
    assert says_act("/video?action=reboot", streams=True)


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("x", "/a/x"),
        ("../x", "/x"),
        ("/x y", "/x%20y"),
        ("?q=1", "/a/b?q=1"),
        (f"http://{HOST}/x", "/x"),
        (f"https://{HOST}/x", "/x"),
        ("//127.0.0.2/x", ""),
        ("javascript:x", ""),
        ("#top", ""),
        ("/{{x}}", ""),
        ("http://[", ""),
        ("", ""),
        ("/" + "x" * 600, ""),
        (f"http://u@{HOST}/", ""),
        ("/x\r\nHost: y", "/xHost:%20y"),
    ],
)
def test_only_the_same_origin_is_resolved(href: str, path: str) -> None:
    assert resolve_link("/a/b", href, HOST) == path


@given(st.text(max_size=200))
def test_whatever_is_written_there_the_path_can_be_sent(href: str) -> None:
    path = resolve_link("/a", href, HOST)
    assert path == "" or (path.startswith("/") and path.isascii() and path.isprintable() and " " not in path)


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("/task/task1,task2,...", "/task/{#task1#},{#task2#}"),
        ("/task/task1/file", "/task/{#task1#}/{#file#}"),
        ("/items/…", "items"),
        ("/run/<name>", "<name>"),
    ],
)
def test_an_example_that_is_to_be_filled_in_is_left_alone(href: str, text: str) -> None:
    assert acts(Link(href=href, text=text))
