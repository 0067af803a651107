"""One key, or one person, that asks all it can: others are answered within a second, from the same place."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx2
import pytest

from leftopen.model.api_key import Right
from leftopen.service.identity import api_keys
from leftopen.service.search import search as searching
from tests.tier import tier
from tests.web.console.conftest import Console
from tests.web.served import Served

THREADS = 90
SOON_S = 1.0
FLOOD_S = 6.0
STUCK_S = 120.0
STREAMS = 20
LOOKS = tier(8, 20)
NEEDLES = ",".join(f"needle {number}" for number in range(100))


@contextmanager
def flooded(ask: Callable[[], int]) -> Iterator[list[Future[list[int]]]]:
    """Ninety threads that ask without a pause until it is over, or their time is."""
    over, end = threading.Event(), time.monotonic() + FLOOD_S

    def asks() -> list[int]:
        answer = []
        while not over.is_set() and time.monotonic() < end:
            answer.append(ask())
        return answer

    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(asks) for _ in range(THREADS)]
        time.sleep(0.5)
        try:
            yield waiting
        finally:
            over.set()


@pytest.mark.slow
def test_a_reading_key_with_all_streams_and_slow_searches_shuts_out_nobody(server: Served) -> None:
    _, greedy = api_keys.add(server.workspace, "greedy", Right.READ, None)
    _, other = api_keys.add(server.workspace, "other", Right.READ, None)
    limits = httpx2.Limits(max_connections=THREADS + STREAMS)
    with ExitStack() as held, httpx2.Client(base_url=server.url, timeout=30, limits=limits) as client:
        time.sleep(1.2)

        def opened(key: str) -> int:
            request = client.stream("GET", "/shodan/banners", params={"key": key})
            return held.enter_context(request).status_code

        streams = Counter(opened(greedy) for _ in range(STREAMS))
        assert opened(other) == 200

        def slow() -> int:
            params = {"key": greedy, "query": f"-org:{NEEDLES}", "facets": "org:1000,product:1000"}
            return client.get("/shodan/host/search", params=params).status_code

        statuses = Counter[int]()

        def looked(number: int) -> list[float]:
            """How long each answer takes."""
            took = []
            for path in ("/shodan/host/count", "/api-info", "/shodan/host/192.0.2.5"):
                began = time.monotonic()
                request = {"key": other, "query": f"port:{8000 + number}"}
                answer = httpx2.get(server.url + path, params=request, timeout=60)
                took.append(time.monotonic() - began)
                statuses[answer.status_code] += 1
            return took

        # What the machine takes without the flood: others may keep it busy.
        usual = max(one for number in range(3) for one in looked(1000 + number))
        with flooded(slow) as floods:
            took = [one for number in range(LOOKS) for one in looked(number)]
        reported = Counter(status for flood in floods for status in flood.result())
    assert statuses == {200: 3 * (3 + LOOKS)}
    assert streams == {200: STREAMS // 4, 429: STREAMS - STREAMS // 4}
    assert reported[429] > 0
    assert reported[200] > 0
    assert sorted(took)[len(took) // 2] < SOON_S + 3 * usual, sorted(took)
    assert max(took) < 10 * (SOON_S + usual), sorted(took)
    for name in ("greedy", "other"):
        api_keys.remove(server.workspace, name)


@pytest.mark.parametrize("greedy", tier(["a person"], ["a key", "a person"]))
def test_searches_that_never_end_hold_up_nobody_else(
    anew: Console, monkeypatch: pytest.MonkeyPatch, greedy: str
) -> None:
    """By key or by sitting: each other key and each other person is answered."""
    stuck, page, count = threading.Event(), searching.page, searching.count

    def held(workspace: object, query: str, **more: int) -> object:
        if "port:1" in query:
            stuck.wait(STUCK_S)
        return page(workspace, query, **more)  # type: ignore[arg-type]

    def counting(workspace: object, query: str) -> int:
        if "port:1" in query:
            stuck.wait(STUCK_S)
        return count(workspace, query)  # type: ignore[arg-type]

    monkeypatch.setattr(searching, "page", held)
    monkeypatch.setattr(searching, "count", counting)
    tokens = [api_keys.add(anew.workspace, f"key {number}", Right.READ, None)[1] for number in range(4)]
    time.sleep(1.1)
    session = anew.visitor("viewer")

    def by_key(token: str, query: str) -> int:
        request = {"key": token, "query": query}
        return anew.client.get("/shodan/host/count", params=request).status_code

    def flood() -> int:
        if greedy == "a key":
            return by_key(tokens[0], "port:1")
        return session.get("/search?q=port:1").status_code

    others = {name: anew.visitor(name) for name in ("analyst", "admin")}
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(flood) for _ in range(THREADS)]
        try:
            time.sleep(2)
            began = time.monotonic()
            assert [by_key(token, "port:443") for token in tokens[1:]] == [200] * 3
            for other in others.values():
                assert other.get("/search?q=port:443").status_code == 200
                assert other.get("/exposures").status_code == 200
            assert anew.visitor().get("/sign-in").status_code == 200
            assert time.monotonic() - began < STUCK_S / 2
        finally:
            stuck.set()
        answer = Counter(one.result() for one in waiting)
    assert answer[200] == 12
    assert answer[200] + answer[429] + answer[503] == THREADS
