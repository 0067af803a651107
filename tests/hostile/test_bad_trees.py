"""Pages that lead elsewhere, folders without end, and answers that look like something they are not."""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Check
from leftopen.model.verdict import Reason, State
from leftopen.wire import listing
from tests.hostile.bad_http import says
from tests.hostile.bad_lines import EVERYTHING
from tests.hostile.bad_words import greets
from tests.hostile.walked import Walked, walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.resp import Redis
from tests.pipeline.walking import contents
from tests.pipeline.web import Answer, Web, page

LISTING_REQUESTS = 25
CLIMBS = (
    "../", "../../etc/passwd", "%2e%2e/", "..%2f..%2fetc", "/etc/passwd", "//evil.example/x", "file:///x",
    "http://evil.example/", "a%00b.txt", "a%0d%0aX: y.txt", "a%0Ab", "a\nb.txt", "a\r\nX: y.txt", "..\\..\\x",
    "?C=M;O=A", "#top", "a/../../b", "\u202egnp.exe", "x" * 5000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _ready() -> None:
    contents()


def met(talk: Talk, **options: Any) -> Walked:
    with Loopback() as loopback:
        done = walked(loopback.serve(talk), **options)
    assert done.faults == ()
    return done


# --- H8: elsewhere -----------------------------------------------------------------------------------


@pytest.mark.hostile("H8")
def test_no_redirect_is_followed_and_each_is_kept_as_it_was_said() -> None:
    visits: list[str] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append("somebody came")

    with Loopback() as loopback:
        other = loopback.serve(elsewhere)
        for where in (
            f"http://127.0.0.1:{other}/",
            f"http://[::1]:{other}/",
            f"//127.0.0.1:{other}/",
            "http://169.254.169.254/latest/meta-data/",
            "http://192.0.2.1/",
            "file:///etc/passwd",
            f"gopher://127.0.0.1:{other}/_x",
            "/",
        ):
            web = Web(lambda path, where=where: (302, {"Location": where}, b""))  # type: ignore[misc]
            done = walked(loopback.serve(web))
            assert done.faults == ()
            assert f"Location: {where}" in done.seen.data
            assert done.open == []
            assert set(done.verdicts) <= {"directory_listing_open"} or done.closed == []
            assert set(web.asked) <= {"/", *(path for path in web.asked if path.startswith("/made-up-"))}
    assert visits == []


@pytest.mark.hostile("H8")
def test_a_loop_of_redirects_costs_no_more_than_the_questions() -> None:
    web = Web(lambda path: (302, {"Location": path + "a/"}, b""))
    done = met(web)
    assert [path for path in web.asked if path.startswith("/a/")] == []
    assert done.open == []


# --- H27: folders ------------------------------------------------------------------------------------


def listed(*rows: str, path: str = "/") -> bytes:
    title = html.escape(path)
    body = "".join(rows)
    return f"<html><title>Index of {title}</title><h1>Index of {title}</h1><pre>{body}</pre></html>".encode()


def row(href: str, size: int = 10) -> str:
    return f'<a href="{href}">{href[:40]}</a>  08-Feb-2023 10:00  {size}\n'


@pytest.mark.hostile("H27")
def test_of_a_million_entries_the_first_are_listed_and_no_more_is_read() -> None:
    head = listed().partition(b"</pre>")[0]
    rows = "".join(row(f"file{number:07}.txt") for number in range(1000)).encode()
    whole = len(head) + 1000 * len(rows)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.read(1000)).split(b" ")
        if len(asked) < 3 or asked[1] != b"/":
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % whole + head
        )
        for _ in range(1000):
            writer.write(rows)
            await writer.drain()

    done = met(talk)
    verdict = done.verdicts["directory_listing_open"]
    assert verdict.state is State.OPEN
    (finding,) = [one.finding for one in done.outcomes if one.finding is not None]
    assert finding.size.records is not None
    assert finding.size.at_least
    assert finding.size.records <= listing.MOST
    assert done.read < 1 << 20


@pytest.mark.hostile("H27")
def test_no_path_of_a_listing_leads_up_or_out_or_to_a_file_of_ours() -> None:
    rows = [row(html.escape(climb)) for climb in (*CLIMBS, "a\x00b.txt")]
    web = Web(
        lambda path: (
            page(200, listed(*rows, row("plan.txt")), content_type="text/html") if path == "/" else page(404)
        )
    )
    done = met(web)
    assert done.verdicts["directory_listing_open"].state is State.OPEN
    asked = {path for path in web.asked if not path.startswith("/made-up-")}
    assert asked <= {"/", "/plan.txt", "/ab.txt", "/favicon.ico"}


