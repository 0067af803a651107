"""The shapes on small web servers: what a crawl sees, and what a recheck of its route may conclude."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from leftopen.model.check import CONFIRM
from leftopen.model.finding import Finding
from leftopen.model.identity import finding_id
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.shape import Intent, Step
from leftopen.model.verdict import Reason, State
from leftopen.pipeline.crawl import REQUESTS
from leftopen.pipeline.identify import identify
from leftopen.pipeline.paths_asked import PathsAsked
from leftopen.pipeline.run_checks import CheckOutcome, Recheck, recheck, run_all
from leftopen.pipeline.run_shapes import Route
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.walking import NO, Made, at, yes
from tests.pipeline.web import Answer, Web, page

LETTERS = "/api/v2/letters"
FRONT = b'<html><body><h1>Post</h1><script>fetch("/api/v2/letters")</script></body></html>'
MAILS = json.dumps(
    {
        "total": 312,
        "items": [
            {"from": f"a{n}@example.org", "to": "b@example.org", "subject": "x", "date": f"20{n + 19}-01-02"}
            for n in range(4)
        ],
    }
).encode()
LISTING = (
    "<html><body><ul><li><a href='../'>..</a></li>"
    + "".join(f"<li><a href='scan{n}.tif'>scan{n}.tif</a> 2023-02-0{n} 10:00 12 KB</li>" for n in range(1, 6))
    + "</ul></body></html>"
).encode()
LIST = yes(ReadLevel.LISTING)


@dataclass
class Site:
    """A web server whose pages a test may change in the middle."""

    pages: dict[str, Answer] = field(default_factory=dict)
    other: Answer = field(default_factory=lambda: page(404, b"none"))
    web: Web = field(init=False)

    def __post_init__(self) -> None:
        self.web = Web(answer=lambda path: self.pages.get(path, self.other))


def post_office() -> Site:
    return Site(
        pages={
            "/": page(200, FRONT, content_type="text/html"),
            LETTERS: page(200, MAILS, content_type="application/json"),
        }
    )


def share() -> Site:
    return Site(pages={"/": page(200, LISTING, content_type="text/html")})


def seen_at(port: int, making: Made) -> Observation:
    return asyncio.run(identify(at(port), yes(), making.context()))


def examined(
    seen: Observation, making: Made, permit: Permit = LIST, live: Mapping[str, Route] | None = None
) -> list[CheckOutcome]:
    return list(asyncio.run(run_all(seen, permit, making.context(), live=live or {})).outcomes)


def again(seen: Observation, making: Made, route: Route, permit: Permit = LIST) -> Recheck:
    return asyncio.run(recheck(seen, "mailbox", permit, making.context(), route))


def found(outcomes: list[CheckOutcome]) -> Finding:
    [outcome] = outcomes
    assert outcome.finding is not None
    return outcome.finding


def test_a_mailbox_that_no_check_knows_is_found_by_what_its_page_names() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        finding = found(examined(seen_at(loopback.serve(site.web), making), making))
    judged = finding.judged
    assert (judged.check, judged.verdict.state, judged.intent) == ("mailbox", State.OPEN, Intent.LEFT_OPEN)
    assert [step.path for step in judged.route] == [LETTERS]
    assert (judged.verdict.said, finding.size.records) == ("312 mails", 312)
    assert making.faults == []


def test_a_path_with_personal_data_is_not_stored() -> None:
    site, making = post_office(), Made()
    named = "/api/letters?mailbox=ann.smith@example.org"
    site.pages[named] = site.pages.pop(LETTERS)
    front = f"<html><body><h1>Post</h1><a href='{named}'>letters</a>".encode()
    site.pages["/"] = page(200, front, content_type="text/html")
    with Loopback() as loopback:
        judged = found(examined(seen_at(loopback.serve(site.web), making), making)).judged
    assert judged.verdict.state is State.OPEN
    assert judged.route == ()


def test_every_request_only_reads_and_their_number_is_bounded() -> None:
    links = "".join(f"<a href='/users/{n}'>user {n}</a>" for n in range(90)).encode()
    site, making = Site(other=page(200, b"<html><body>" + links, content_type="text/html")), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.web.heads.clear()
        examined(seen, making)
    crawled = [head.split(b" ", 1)[0] for head in site.web.heads]
    assert set(crawled) <= {b"GET", b"PROPFIND"}
    # The checks that apply to any web server ask too; without shapes only they do.
    alone = Site(other=site.other)
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(alone.web), making)
        alone.web.heads.clear()
        asyncio.run(run_all(seen, LIST, making.context(shapes={})))
    assert len(crawled) - len(alone.web.heads) == REQUESTS


def test_purpose_unknown_is_a_finding_whose_intent_says_so() -> None:
    making = Made()
    with Loopback() as loopback:
        finding = found(examined(seen_at(loopback.serve(share().web), making), making))
    assert finding.judged.check == "directory_listing"
    assert finding.judged.intent is Intent.UNDETERMINED
    assert finding.judged.intent_why


def test_personal_data_in_the_sample_tells_that_it_was_left_open() -> None:
    rows = [
        {"from": f"a{n}@example.org", "subject": "SSN: 891-23-4567", "date": "2023-02-08"} for n in range(3)
    ]
    site, making = post_office(), Made()
    site.pages[LETTERS] = page(200, json.dumps(rows).encode(), content_type="application/json")
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        unread, read = (found(examined(seen, making, yes(level))) for level in (LIST.level, ReadLevel.SAMPLE))
    assert (unread.judged.intent, unread.evidence.holds) == (Intent.UNDETERMINED, ())
    assert read.judged.intent is Intent.LEFT_OPEN
    assert "us_ssn" in {held.label for held in read.evidence.holds}
    assert "891-23-4567" not in repr((unread, read))


def test_a_server_that_answers_every_path_alike_proves_nothing() -> None:
    site, making = Site(other=page(200, LISTING, content_type="text/html")), Made()
    with Loopback() as loopback:
        outcomes = examined(seen_at(loopback.serve(site.web), making), making)
    assert {one.judged.verdict.state for one in outcomes} == {State.UNKNOWN}
    assert Reason.ANSWERS_EVERYTHING in {one.judged.verdict.reason for one in outcomes}
    assert all(one.finding is None for one in outcomes)


def test_a_check_of_the_product_decides_and_nothing_is_crawled() -> None:
    box, making = Mailbox(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(box.web), making)
        box.web.asked.clear()
        outcomes = examined(seen, making)
    assert {one.judged.check for one in outcomes} == {"mailbox_web_open"}
    assert "/openapi.json" not in box.web.asked


@pytest.mark.parametrize("permit", [NO, yes(ReadLevel.METADATA)])
def test_without_a_permit_to_list_nothing_is_crawled(permit: Permit) -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.web.asked.clear()
        outcomes = examined(seen, making, permit)
    assert [one for one in outcomes if one.finding] == []
    assert LETTERS not in site.web.asked


def test_a_front_page_that_asks_for_a_password_keeps_the_visitor_out() -> None:
    site, making = post_office(), Made()
    site.pages["/"] = page(401, FRONT, www_authenticate='Basic realm="x"', content_type="text/html")
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.web.asked.clear()
        run = asyncio.run(run_all(seen, LIST, making.context()))
    assert run.outcomes == ()
    assert site.web.asked == ["/made-up-0"], "one random path: does the password cover every path?"
    assert run.paths == PathsAsked(others=1, front_refuses=True)


ROUTE = (Step(path=LETTERS, accept="application/json"),)


def test_a_recheck_repeats_the_route_and_finds_it_open_still() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.web.asked.clear()
        outcome = again(seen, making, ROUTE).outcome
    assert outcome.judged.verdict.state is State.OPEN
    assert outcome.finding is not None
    assert (outcome.finding.judged.route, outcome.finding.size.records) == (ROUTE, 312)
    assert LETTERS in site.web.asked
    assert "/openapi.json" not in site.web.asked


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (page(401, b"", www_authenticate='Basic realm="x"'), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(403, b""), State.CLOSED, Reason.FORBIDDEN),
        (page(302, b"", location="/login"), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(404, b"none"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(500, b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b"[]", content_type="application/json"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b"<html><body>moved</body></html>"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)
def test_only_a_refusal_at_the_route_closes_it(answer: Answer, state: State, reason: Reason) -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.pages[LETTERS] = answer
        site.web.asked.clear()
        verdict = again(seen, making, ROUTE).outcome.judged.verdict
    assert (verdict.state, verdict.reason) == (state, reason)
    wanted = CONFIRM if state is State.CLOSED else 1
    assert site.web.asked.count(LETTERS) == wanted, "a refusal is confirmed"


def test_one_refusal_of_two_closes_nothing() -> None:
    site, making = post_office(), Made()
    answers = iter([page(401, b""), page(200, MAILS, content_type="application/json")])
    site.web.answer = lambda path: next(answers) if path == LETTERS else site.pages.get(path, site.other)
    with Loopback() as loopback:
        verdict = again(seen_at(loopback.serve(site.web), making), making, ROUTE).outcome.judged.verdict
    assert verdict.state is State.OPEN


def test_without_a_route_nobody_knows() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        verdict = again(seen_at(loopback.serve(site.web), making), making, ()).outcome.judged.verdict
    assert (verdict.state, verdict.reason) == (State.UNKNOWN, Reason.NOT_UNDERSTOOD)


def test_out_of_scope_a_route_is_not_repeated() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.web.asked.clear()
        verdict = again(seen, making, ROUTE, NO).outcome.judged.verdict
    assert (verdict.state, verdict.reason) == (State.UNKNOWN, Reason.OUT_OF_SCOPE)
    assert site.web.asked == []


def test_a_scan_repeats_the_route_of_a_live_case_and_crawls_for_nothing_else() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        live = {finding_id(seen.service, "mailbox"): ROUTE}
        site.web.asked.clear()
        finding = found(examined(seen, making, live=live))
    assert finding.judged.route == ROUTE
    assert "/openapi.json" not in site.web.asked


def test_a_scan_that_is_refused_at_the_route_closes_and_looks_for_other_shapes() -> None:
    site, making = post_office(), Made()
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(site.web), making)
        site.pages |= {LETTERS: page(401, b""), "/": page(200, LISTING, content_type="text/html")}
        outcomes = examined(seen, making, live={finding_id(seen.service, "mailbox"): ROUTE})
    states = {one.judged.check: one.judged.verdict.state for one in outcomes}
    assert states == {"mailbox": State.CLOSED, "directory_listing": State.OPEN}
