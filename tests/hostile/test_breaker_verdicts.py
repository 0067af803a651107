"""Servers that try to be taken for open, or for closed, and are not."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Iterator

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason, State
from leftopen.pipeline.identify import identify
from leftopen.pipeline.run_checks import CheckOutcome, recheck, run_all
from leftopen.wire.http import listing
from leftopen.wire.http.http_denial import denial
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.walking import Made, at, yes
from tests.pipeline.web import Answer, Web, page

SENDRIA = "Sendria/2.2.2"


def word() -> str:
    return "".join(secrets.choice("abcdefghijklmnop") for _ in range(12))


def listed() -> bytes:
    names = "".join(f'<a href="{word()}.pdf">x</a>\n' for _ in range(9))
    return f"<title>Index of /</title><h1>Index of /</h1>{names}".encode()


def sendria(path: str) -> Answer:
    answer = {"code": "OK", "data": [], "meta": {"pages_total": 3}, "request": word(), "node": word()}
    return page(200, json.dumps(answer).encode(), server=SENDRIA)


def maildev(path: str) -> Answer:
    answer = {"items": [], "storeTotal": 5, "total": 5, "unread": 0, "skip": 0, "limit": 1, word(): word()}
    return page(200, b"<title>MailDev</title>" if path == "/" else json.dumps(answer).encode())


def folders(path: str) -> Answer:
    return page(200, listed())


def looked_at(talk: Talk) -> dict[str, CheckOutcome]:
    made = Made()

    async def whole(port: int) -> tuple[CheckOutcome, ...]:
        with made.context().session() as context:
            seen = await identify(at(port), yes(), context)
            return (await run_all(seen, yes(), context)).outcomes

    with Loopback() as loopback:
        outcomes = asyncio.run(whole(loopback.serve(talk)))
    assert not made.faults
    return {outcome.judged.check: outcome for outcome in outcomes}


@pytest.mark.hostile("H25", "H26", "H29")
@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (sendria, "mailbox_web_open"),
        (maildev, "mailbox_web_open"),
        (folders, "directory_listing_open"),
    ],
)
def test_a_server_that_answers_everything_in_other_words_each_time_proves_nothing(
    answer: Callable[[str], Answer], check: str
) -> None:
    outcome = looked_at(Web(answer))[check]
    assert outcome.finding is None
    assert outcome.judged.verdict.reason is Reason.ANSWERS_EVERYTHING


@pytest.mark.hostile("H29")
@pytest.mark.parametrize(
    "body",
    [
        b'<title>Index of terms</title><h1>Index of terms</h1><a href="alpha.html">a</a>',
        b'<title>Index of /</title><h1>Index of terms</h1><a href="alpha.html">a</a>',
        b'<title>Index of /a</title><h1>Index of /b</h1><a href="alpha.html">a</a>',
    ],
)
def test_a_page_about_an_index_is_no_listing(body: bytes) -> None:
    assert not listing.is_listing(Reply(status=200, phrase="OK", version="HTTP/1.1", headers=(), body=body))


@pytest.mark.hostile("H8", "H29")
@pytest.mark.parametrize(
    ("location", "asks"),
    [
        ("https://login.example.org/api/messages/?page=100000", False),
        ("//sso.example.org/", False),
        ("https://auth.example.org", False),
        ("https://portal.example.org/login?next=%2F", True),
        ("https://login.example.org/oauth2/authorize?client_id=x", True),
        ("/sign-in", True),
        ("login", True),
    ],
)
def test_only_a_path_says_that_a_redirect_asks_for_a_login(location: str, asks: bool) -> None:
    reply = Reply(status=302, phrase="", version="HTTP/1.1", headers=(("Location", location),), body=b"")
    assert (denial(reply) is not None) is asks


def first_refused(path: str, answers: Iterator[int]) -> Answer:
    if path != "/" and path.startswith("/api/"):
        status = next(answers)
        answer = {"code": "OK", "data": [], "meta": {"pages_total": 0}}
        return page(status, json.dumps(answer).encode() if status == 200 else b"", server=SENDRIA)
    return page(200 if path == "/" else 404, b"", server=SENDRIA)


@pytest.mark.hostile("H30")
def test_a_refusal_that_is_given_once_closes_nothing() -> None:
    """Two servers behind one address, of which the owner closed only the first."""
    answers = iter([200, 401, *[200] * 20])
    made = Made()
    web = Web(lambda path: first_refused(path, answers))

    async def whole(port: int) -> State:
        context = made.context()
        seen = await identify(at(port), yes(), context)
        outcomes = (await run_all(seen, yes(), context)).outcomes
        assert "open" in {outcome.judged.verdict.state for outcome in outcomes}
        again = await recheck(seen, "mailbox_web_open", yes(), context)
        return again.outcome.judged.verdict.state

    with Loopback() as loopback:
        assert asyncio.run(whole(loopback.serve(web))) is State.OPEN


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_that_quotes_a_link_of_public_inbox_is_no_empty_inbox(status: int) -> None:
    body = b'how to <a href="_/text/mirror/">mirror</a> a list'
    reply = Reply(status=status, phrase="", version="HTTP/1.1", headers=(), body=body)
    verdict = catalogue.checks()["mailbox_web_open"].judge((reply,))
    assert verdict.state is State.UNKNOWN
