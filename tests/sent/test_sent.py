"""docs/reference/requests.md is whole: what the program declares and what the tests hear of it are rows of it."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.read_level import ReadLevel
from leftopen.pipeline import crawl
from leftopen.wire import redis
from leftopen.wire.http import message
from leftopen.wire.http.http_check import Ask
from leftopen.wire.http.reading_links import Kind, promises_reading
from tests.scripted import Scripted, finish
from tests.sent import book, page
from tests.sent.book import PLACE, Recorder, Request, Row, matches, rows, rows_of, unlisted
from tests.sent.refresh import files_of, refreshed

LEAVES = {f"checks/{name}" for name in catalogue.checks()} | {f"probes/{name}" for name in catalogue.probes()}
SILENT = {"probes/mpd", "probes/nats", "probes/svn"}
"""The server speaks first, and the probe never answers."""
OF_LINKS = (Kind.PAGE, Kind.SCRIPT, Kind.PICTURE, Kind.DOCUMENTED)
"""What a page may name, without a listing that was proven before."""


def get(path: str, *, host: str = "a", **more: str) -> bytes:
    return message.request(path, host, "leftopen", **more)  # type: ignore[arg-type]


def test_every_leaf_has_its_requests() -> None:
    """A new check or probe gets them by `make requests`."""
    senders = {row.by for row in rows()}
    assert senders == (LEAVES - SILENT) | set(page.PIPELINE), "make requests"


def test_every_message_of_bytes_has_a_name() -> None:
    unnamed = [row for row in rows() if not (row.method or row.name) and page.shown(row.say) != row.say]
    assert unnamed == [], "write a name into the line of tests/sent/requests.jsonl"


@pytest.mark.parametrize("name", [name for name, probe in catalogue.probes().items() if probe.opener])
def test_an_opener_is_listed_at_the_lowest_level(name: str) -> None:
    answer = catalogue.probes()[name].opener
    assert answer is not None
    assert unlisted(answer, b"") == ""
    own = [row for row in rows() if row.by == f"probes/{name}"]
    found = rows_of(Request(method="GET", path="/") if answer.startswith(b"GET ") else answer, own)
    assert [row.at for row in found] == [ReadLevel.BANNER]


def test_every_request_that_a_check_declares_is_listed_at_its_level() -> None:
    asks = [one for one in gc.get_objects() if isinstance(one, Ask) and one.path]
    assert len(asks) >= len([check for check in catalogue.checks().values() if check.control])
    left = [ask for ask in asks if not _declared(ask)]
    assert left == []


def _declared(ask: Ask) -> bool:
    request = Request(method=ask.method, path=ask.path, body=ask.body.decode())
    return any(row.at.depth <= ask.level.depth for row in rows() if row.method and matches(row, request))


def test_what_the_crawl_asks_everybody_is_listed() -> None:
    own = [row for row in rows() if row.by == "pipeline/crawl"]
    asked = [Request(method=one.method, path=one.path) for one in (*crawl.UNIVERSAL, crawl.LAST)]
    assert [one for one in asked if not rows_of(one, own) or "{" in rows_of(one, own)[0].say] == []


def _unpromised() -> set[str]:
    """The declared paths whose words do not promise reading. A place may be filled with any word."""
    paths = {row.say for row in rows() if row.method in ("GET", "HEAD") and row.by in LEAVES}
    links = {path for path in paths if path == "{link}"}
    return {
        path
        for path in paths - links
        if not any(promises_reading(PLACE.sub("zq", path), kind) for kind in OF_LINKS)
    }


def test_a_declared_path_promises_reading_or_has_its_reason() -> None:
    assert _unpromised() - page.reasons().keys() == set(), (
        "add it to wire/http/declared_paths.toml, with the reason"
    )


def test_no_reason_stands_there_in_vain() -> None:
    assert page.reasons().keys() - _unpromised() == set()
    assert all("(https://" in reason or "](https://" in reason for reason in page.reasons().values())


def test_what_is_listed_may_go_over_the_wire() -> None:
    assert unlisted(get("/") + get("/metrics"), b"") == ""
    assert unlisted(get("/_all_dbs?limit=100") + get("/made_up"), b'["made_up"]') == ""
    assert unlisted(get("/made%20up/"), b'<a href="made%20up/">made up/</a>') == ""
    assert unlisted(get("/cur/1.a%2CS%3D2%3A2%2CS"), b'href="/cur/1.a,S=2%3A2,S"') == ""
    assert unlisted(get("/" + "0f" * 12), b"") == ""
    assert unlisted(redis.command("INFO", "server") + redis.command("DBSIZE"), b"") == ""
    assert unlisted(b"AUTH TLS\r\n\x16\x03\x01\0\0", b"") == ""


@pytest.mark.parametrize(
    ("said", "named", "shown"),
    [
        (get("/zq/zq"), b"", "GET /zq/zq"),
        (get("/made_up"), b'["another"]', "GET /made_up"),
        (get("/zq", method="HEAD"), b"zq", "HEAD /zq"),
        (get("/") + get("/v3/kv/range"), b"", "GET /v3/kv/range"),
        (get("/").replace(b"Accept:", b"X-Made-Up:"), b"", "GET /  x-made-up"),
        (get("/").replace(b"GET", b"POST"), b"", "POST /"),
        (get("/" + "0f" * 13), b"", "GET /0f0f0f0f0f0f0f0f0f0f0f0f0f"),
        (redis.command("DBSIZE") + redis.command("KEYS", "*"), b"", r"*2\r\n$4\r\nKEYS\r\n$1\r\n*\r\n"),
        (b"STAT\r\n", b"", r"STAT\r\n"),
        (b"\0\x03\0\x01" + bytes(13), b"", r"\x00"),
    ],
)
def test_what_is_not_listed_is_named(said: bytes, named: bytes, shown: str) -> None:
    assert unlisted(said, named) == shown


@pytest.mark.parametrize(
    "row",
    [row for row in rows() if not row.method and "{" in row.say and PLACE.search(row.say)],
    ids=lambda row: row.name,
)
def test_a_message_with_a_length_ends_where_it_says(row: Row) -> None:
    """A longer one takes nothing of what follows, a shorter one is none."""
    assert book.ends(row, b"", 0) == -1
    assert book.ends(row, b"\xff" * 200, 0) == -1


def test_a_leaf_that_sends_what_it_does_not_list_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/checks/test_redis_open.py::test_it (call)")
    finish(Scripted([(None, b"")]).send(redis.command("DBSIZE")))
    with pytest.raises(AssertionError, match=r"docs/requests\.md has no"):
        finish(Scripted([(None, b"")]).send(redis.command("KEYS", "*")))
    with pytest.raises(AssertionError, match=r"docs/requests\.md has no"):
        finish(Scripted([(None, b"")]).send(redis.command("DBSIZE"), at=ReadLevel.BANNER))
    with pytest.raises(AssertionError, match=r"docs/requests\.md has no"):
        finish(Scripted().get("/"))
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/checks/test_zq_open.py::test_it (call)")
    Recorder().take(ReadLevel.BANNER, b"a new leaf has none yet")


def test_a_refresh_keeps_the_templates_that_fit_and_no_other() -> None:
    first = Row(by="checks/a", at=ReadLevel.SAMPLE, say="/{name}", method="GET")
    second, other = replace(first, say="/zq/{number}"), replace(first, by="checks/b")
    sent: list[tuple[str, ReadLevel, Request | bytes]] = [
        ("checks/a", ReadLevel.LISTING, Request(method="GET", path="/one")),
        ("checks/a", ReadLevel.METADATA, Request(method="GET", path="/two")),
        ("checks/a", ReadLevel.LISTING, b"PING\r\n"),
    ]
    ping = Row(by="checks/a", at=ReadLevel.LISTING, say=r"PING\r\n")
    assert refreshed((first, second, other), sent) == [replace(first, at=ReadLevel.METADATA), ping, other]


def test_a_refresh_of_one_leaf_runs_the_files_of_it_alone() -> None:
    """A leaf that is only data has no file of its own."""
    assert [file.name for file in files_of("mlflow_open")] == ["test_mlflow_open.py"]
    assert {file.name for file in files_of("ara_open")} == {"test_samples.py", "test_text_samples.py"}
    with pytest.raises(SystemExit, match="No check or probe is called nobody_open"):
        files_of("nobody_open")
