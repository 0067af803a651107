"""Every way in which other trackers closed what was still there ends not closed, with the reason."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import replace

import pytest

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.scope import Effect
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import LiveSettings
from leftopen.store.records.entities.cases.cases import Cases
from tests.net import made
from tests.pipeline.loopback import Talk
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.resp import Redis
from tests.pipeline.test_run_shapes import FRONT, LETTERS, MAILS
from tests.pipeline.web import Answer, Web, page
from tests.service.false_close.ground import Ground
from tests.service.false_close.rows import ROWS

NOT_CLOSED = LIVE | {CaseState.SILENT}


def still_open(shared: Ground, case: Case, because: str, test: str) -> None:
    """The case is not closed, and the product gives the reason that the table gives."""
    [row] = [one for one in ROWS if one.place[1] == test]
    assert shared.now(case).state in NOT_CLOSED
    assert row.fits(because), because
    kinds = {event.kind for event in Cases(shared.workspace.store.records).events(case.id)}
    assert not kinds & {CaseEventKind.CLOSED, CaseEventKind.WITHDRAWN}


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.originalname)


def test_no_scan_ran(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    shared.pass_minutes(90 * 24 * 60)
    still_open(shared, case, shared.sentence(case), name)


def test_the_target_was_narrowed(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    other = shared.loopback.serve(Redis(locked=True), host=case.address)
    shared.scan(case.address, other)
    shared.scan(shared.address(), case.port)
    still_open(shared, case, shared.sentence(case), name)


def test_every_page_is_denied(shared: Ground, name: str) -> None:
    box = Mailbox()
    case = shared.opened(box.web)
    box.web.answer = lambda path: page(403, b"Forbidden", server="Sendria/2.2.2")
    result = shared.looks(case, 4)
    still_open(shared, case, result.closure.because, name)


def test_a_firewall_shows_a_captcha(shared: Ground, name: str) -> None:
    box = Mailbox()
    case = shared.opened(box.web, tls=made.server(shared.folder, made.pair("captcha.example.org")))
    assert case.identity
    body = b"<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>"
    box.web.answer = lambda path: page(403, body, server="cloudflare") if path != "/" else page(200, b"hello")
    still_open(shared, case, shared.looks(case, 3).closure.because, name)


def test_it_is_closed_from_another_vantage_only(shared: Ground, name: str) -> None:
    redis = Redis()
    case = shared.opened(redis)
    redis.locked = True
    there = replace(
        shared.workspace,
        live=LiveSettings(now=replace(shared.workspace.settings, vantage_name="office")),
    )
    result = asyncio.run(verify(there, case.id))
    still_open(shared, case, result.closure.because, name)
    assert shared.look(case).case.state is CaseState.CLOSED, "from where it was open, it is closed now"


def test_a_password_protects_one_path_only(shared: Ground, name: str) -> None:
    box = Mailbox()
    case = shared.opened(box.web)
    old = box.web.answer
    pages = {
        "/": page(200, FRONT, content_type="text/html"),
        LETTERS: page(200, MAILS, content_type="application/json"),
    }
    locked = page(401, b"", www_authenticate='Basic realm="mail"')
    box.web.answer = lambda path: pages.get(path, locked if path.startswith("/api") else old("/none"))
    still_open(shared, case, shared.look(case).closure.because, name)


def moved(shared: Ground, host: str, other: str) -> tuple[Case, str]:
    """A server that is refused where it was, and open at `other`; what the checks of the old place say."""
    pair = made.pair(f"{host}.example.org")
    case = shared.opened(Mailbox().web, host, tls=made.server(shared.folder, pair))
    shared.loopback.shut(case.port)
    shared.opened(Mailbox().web, other, tls=made.server(shared.folder, pair))
    because = shared.looks(case, 3).closure.because
    [linked] = shared.now(case).linked
    assert case.id in Cases(shared.workspace.store.records).get(linked).linked
    return case, because


def test_it_moved_to_another_port(shared: Ground, name: str) -> None:
    host = shared.address()
    case, because = moved(shared, host, host)
    still_open(shared, case, because, name)


def test_it_moved_to_another_address(shared: Ground, name: str) -> None:
    case, because = moved(shared, shared.address(), shared.address())
    still_open(shared, case, because, name)


def test_one_server_of_a_load_balancer_was_closed(shared: Ground, name: str) -> None:
    servers = itertools.cycle([Redis(locked=True), Redis(locked=True), Redis()])

    async def balanced(reader: object, writer: object) -> None:
        await next(servers)(reader, writer)  # type: ignore[arg-type]

    talk: Talk = Redis()
    host = shared.address()
    case = shared.opened(talk, host)
    shared.loopback.shut(case.port)
    shared.loopback.serve(balanced, host=host, port=case.port)
    for _ in range(3):
        because = shared.look(case).closure.because
        still_open(shared, case, because, name)


def test_it_is_still_open_over_ipv6(shared: Ground, name: str) -> None:
    tls = made.server(shared.folder, made.pair("both.example.org"))
    host, box = shared.address(), Mailbox()
    case = shared.opened(box.web, host, tls=tls)
    shared.loopback.serve(Mailbox().web, host="::1", port=case.port, tls=tls)
    shared.scan("::1", case.port)
    box.locked = True
    still_open(shared, case, shared.look(case).closure.because, name)


def test_another_check_finds_it_after_an_upgrade(shared: Ground, name: str) -> None:
    box, old = Mailbox(), {
        "/": page(200, FRONT, content_type="text/html"),
        LETTERS: page(200, MAILS, content_type="application/json"),
    }  # fmt: skip

    def before(path: str) -> Answer:
        return old.get(path, page(404, b"none"))

    web = Web(answer=before)
    case = shared.opened(web)
    web.answer = box.web.answer
    shared.scan(case.address, case.port)
    after = shared.now(case)
    assert (after.state, Cases(shared.workspace.store.records).get(after.continued_as).state) == (
        CaseState.TAKEN_OVER,
        CaseState.OPEN,
    )
    events = Cases(shared.workspace.store.records).events(case.id)
    [row] = [one for one in ROWS if one.place[1] == name]
    assert row.fits(str(events[-1].body["because"]))


def imported(shared: Ground, *lines: dict[str, object]) -> None:
    file = shared.folder / f"{len(list(shared.folder.glob('*.json')))}.json"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = import_file(shared.workspace, ImportOptions(file=file), lambda progress: None, lambda: False)
    assert done["stored"] == len(lines)


def banner(host: str, port: int, at: str, data: str) -> dict[str, object]:
    return {"ip_str": host, "port": port, "timestamp": at, "data": data, "transport": "tcp"}


def test_a_file_with_other_hosts_is_imported(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    imported(shared, banner("192.0.2.77", 80, "2026-10-01T00:00:00", "HTTP/1.1 200 OK\r\n\r\n"))
    still_open(shared, case, shared.sentence(case), name)


def test_an_older_file_is_imported(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    answer = "-NOAUTH Authentication required.\r\n"
    imported(shared, banner(case.address, case.port, "2020-01-01T00:00:00", answer))
    imported(shared, banner(case.address, case.port, "2020-01-02T00:00:00", answer))
    still_open(shared, case, shared.sentence(case), name)


def test_the_clock_jumps_forward_a_year(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    shared.loopback.shut(case.port)
    shared.look(case)
    shared.pass_minutes(365 * 24 * 60)
    because = shared.look(case).closure.because
    still_open(shared, case, because, name)


def test_the_clock_goes_back_an_hour(shared: Ground, name: str) -> None:
    case = shared.opened(Redis())
    shared.loopback.shut(case.port)
    shared.look(case)
    shared.pass_minutes(-60)
    because = shared.look(case).closure.because
    shared.pass_minutes(60)
    still_open(shared, case, because, name)


def test_the_scope_ended(shared: Ground, name: str) -> None:
    redis = Redis()
    case = shared.opened(redis)
    redis.locked = True
    denied = record(case.address, authorised_by="", until=None, now=shared.clock(), effect=Effect.DENY)
    scopes.add(shared.workspace, [denied], by="a test")
    redis.asked.clear()
    because = shared.looks(case, 3).closure.because
    assert redis.asked == []
    still_open(shared, case, because, name)


def test_its_name_points_elsewhere(shared: Ground, name: str) -> None:
    """A case belongs to an address: what the name shows now is another place."""
    case = shared.opened(Redis())
    other = shared.address()
    shared.loopback.serve(Redis(locked=True), host=other, port=case.port)
    shared.scan(other, case.port)
    still_open(shared, case, shared.sentence(case), name)


def test_another_server_responds_there(shared: Ground, name: str) -> None:
    host = shared.address()
    case = shared.opened(Mailbox().web, host, tls=made.server(shared.folder, made.pair("first.example.org")))
    shared.loopback.shut(case.port)
    second = made.server(shared.folder, made.pair("second.example.org"))
    shared.loopback.serve(Mailbox(locked=True).web, host=host, port=case.port, tls=second)
    still_open(shared, case, shared.looks(case, 3).closure.because, name)


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts and hangs up."""


