"""A page does not wait for what takes long; it is made all the same, one at a time, and not for ever more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from leftopen.service import search as searching
from leftopen.web.console.kept import Kept
from leftopen.web.console.later import MOST, Later
from leftopen.web.console.pages import search
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def later() -> Later:
    return Later(kept=Kept(monotonic=time.monotonic))


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
    assert one.get("a", 60, held(go, made), None) == 1
    assert made == [1]


def test_of_too_many_the_oldest_is_given_up() -> None:
    one, go, made = later(), threading.Event(), list[int]()
    for number in range(MOST + 3):
        one.get(number, 60, held(go, made, number), 0.01)
    go.set()
    assert one.get(MOST + 2, 60, held(go, made, -1), 20) == MOST + 2
    assert made == [0, *range(3, MOST + 3)]


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
    go, count = threading.Event(), searching.counted

    def slow(*given: Any) -> Any:
        assert go.wait(20)
        return count(*given)

    monkeypatch.setattr(searching, "counted", slow)
    visitor = console.visitor("viewer")
    first = visitor.get("/search?q=port:1-65534")
    assert first.status_code == 200
    assert "Being counted" in text_of(first)
    assert 'data-later="/search?q=port%3A1-65534&amp;format=json"' in first.text
    assert "data-row" in first.text
    assert 'class="map"' not in first.text
    go.set()
    assert visitor.get("/search?q=port:1-65534&format=json").json()["total"] > 0
    assert "Being counted" not in text_of(visitor.get("/search?q=port:1-65534"))
