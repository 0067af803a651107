"""What can't be asked is refused before the engine is asked anything; what can be, suits a small cap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from leftopen.errors import BadQuery
from leftopen.store.engine import spawn
from leftopen.store.engine.client import LEAST_MEMORY, Client
from leftopen.store.engine.transport import LocalTransport
from leftopen.store.search.search_query import LIMITS
from tests.store.samples import Stored

BAD = ("nosuch:1", '"never closed', "port:", "port:x", "net:1.2.3.4/77", "(", "a OR", "a" * 1_000_000)


class NoEngine(LocalTransport):
    """A link that nobody may open."""

    def __init__(self) -> None:
        self.opened = 0

    def open(self, patience: float = 0) -> NoReturn:
        self.opened += 1
        raise AssertionError("the engine was asked")


def refused(ask: Callable[[Stored], object]) -> BadQuery:
    link = NoEngine()
    with pytest.raises(BadQuery) as error:
        ask(Stored(Client(link)))
    assert not link.opened
    return error.value


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("history", [False, True])
def test_a_search_that_can_t_be_read_wakes_no_engine(query: str, history: bool) -> None:
    asks: list[Callable[[Stored], object]] = [
        lambda store: store.search(query, history=history),
        lambda store: store.count(query, history=history),
        lambda store: store.counted(query, [("port", 5)], history=history),
        lambda store: store.summary(query, [("port", 5)], lambda days: True),
        lambda store: next(store.iterate(query, history=history)),
    ]
    for ask in asks:
        position = refused(ask).position
        assert position is not None
        assert 0 <= position <= len(query)


def test_what_is_out_of_bounds_wakes_no_engine() -> None:
    assert "1000" in str(refused(lambda store: store.search("", limit=10**9)))
    assert "100000" in str(refused(lambda store: store.search("", offset=10**8)))
    assert "port" in str(refused(lambda store: store.facets("", [("port", 10**9)])))
    assert "did you mean product" in str(refused(lambda store: store.facets("", [("produkt", 5)])))
    assert "10 facets" in str(refused(lambda store: store.facets("", [("port", 5)] * 11)))


def test_what_can_be_read_does_ask_the_engine() -> None:
    """So that the tests above could fail."""
    with pytest.raises(AssertionError, match="the engine was asked"):
        Stored(Client(NoEngine())).count("port:80")


def test_values_of_millions_of_rows_are_counted_on_the_disk_where_the_cap_is_small(tmp_path: Path) -> None:
    """With 200 MB for each question, whatever the cap, this ended the engine."""
    client = Client.local(tmp_path, LEAST_MEMORY, idle=1)
    try:
        found = client.query(
            "SELECT k, count() AS n FROM (SELECT toIPv6(toString(toIPv4(number))) AS k FROM numbers(8e6)) "
            f"GROUP BY k ORDER BY n DESC, k LIMIT 1 {LIMITS}"
        )
    finally:
        client.close()
    assert found == [{"k": "::ffff:0.0.0.0", "n": 1}]
    assert spawn.overgrown(tmp_path) == 0
