"""Several writers into one folder at once, as processes would: each with a client of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.address import Address
from leftopen.model.observation import Observation
from leftopen.store.engine.engine_errors import NO_MEMORY, EngineError
from leftopen.store.engine.retry import WAITS, Interrupted, RetryPolicy
from leftopen.store.engine.write_lock import write_lock
from leftopen.store.observations import arrow, bulk_load
from leftopen.store.observations.bulk_load import COLUMNS, Loader
from tests.store.samples import NOON, Stored, observations, seen

HOST = "2001:db8::77"
LATER = datetime(2023, 6, 1, tzinfo=UTC)


def rows(hours: Sequence[int]) -> list[Observation]:
    return [
        seen(HOST, port, NOON + timedelta(hours=hour), f"okapi {port}")
        for port in range(1, 60)
        for hour in hours
    ]


def at_once(works: Sequence[Callable[[], None]]) -> None:
    """All begin together. Raises what any of them raised."""
    ready, failed = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        ready.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (raised again below)
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def written(folder: Path, batches: Sequence[Sequence[Observation]]) -> None:
    def write(some: Sequence[Observation]) -> None:
        with observations(folder) as own:
            own.add(some)

    at_once([partial(write, some) for some in batches])


def test_the_same_rows_from_several_writers_are_stored_once(tmp_path: Path) -> None:
    some = rows([0])
    written(tmp_path, [some, some[::-1], some, some[::-1]])
    with observations(tmp_path) as store:
        assert store.count("") == store.count("", history=True) == len(some)
        store.fold(now=LATER)
        assert store.count("") == store.count("", history=True) == len(some)


def test_each_service_was_first_seen_when_any_writer_saw_it_first(tmp_path: Path) -> None:
    written(tmp_path, [rows([2]), rows([0]), rows([3, 1])])
    with observations(tmp_path) as store:
        store.fold(now=LATER)
        host = store.host(Address.parse(HOST))
        assert len(host) == 59
        assert {o.first_seen for o in host} == {NOON}
        assert {o.timestamp for o in host} == {NOON + timedelta(hours=3)}
        assert store.count("", history=True) == 4 * 59


def test_a_batch_waits_for_the_one_that_is_under_way(tmp_path: Path) -> None:
    with observations(tmp_path) as store:
        store.add(rows([0])[:1])
        with write_lock(tmp_path):
            waiting = threading.Thread(target=store.add, args=(rows([1])[:1],))
            waiting.start()
            waiting.join(0.3)
            assert waiting.is_alive()
        waiting.join()
        assert store.count("", history=True) == 2


def test_a_folder_that_takes_no_file_is_one_clear_line(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreFailed, match=r"cannot create .*writing\.lock: No such file"),
        write_lock(tmp_path / "x"),
    ):
        pass


def chunk(some: Sequence[Observation]) -> list[bytes]:
    return arrow.stream([arrow.batch([arrow.values(o) for o in some])])


@pytest.mark.parametrize(
    "word", ["INSERT INTO observation_index", "INSERT INTO services", "SELECT count() AS rows"]
)
def test_what_a_lost_attempt_left_counts_as_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    some = rows([0])
    with observations(tmp_path) as store:
        store.add(some[:9])
        lose_once(monkeypatch, store, word)
        loaded = store.loader().load(chunk(some), form=COLUMNS)
        assert (loaded.stored, loaded.known) == (50, 9)
        assert store.count("", history=True) == 59


def lose_once(monkeypatch: pytest.MonkeyPatch, store: Stored, word: str) -> None:
    """The connection breaks when the first statement with that word is done."""
    run, lost = store._client.once, list[str]()

    def once(sql: str, *given: Any, **named: Any) -> list[dict[str, Any]]:
        answer = run(sql, *given, **named)
        if word in sql and not lost:
            lost.append(sql)
            raise Interrupted("lost")
        return answer

    monkeypatch.setattr(store._client, "once", once)


@pytest.mark.parametrize(("mine", "stored"), [("5" * 32, 50), ("", 0), ("6" * 32, 0)])
def test_what_the_same_import_left_counts_as_stored_when_it_goes_on(
    tmp_path: Path, mine: str, stored: int
) -> None:
    some = [replace(o, scan="5" * 32) for o in rows([0])]
    with observations(tmp_path) as store:
        store.add(rows([0])[:9])
        Loader(store._client).load(chunk(some), form=COLUMNS)
        loaded = Loader(store._client).load(chunk(some), resumed=True, form=COLUMNS, mine=mine)
        assert (loaded.stored, loaded.known) == (stored, 59 - stored)


@pytest.mark.parametrize(("refusals", "stored"), [(2, True), (WAITS + 1, False)])
def test_a_batch_waits_while_merges_take_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int, stored: bool
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(bulk_load, "RetryPolicy", lambda _: RetryPolicy(lambda _: [{"n": 0}], waited.append))
    some = rows([0])
    with observations(tmp_path) as store:
        once, refused = store._client.once, iter(range(refusals))

        def short(sql: str, *given: Any) -> Any:
            if sql.startswith("INSERT INTO observation_index") and next(refused, None) is not None:
                raise EngineError("the query exceeds the engine's memory limit", NO_MEMORY)
            return once(sql, *given)

        monkeypatch.setattr(store._client, "once", short)
        if stored:
            assert store.loader().load(chunk(some), form=COLUMNS).stored == 59
        else:
            with pytest.raises(StoreFailed, match="memory limit"):
                store.loader().load(chunk(some), form=COLUMNS)
        assert store.count("", history=True) == (59 if stored else 0)
    assert waited == [0.5 * 2**number for number in range(min(refusals, WAITS))]
