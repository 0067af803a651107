"""What stores rows waits for memory while merges take it, else a quarter of a minute, and never for ever; an
engine that goes away is asked again so many times."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine.client import Client
from leftopen.store.engine.engine_errors import NO_MEMORY, EngineError
from leftopen.store.engine.retry import LONGEST_S, LONGEST_WAIT_S, REPEATS, WAITS, Interrupted, RetryPolicy
from leftopen.store.engine.transport import LocalTransport

FULL = EngineError("no memory", NO_MEMORY)


class Engine:
    """Merges until it was asked so often."""

    def __init__(self, merges: int) -> None:
        self.left = merges

    def __call__(self, sql: str) -> Sequence[Mapping[str, Any]]:
        self.left -= 1
        return [{"n": str(int(self.left >= 0))}]


def waits(merges: int) -> list[float]:
    """All pauses until it gives up."""
    pauses: list[float] = []
    patience = RetryPolicy(Engine(merges), pauses.append)
    with pytest.raises(EngineError, match="no memory"):
        deque(map(patience.wait, repeat(FULL)), maxlen=0)
    return pauses


def test_without_a_merge_it_waits_a_quarter_of_a_minute() -> None:
    assert waits(0) == [0.5, 1.0, 2.0, 4.0, 8.0]


def test_as_long_as_something_is_merged_it_goes_on() -> None:
    pauses = waits(7)
    assert len(pauses) == WAITS + 7
    assert max(pauses) == LONGEST_WAIT_S


def test_a_merge_without_end_is_not_waited_for_without_end() -> None:
    assert LONGEST_S <= sum(waits(10_000)) < LONGEST_S + LONGEST_WAIT_S


def test_an_engine_that_has_no_memory_to_say_whether_it_merges_is_waited_for() -> None:
    def full(_: str) -> Sequence[Mapping[str, Any]]:
        raise FULL

    pauses: list[float] = []
    patience = RetryPolicy(full, pauses.append)
    for _ in range(WAITS + 3):
        patience.wait(FULL)
    assert len(pauses) == WAITS + 3


def test_what_is_not_about_memory_is_raised_at_once() -> None:
    pauses: list[float] = []
    with pytest.raises(EngineError, match="disk"):
        RetryPolicy(Engine(9), pauses.append).wait(EngineError("the disk is full", 243))
    assert pauses == []


def test_an_engine_that_goes_away_is_asked_again_at_once_and_not_for_ever() -> None:
    pauses: list[float] = []
    patience = RetryPolicy(Engine(0), pauses.append)
    for _ in range(REPEATS - 1):
        patience.wait(Interrupted("it broke"))
    with pytest.raises(StoreFailed, match=f"it broke, {REPEATS} times"):
        patience.wait(Interrupted("it broke"))
    assert pauses == []


class Short(Client):
    """Without memory once, then done; nothing that was to be stored is there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalTransport(folder, 0, 0))
        self.asked = list[str]()

    def once(self, sql: str, *given: Any) -> list[dict[str, Any]]:
        self.asked.append(sql)
        if len(self.asked) == 1:
            raise FULL
        return []

    def query(self, sql: str, *given: Any) -> list[dict[str, Any]]:
        return []


def test_a_fold_waits_too(tmp_path: Path) -> None:
    client = Short(tmp_path)
    client.repeated("DELETE FROM services WHERE 1")
    assert client.asked == ["DELETE FROM services WHERE 1"] * 2


@pytest.mark.parametrize("key", ["id", None])
def test_rows_of_any_table_wait_too(tmp_path: Path, key: str | None) -> None:
    client = Short(tmp_path)
    client.insert("findings", [{"id": "a"}], key=key)
    assert len(client.asked) == 2