@pytest.mark.hostile("H27")
def test_a_nul_in_a_name_is_kept_out_of_it() -> None:
    entries = listing.entries(Reply(status=200, body=listed(row("a\x00b.txt"))))
    assert [entry.href for entry in entries] == ["ab.txt"]


@pytest.mark.hostile("H27")
def test_folders_that_hold_themselves_end_at_the_budget() -> None:
    asked: list[str] = []

    def answer(path: str) -> Answer:
        asked.append(path)
        return page(200 if path.endswith("/") else 404, listed(row("a/"), row("a/a/"), path=path))

    done = met(Web(answer))
    assert done.asked < 2 * LISTING_REQUESTS + 10
    assert max(path.count("/") for path in asked) <= 5


@pytest.mark.hostile("H27")
@pytest.mark.parametrize("climb", CLIMBS)
def test_a_name_that_climbs_is_no_step(climb: str) -> None:
    body = listed(row(html.escape(climb)))
    entries = listing.entries(Reply(status=200, body=body))
    assert [entry.href for entry in entries] == []


# --- H24: another protocol on the port ----------------------------------------------------------------


@pytest.mark.hostile("H24")
@pytest.mark.parametrize(("host", "port"), [("127.31.6.1", 22), ("127.31.6.1", 6379), ("127.31.6.1", 25)])
def test_a_web_server_is_one_on_any_port(host: str, port: int) -> None:
    with Loopback() as loopback:
        loopback.serve(Web(lambda path: page(200, b"<title>hello</title>")), host=host, port=port)
        done = walked(port, host=host)
    assert done.seen.module == "http"
    assert done.open == []


@pytest.mark.hostile("H24")
@pytest.mark.parametrize("port", [80, 443, 22, 25])
def test_a_redis_is_one_on_any_port(port: int) -> None:
    with Loopback() as loopback:
        loopback.serve(Redis(), host="127.31.6.2", port=port)
        done = walked(port, host="127.31.6.2")
    assert done.seen.module == "redis"
    assert done.open == ["redis_open"]


@pytest.mark.hostile("H24")
def test_many_protocols_at_once_prove_nothing() -> None:
    for talk in (greets(EVERYTHING), says(EVERYTHING), greets(EVERYTHING[::-1])):
        done = met(talk)
        assert done.open == []
        assert done.closed == []


# --- H26, H29: look-alikes ----------------------------------------------------------------------------

COUNT = iter(range(1_000_000))


def honeypot(path: str) -> Answer:
    """Elasticsearch as a honeypot plays it: another cluster at each question, and indices without end."""
    number = next(COUNT)
    about = {
        "name": f"node-{number}",
        "cluster_name": f"cluster-{number}",
        "cluster_uuid": f"{number:022}",
        "version": {"number": "7.17.0", "lucene_version": "8.11.1"},
        "tagline": f"You Know, for {number}",
    }
    rows = [{"index": f"i{number}-{n}", "docs.count": str(n), "store.size": "1b"} for n in range(2000)]
    told = rows if "_cat" in path or "indices" in path else about
    return page(200, json.dumps(told).encode(), content_type="application/json")


def endless(path: str) -> Answer:
    """The same at every path: a hundred thousand indices, of names of a megabyte."""
    rows = [{"index": "x" * (1 << 20), "docs.count": "1"}] + [
        {"index": f"i{n}", "docs.count": "1"} for n in range(100_000)
    ]
    about = {
        "version": {"number": "8.1.0"},
        "tagline": "You Know, for Search",
        "cluster_name": "x" * (1 << 20),
    }
    return page(200, json.dumps(rows if "_" in path else about).encode(), content_type="application/json")


UUID = "A" * 22
WELCOME = {
    "name": "node",
    "cluster_name": "records",
    "cluster_uuid": UUID,
    "version": {"number": "7.10.2", "build_hash": "747e1cc71def077253878a59143c1f785afa92b9"},
    "tagline": "You Know, for Search",
}


def elastic(path: str, rows: list[dict[str, str]]) -> Answer:
    told: object = {"count": 5, "_shards": {"total": 1, "successful": 1}} if "_count" in path else WELCOME
    if path != "/" and "_count" not in path and "_cat" not in path:
        return page(404, b'{"error":"no handler found","status":400}')
    return page(200, json.dumps(rows if "_cat" in path else told).encode(), content_type="application/json")


def index(name: str, documents: int) -> dict[str, str]:
    size = {"store.size": "100", "pri.store.size": "100"}
    return {"index": name, "docs.count": str(documents), **size}


def forgetful(path: str) -> Answer:
    """Right in every word, and its indices have other names at each question."""
    number = next(COUNT)
    return elastic(path, [index(f"records-{number}-{n}", 10) for n in range(20)])


def full(path: str) -> Answer:
    """Right in every word, and it has a hundred thousand of them."""
    return elastic(path, [index(f"records-{n}", 10) for n in range(100_000)])