async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def busy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await Web(answer=lambda path: page(503, b"", retry_after="1"))(reader, writer)


async def limited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await Web(answer=lambda path: page(429, b""))(reader, writer)


def instead(shared: Ground, talk: Talk, times: int) -> tuple[Case, str]:
    """A mailbox was open; the same port now talks so."""
    host = shared.address()
    case = shared.opened(Mailbox().web, host)
    shared.loopback.shut(case.port)
    shared.loopback.serve(talk, host=host, port=case.port)
    return case, shared.looks(case, times).closure.because


def test_it_answers_nothing(shared: Ground, name: str) -> None:
    still_open(shared, *instead(shared, silent, 3), name)


def test_it_is_slow(shared: Ground, name: str) -> None:
    still_open(shared, *instead(shared, slow, 1), name)


@pytest.mark.parametrize("talk", [busy, limited])
def test_it_is_busy(shared: Ground, talk: Talk, name: str) -> None:
    still_open(shared, *instead(shared, talk, 3), name)


def test_it_flaps(shared: Ground) -> None:
    """One case. After the first turn it stays open until it was closed for three rounds."""
    redis = Redis()
    case = shared.opened(redis)
    [row] = [one for one in ROWS if one.place[1] == "test_it_flaps"]
    states = []
    for turn in range(6):
        redis.locked = turn % 2 == 0
        result = shared.look(case)
        states.append(result.case.state)
        shared.pass_minutes(1)
        if turn == 2:
            assert row.fits(result.closure.because), result.closure.because
    assert states == [CaseState.CLOSED, *[CaseState.OPEN] * 5]
    kinds = [event.kind for event in Cases(shared.workspace.store.records).events(case.id)]
    assert (kinds.count(CaseEventKind.CLOSED), kinds.count(CaseEventKind.REOPENED)) == (1, 1)
    redis.locked = True
    calm = [shared.looks(case, 1) for _ in range(3)]
    assert [one.case.state for one in calm] == [CaseState.OPEN, CaseState.OPEN, CaseState.CLOSED]
