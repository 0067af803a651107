from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine.idle_merge import LITTLE, MOST_PARTS, QUIET_S, TABLES, IdleMerger
from tests.store.samples import Stored, engine, parts, seen

Rows = Sequence[Mapping[str, Any]]


class Parts:
    """An engine that has so many parts in each table, and merges all of one into one, or none."""

    def __init__(self, *, merges: bool = True, **parts: int) -> None:
        self.merges, self.asked = merges, list[str]()
        self.parts = {table: [f"{table}_{n}" for n in range(parts.get(table, 1))] for table in TABLES}

    def __call__(self, sql: str) -> Rows:
        if not sql.startswith("OPTIMIZE"):
            return [{"name": name} for table in TABLES if f"'{table}'" in sql for name in self.parts[table]]
        table = sql.rpartition(" ")[2]
        self.asked.append(table)
        if self.merges:
            self.parts[table] = [f"{table}_merged"]
        return []


def at_rest(engine: Callable[[str], Rows]) -> IdleMerger:
    """Its next turn may merge."""
    resting = IdleMerger(engine, lambda: 7.0)
    for _ in range(QUIET_S):
        resting.turn()
    return resting


def test_nothing_is_merged_before_it_had_little_to_do_for_a_while() -> None:
    engine = Parts(services=MOST_PARTS + 1)
    resting = at_rest(engine)
    assert engine.asked == []
    resting.turn()
    assert engine.asked == ["services"]


@pytest.mark.parametrize(("share", "merged"), [(LITTLE / 2, True), (2 * LITTLE, False)])
def test_a_stream_that_asks_each_second_keeps_nothing_from_being_merged_and_an_import_does(
    share: float, merged: bool
) -> None:
    engine, clock = Parts(services=MOST_PARTS + 1), itertools.count()
    resting = IdleMerger(engine, lambda: share * next(clock))
    for _ in range(3 * QUIET_S):
        resting.turn()
    assert bool(engine.asked) is merged


def test_a_table_is_merged_once_it_has_too_many_parts_and_each_turn_merges_one() -> None:
    engine = Parts(services=MOST_PARTS, observation_index=MOST_PARTS + 1)
    resting = at_rest(engine)
    for _ in range(3):
        resting.turn()
    assert engine.asked == ["observation_index"]


def test_parts_that_can_t_be_merged_are_left_until_there_are_others() -> None:
    engine = Parts(services=MOST_PARTS + 1, merges=False)
    resting = at_rest(engine)
    for _ in range(3):
        resting.turn()
    assert engine.asked == ["services"]
    engine.parts["services"].append("another")
    resting.turn()
    assert engine.asked == ["services", "services"]


def test_a_merge_that_fails_is_said_in_the_log_and_the_next_turn_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    turns: list[float] = []

    def fails(sql: str) -> Rows:
        raise StoreFailed("the disk is full")

    def sleep(seconds: float) -> None:
        turns.append(seconds)
        if len(turns) == QUIET_S + 3:
            raise StopIteration

    resting = IdleMerger(fails, lambda: 7.0)
    with pytest.raises(StopIteration):
        resting.forever(sleep)
    assert capsys.readouterr().err == "at rest: the disk is full\n" * 2
    assert not resting.busy


def test_a_real_engine_has_fewer_parts_afterwards_and_all_its_rows(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        store = Stored(client)
        for n in range(MOST_PARTS + 3):
            store.add([seen("192.0.2.1", 1 + n), seen("192.0.2.2", 1 + n)])
        assert parts(client, TABLES)["services"] > MOST_PARTS
        before = store.search("", limit=100)
        resting = at_rest(client.query)
        for _ in range(6):
            resting.turn()
        assert all(number <= MOST_PARTS for number in parts(client, TABLES).values())
        assert store.search("", limit=100) == before
        assert len(before) == 2 * (MOST_PARTS + 3)
