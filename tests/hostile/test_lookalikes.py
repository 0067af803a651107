"""Another protocol on the port, and answers that look like something they are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.check import Check
from leftopen.model.verdict import Reason, State
from tests.hostile.bad_http import says
from tests.hostile.bad_lines import EVERYTHING
from tests.hostile.bad_words import greets
from tests.hostile.folders import met
from tests.hostile.walked import walked
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.pipeline.web import Answer, Web, page

# Deadline of a talk that must come to its end: what is proved is how much of it is read, not how fast.
PATIENT = 20.0


@pytest.mark.hostile("H24")
@pytest.mark.parametrize(("host", "port"), [("127.31.6.1", 22), ("127.31.6.1", 6379), ("127.31.6.1", 25)])
def test_a_web_server_is_one_on_any_port(host: str, port: int) -> None:
    with Loopback() as loopback:
        loopback.serve(Web(lambda path: page(200, b"<title>hello</title>")), host=host, port=port)
        done = walked(port, host=host, deadline=4.0)
    assert done.seen.module == "http"
    assert done.open == []


@pytest.mark.hostile("H24")
@pytest.mark.parametrize("port", [80, 443, 22, 25])
def test_a_redis_is_one_on_any_port(port: int) -> None:
    with Loopback() as loopback:
        loopback.serve(Redis(), host="127.31.6.2", port=port)
        done = walked(port, host="127.31.6.2", deadline=PATIENT)
    assert done.seen.module == "redis"
    assert done.open == ["redis_open"]


@pytest.mark.hostile("H24")
def test_many_protocols_at_once_prove_nothing() -> None:
    for talk in (greets(EVERYTHING), says(EVERYTHING), greets(EVERYTHING[::-1])):
        done = met(talk)
        assert done.open == []
        assert done.closed == []


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
    answer = rows if "_cat" in path or "indices" in path else about
    return page(200, json.dumps(answer).encode(), content_type="application/json")


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
    answer: object = {"count": 5, "_shards": {"total": 1, "successful": 1}} if "_count" in path else WELCOME
    if path != "/" and "_count" not in path and "_cat" not in path:
        return page(404, b'{"error":"no handler found","status":400}')
    return page(200, json.dumps(rows if "_cat" in path else answer).encode(), content_type="application/json")


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
    checks = {name: everyones(one) for name, one in catalogue.checks().items()}
    done = met(Web(answer), checks=checks, apart=True)
    assert done.seen.module in ("http", "elasticsearch")
    assert done.open == []
    assert done.read < 4 << 20
    assert len(repr(done.seen)) < 50_000


@pytest.mark.hostile("H26")
def test_of_a_hundred_thousand_indices_the_first_are_counted_and_the_rest_is_a_lower_bound() -> None:
    named = {name: one for name, one in catalogue.checks().items() if name == "elasticsearch_open"}
    done = met(Web(full), checks=named, deadline=PATIENT)
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
            # A log-in page asks for a password, wherever it stands.
            assert (verdict.reason, answer) == (Reason.PASSWORD_ASKED, login_everywhere), name


@pytest.mark.hostile("H29")
def test_data_that_stands_open_beside_a_login_is_found() -> None:
    def answer(path: str) -> Answer:
        if path.startswith("/api/messages/"):
            reported = {"code": "OK", "data": [], "meta": {"pages_total": 3}}
            return page(200, json.dumps(reported).encode(), server="Sendria/2.2.2")
        return page(
            401 if path == "/" else 404, b"", server="Sendria/2.2.2", www_authenticate='Basic realm="x"'
        )

    assert "mailbox_web_open" in met(Web(answer), deadline=PATIENT).open
