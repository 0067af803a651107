"""A page does not wait for what takes long; it is made all the same, one at a time, and not for ever more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leftopen.service.search import search as searching
from leftopen.web.app import THREADS
from leftopen.web.console.limits import background_cache as later_module
from leftopen.web.console.limits.background_cache import MOST, MOST_PATIENT, BackgroundCache
from leftopen.web.console.limits.ttl_cache import TtlCache
from leftopen.web.console.pages import search
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def later() -> BackgroundCache:
    return BackgroundCache(ttl_cache=TtlCache(monotonic=time.monotonic))


def held(until: threading.Event, made: list[int], number: int = 1) -> Callable[[], int]:
    def make() -> int:
        assert until.wait(20)
        made.append(number)
        return number

    return make


def test_what_is_quick_is_there_at_once_and_kept() -> None:
    one = later()
    assert one.get("a", 60, lambda: 7, 20) == 7
    assert one.get("a", 60, lambda: 8, 0) == 7


def test_what_takes_long_is_there_later_and_made_once() -> None:
    one, go, made = later(), threading.Event(), list[int]()
    assert one.get("a", 60, held(go, made), 0.01) is None
    assert one.get("a", 60, held(go, made), 0.01) is None
    go.set()
    assert one.get("a", 60, held(go, made), 20) == 1
    assert made == [1]


def test_of_too_many_the_oldest_is_given_up() -> None:
    one, go, made = later(), threading.Event(), list[int]()
    for number in range(MOST + 3):
        one.get(number, 60, held(go, made, number), 0.01)
    go.set()
    assert one.get(MOST + 2, 60, held(go, made, -1), 20) == MOST + 2
    assert made == [0, *range(3, MOST + 3)]


def test_two_are_patient_and_others_hear_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later_module, "PATIENT_S", 20.0)
    one, go, made = later(), threading.Event(), list[int]()
    with ThreadPoolExecutor(MOST_PATIENT) as pool:
        waiting = [
            pool.submit(one.patient, number, 60, held(go, made, number), 0.0)
            for number in range(MOST_PATIENT)
        ]
        until = time.monotonic() + 10
        while one._patient < MOST_PATIENT and time.monotonic() < until:
            time.sleep(0.01)
        began = time.monotonic()
        assert one.patient("other", 60, held(go, made, 9), 0.01) is None
        assert time.monotonic() - began < 5
        go.set()
        assert [waits.result(20) for waits in waiting] == list(range(MOST_PATIENT))
    assert one.get("other", 60, held(go, made, 9), 20) == 9


def test_who_is_patient_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later_module, "PATIENT_S", 0.05)
    one, go, made = later(), threading.Event(), list[int]()
    for _ in range(MOST_PATIENT + 1):
        assert one.patient("a", 60, held(go, made), 20) is None
    go.set()
    assert one.get("a", 60, held(go, made), 20) == 1


def test_what_waits_leaves_threads_for_the_others(console: Console) -> None:
    async def all_of_it() -> None:
        held = threading.Barrier(THREADS)
        await asyncio.gather(*(asyncio.to_thread(held.wait, 10) for _ in range(THREADS)))

    assert console.client.portal is not None
    console.client.portal.call(all_of_it)


def test_an_error_is_the_askers_and_not_kept() -> None:
    one = later()

    def fails() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            one.get("a", 60, fails, 20)
    assert one.get("a", 60, lambda: 3, 20) == 3


def test_a_search_whose_counts_take_long_shows_what_it_found_and_where_to_look_again(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WAIT_S", 0.05)
    go, count = threading.Event(), searching.summary

    def slow(*given: Any) -> Any:
        assert go.wait(20)
        return count(*given)

    monkeypatch.setattr(searching, "summary", slow)
    visitor = console.visitor("viewer")
    first = visitor.get("/search?q=port:1-65534")
    assert first.status_code == 200
    assert "Counting: reload the page" in text_of(first)
    assert 'data-later="/search?q=port%3A1-65534&amp;format=json"' in first.text
    assert "data-row" in first.text
    assert 'class="map"' not in first.text
    monkeypatch.setattr(later_module, "PATIENT_S", 0.05)
    refused = visitor.get("/search?q=port:1-65534&format=json")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    monkeypatch.setattr(later_module, "PATIENT_S", 20.0)
    go.set()
    assert visitor.get("/search?q=port:1-65534&format=json").json()["total"] > 0
    assert "Counting: reload the page" not in text_of(visitor.get("/search?q=port:1-65534"))
