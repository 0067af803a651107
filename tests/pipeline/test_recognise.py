"""Each opener has its turn on any port. What was learned on a port is a guess: right, it saves questions;
wrong, it changes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from leftopen import catalogue
from leftopen.model.channel import TalkEnded
from leftopen.model.observation import Observation
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.banner_grab import BannerGrab
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.identify import identify
from leftopen.pipeline.openers import COMMONEST, Opener, openers, own
from leftopen.pipeline.port_hints import MOST, PortHints
from leftopen.pipeline.recognise import recognise
from leftopen.wire.http import probe_pages
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.test_identify import saying
from tests.pipeline.walking import Made, at
from tests.pipeline.web import Web, page

PROBES = catalogue.probes()
PING = PROBES["redis"].opener or b""


def test_a_guess_comes_before_all_others_which_stay_as_they_were() -> None:
    greeting, *usual = openers(4711, PROBES, 0.5)
    before, guess, *others = openers(4711, PROBES, 0.5, likely=PING)
    assert before == greeting
    assert (guess.data, guess.wait, guess.guess) == (PING, 0.0, True)
    assert others == usual


@pytest.mark.parametrize("likely", [b"", probe_pages.OPENER, b"nobody says this"])
def test_no_guess_is_made_of_what_is_first_anyway_or_unknown(likely: bytes) -> None:
    assert openers(4711, PROBES, 0.5, likely=likely) == openers(4711, PROBES, 0.5)


def test_an_answer_to_a_strangers_words_is_told_apart() -> None:
    assert own(PING, "redis", PROBES)
    assert own(probe_pages.OPENER, "couchdb", PROBES)
    assert not own(PING, "couchdb", PROBES)
    assert not own(PING, "ssh", PROBES)


def test_ports_are_forgotten_the_oldest_first() -> None:
    habits = PortHints()
    for port in range(MOST + 5):
        habits.learn(port, PING, tls=False)
    assert habits.likely(4, tls=False) == b""
    assert habits.likely(5, tls=False) == PING
    assert habits.likely(5, tls=True) == b""
    habits.forget(5, tls=False)
    assert habits.likely(5, tls=False) == b""


def only(word: bytes, answer: bytes, met: list[bytes]) -> Talk:
    """Hangs up on everything but its own word."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        response = await reader.read(1000)
        met.append(response)
        if response.startswith(word):
            writer.write(answer)
            await writer.drain()
            await reader.read(1000)

    return talk


def seen_with(
    talk: Talk, likely: bytes, met: list[bytes] | None = None
) -> tuple[Observation, ScanContext, int]:
    making = Made()
    context = making.context()
    with Loopback() as loopback:
        port = loopback.serve(talk)
        if likely:
            context.habits.learn(port, likely, tls=False)
        with context.session() as session:
            seen = asyncio.run(identify(at(port), making.permit, session))
    assert making.faults == []
    return seen, context, port


def test_what_came_late_is_asked_first_the_next_time() -> None:
    met: list[bytes] = []
    talk = only(PING[:4], b"+PONG\r\n", met)
    seen, context, port = seen_with(talk, b"")
    late = len(met)
    assert seen.module == "redis"
    assert context.habits.likely(port, tls=False) == PING
    met.clear()
    assert seen_with(talk, PING)[0].module == "redis"
    assert met[0] == PING
    assert len(met) < late


async def banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await saying(b"SSH-2.0-made_up\r\n")(reader, writer)


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)


async def puzzled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A web server that answers whatever it does not understand with a page, and hides what it is there."""
    answer = await reader.read(1000)
    body = b'{"couchdb":"Welcome","version":"3.3.3"}' if answer.startswith(b"GET") else b"what?"
    status = b"200 OK" if answer.startswith(b"GET") else b"400 Bad Request"
    writer.write(
        b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body)
    )
    await writer.drain()


def alike(seen: Observation) -> Observation:
    """Without the moment and the port."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return replace(seen, id="", service="", timestamp=moment, duration=0.0, endpoint=at(1))


TALKS: dict[str, Talk] = {
    "banner": banner,
    "hanging up": hanging_up,
    "puzzled": puzzled,
    "page": Web(lambda path: page(200, b"<title>made up</title>")),
}


