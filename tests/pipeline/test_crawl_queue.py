"""The order of the requests that a crawl may still make, and its limits."""

from __future__ import annotations

from leftopen.pipeline.crawl_queue import MOST, CrawlQueue
from leftopen.pipeline.crawl_targets import JSON, Target
from leftopen.wire.http.reading_links import Kind


def queue(*targets: Target, half: int = 32768) -> CrawlQueue:
    made = CrawlQueue(half=half)
    for one in targets:
        made.add(one)
    return made


def taken(made: CrawlQueue, *, own_api_first: bool = False) -> list[str]:
    paths = []
    while (one := made.take(own_api_first=own_api_first)) is not None:
        made.ask(one)
        paths.append(one.path)
    return paths


def test_the_promise_counts_for_the_bytes() -> None:
    page, script, api = (
        Target(path="/page", promise=40),
        Target(path="/s.js", promise=45, kind=Kind.SCRIPT),
        Target(path="/api", promise=40, accept=JSON),
    )
    assert taken(queue(script, page, api)) == ["/api", "/page", "/s.js"]


def test_the_own_api_comes_first_when_it_decides() -> None:
    made = queue(
        Target(path="/page", promise=90),
        Target(path="/s.js", promise=30, kind=Kind.SCRIPT),
        Target(path="/api", promise=10, api=True),
    )
    assert taken(made, own_api_first=True) == ["/api", "/s.js", "/page"]


def test_a_third_page_of_one_form_waits() -> None:
    made = queue(
        *(Target(path=f"/users/{n}", promise=40) for n in range(4)), Target(path="/reports", promise=20)
    )
    assert taken(made) == ["/users/0", "/users/1", "/reports", "/users/2", "/users/3"]


def test_nothing_is_asked_for_twice() -> None:
    made = queue(
        Target(path="/list", promise=5),
        Target(path="/list", promise=9),
        Target(path="/list", promise=9, span=(0, 1)),
    )
    assert len(taken(made)) == 2
    made.add(Target(path="/list", promise=99))
    assert made.take() is None
    assert made.once(Target(path="/list", promise=1)) is None


def test_no_script_is_taken_when_their_bytes_are_spent() -> None:
    made = queue(Target(path="/s.js", promise=90, kind=Kind.SCRIPT), Target(path="/list", promise=1), half=0)
    assert not made.has_own_api
    assert taken(made) == ["/list"]


def test_the_queue_is_bounded() -> None:
    assert (
        len(taken(queue(*(Target(path=f"/users/{n}", promise=1) for n in range(MOST, MOST + 20)), half=1)))
        == 20
    )
    full = queue(*(Target(path=f"/users/{n}", promise=1) for n in range(MOST + 20)))
    assert len(full._waiting) == MOST