def everyones(check: Check) -> Check:
    return replace(check, applies=lambda seen: True)


@pytest.mark.hostile("H26")
@pytest.mark.parametrize("answer", [honeypot, endless, forgetful])
def test_an_index_that_is_made_up_is_no_finding_and_no_flood(answer: Callable[[str], Answer]) -> None:
    done = met(Web(answer), checks={name: everyones(one) for name, one in catalogue.checks().items()})
    assert done.seen.module in ("http", "elasticsearch")
    assert done.open == []
    assert done.read < 4 << 20
    assert len(repr(done.seen)) < 50_000


@pytest.mark.hostile("H26")
def test_of_a_hundred_thousand_indices_the_first_are_counted_and_the_rest_is_a_lower_bound() -> None:
    named = {name: one for name, one in catalogue.checks().items() if name == "elasticsearch_open"}
    done = met(Web(full), checks=named)
    assert done.read < 256 * 1024
    for finding in [one.finding for one in done.outcomes if one.finding is not None]:
        assert finding.size.at_least
        assert 0 < (finding.size.records or 0) < 10_000 * 10
    assert done.open == list(named)


LOGIN = b"<html><title>Sign in</title><form><input name=password type=password>password</form></html>"


def soft_404(path: str) -> Answer:
    return page(200, b"<title>Not found</title><h1>Sorry</h1> There is no %s here" % path.encode())


def login_everywhere(path: str) -> Answer:
    return page(200, LOGIN)


def application(path: str) -> Answer:
    """A page app: one page for every path, JSON for none."""
    return page(200, b'<!doctype html><div id="root"></div><script src="/app.js"></script>')


@pytest.mark.hostile("H29")
@pytest.mark.parametrize("answer", [soft_404, login_everywhere, application])
@pytest.mark.parametrize("server", ["", "Sendria/2.2.2", "nginx", "Werkzeug/2.0"])
def test_a_page_for_everything_is_never_open_and_never_closes(
    answer: Callable[[str], Answer], server: str
) -> None:
    def served(path: str) -> Answer:
        status, headers, body = answer(path)
        return status, {**headers, "Server": server} if server else headers, body

    done = met(Web(served))
    assert done.open == []
    for name, verdict in done.verdicts.items():
        if verdict.state is State.CLOSED:
            # Where a page stands there is no listing; a log-in page asks for a password, wherever it stands.
            listless = (name, verdict.reason) == ("directory_listing_open", Reason.NOT_SERVED)
            assert listless or (verdict.reason, answer) == (Reason.PASSWORD_ASKED, login_everywhere)


@pytest.mark.hostile("H29")
def test_data_that_stands_open_beside_a_login_is_found() -> None:
    def answer(path: str) -> Answer:
        if path.startswith("/api/messages/"):
            told = {"code": "OK", "data": [], "meta": {"pages_total": 3}}
            return page(200, json.dumps(told).encode(), server="Sendria/2.2.2")
        return page(
            401 if path == "/" else 404, b"", server="Sendria/2.2.2", www_authenticate='Basic realm="x"'
        )

    assert "mailbox_web_open" in met(Web(answer)).open


# --- H30: at the second try ---------------------------------------------------------------------------


def shy(answers: Iterator[bool], talk: Talk) -> Talk:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(answers, True):
            await talk(reader, writer)
        else:
            writer.transport.abort()

    return served


@pytest.mark.hostile("H30")
@pytest.mark.parametrize("refused", [1, 2])
def test_a_redis_that_hangs_up_on_the_first_who_come_is_found(refused: int) -> None:
    done = met(shy(iter([False] * refused), Redis()))
    assert done.open == ["redis_open"]


@pytest.mark.hostile("H30")
def test_what_listens_on_ipv6_alone_is_found_there() -> None:
    with Loopback() as loopback, Loopback() as newer:
        port = loopback.serve(Redis(locked=True))
        newer.serve(Redis(), host="::1", port=port)
        assert walked(port).open == []
        found = walked(port, host="::1")
    assert found.open == ["redis_open"]
    assert str(replace(found.seen.endpoint)) == f"[::1]:{port}"


@pytest.mark.hostile("H30")
def test_what_is_shown_under_one_name_only_is_found_under_that_name() -> None:
    """A scan of addresses asks for no name: docs/authorisation.md says so."""

    def answer(path: str) -> Answer:
        return page(200, listed(row("plan.txt"))) if path == "/" else page(404)

    class ByName(Web):
        async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            named = b"files.example" in head
            reader.feed_data(head)
            self.answer = answer if named else lambda path: page(404, b"no such site")
            await super().__call__(reader, writer)

    assert met(ByName(answer)).open == []
    assert met(ByName(answer), name="files.example").open == ["directory_listing_open"]