@cache
def usual(talk: str) -> Observation:
    """What is seen without a guess: looked at once, as half a second goes by each time."""
    return alike(seen_with(TALKS[talk], b"")[0])


@pytest.mark.parametrize("likely", sorted({each.opener for each in PROBES.values() if each.opener}))
@pytest.mark.parametrize("talk", TALKS)
def test_a_wrong_guess_changes_nothing(talk: str, likely: bytes) -> None:
    assert alike(seen_with(TALKS[talk], likely)[0]) == usual(talk)


EVERY = {each.opener for each in PROBES.values() if each.opener}
GREETING = b""
"""The connection on which nothing is sent."""


def openers_met(talk: Callable[[list[bytes]], Talk], deadline: float) -> tuple[list[bytes], float]:
    """The openers that came to a server of that talk, and the seconds that it took."""
    met: list[bytes] = []
    context = Made().context()
    context = replace(context, settings=replace(context.settings, deadline=deadline))
    with Loopback() as loopback, context.session() as session:
        seen = asyncio.run(identify(at(loopback.serve(talk(met))), Made().permit, session))
    return met, seen.duration


def test_a_silent_server_gets_every_opener_within_the_deadline() -> None:
    def silent(met: list[bytes]) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            met.append(await reader.read(1000))
            await reader.read(1000)

        return talk

    met, took = openers_met(silent, 3.0)
    assert sorted(met) == sorted({GREETING, *EVERY})
    assert took < 5


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.REFUSED])
def test_a_server_that_takes_no_second_connection_gets_them_one_at_a_time(
    monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    met, open_now = [], [0]

    async def grab(*before: object, seconds: float, tls: bool) -> BannerGrab:
        opener = before[-1]
        assert isinstance(opener, Opener)
        if open_now[0]:
            raise TalkEnded(reason, Phase.CONNECT)
        open_now[0] += 1
        met.append(opener.data)
        await asyncio.sleep(0.001)
        open_now[0] -= 1
        raise TalkEnded(Reason.TIMEOUT, Phase.ASK)

    monkeypatch.setattr("leftopen.pipeline.recognise.grab_banner", grab)
    made = Made()
    names, _, ended = asyncio.run(recognise(at(1), made.permit, made.context(), seconds=5.0, tls=False))
    assert names == []
    assert ended is not None
    assert sorted(met) == sorted({GREETING, *EVERY})


def test_a_greeting_is_waited_for_beside_the_first_opener() -> None:
    """A server that greets late, and one that waits for the client, both cost less than one after the
    other."""

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.08)
        writer.write(b"SSH-2.0-made_up\r\n")
        await reader.read(1000)

    assert seen_with(late, b"")[0].module == "ssh"
    web = Web(lambda path: page(200, b"<title>made up</title>"))
    with Loopback() as loopback:
        context = Made().context()
        context = replace(context, settings=replace(context.settings, banner_wait=1.0, deadline=6.0))
        began = time.monotonic()
        names, *_ = asyncio.run(
            recognise(at(loopback.serve(web)), Made().permit, context, seconds=6.0, tls=False)
        )
        took = time.monotonic() - began
    assert names == ["http"]
    assert 0.5 <= took < 0.95


def test_a_server_that_greets_at_once_gets_no_opener() -> None:
    met: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-made_up\r\n")
        met.append(await reader.read(1000))

    made = Made()
    with Loopback() as loopback:
        found = recognise(at(loopback.serve(talk)), made.permit, made.context(), seconds=5.0, tls=False)
        names, grab, _ = asyncio.run(found)
    assert (names, grab.unasked) == (["ssh"], True)
    assert met == [b""]


def test_a_port_that_was_silent_in_the_run_before_gets_a_few() -> None:
    met: list[bytes] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(await reader.read(1000))
        await reader.read(1000)

    made = Made()
    with Loopback() as loopback:
        port = loopback.serve(silent)
        context = replace(made.context(), silent=frozenset({(at(port).address, port)}))
        names, *_ = asyncio.run(recognise(at(port), made.permit, context, seconds=2.0, tls=False))
    assert names == []
    assert 1 + COMMONEST < len(met) <= 1 + COMMONEST + -(-(len(EVERY) - COMMONEST) // 7)
