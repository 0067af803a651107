"""Batches against a plain model of what the newest, the history and the first seen of each service are."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen.errors import StoreFailed
from leftopen.model.address import Address
from leftopen.model.observation import Observation
from leftopen.store.engine.retry import Interrupted
from tests.store.samples import NOON, Stored, engine_pid, observations, seen
from tests.tier import tier

HOSTS = count()
LATER = datetime(2023, 6, 1, tzinfo=UTC)
ONE = tuple[int, int, int]
"""Port, hour, text."""
STEP = tier(4, 1)
"""Of the statements, each of these is the last one in some run."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("batch")) as opened_store:
        yield opened_store


def fresh() -> str:
    """An address that no other example has."""
    number = next(HOSTS)
    return f"2001:db8::{number // 65536:x}:{number % 65536:x}"


def made(address: str, batch: Sequence[ONE]) -> list[Observation]:
    return [seen(address, port, NOON + timedelta(hours=hour), f"okapi {text}") for port, hour, text in batch]


def newest(known: Sequence[Observation]) -> dict[str, str]:
    """Service → id."""
    ordered = sorted(known, key=lambda o: (o.timestamp, int(o.id, 16)))
    return {o.service: o.id for o in ordered}


def first(known: Sequence[Observation]) -> dict[str, datetime]:
    return {o.service: min(x.timestamp for x in known if x.service == o.service) for o in known}


def assert_as_the_model(store: Stored, address: str, known: Sequence[Observation]) -> None:
    current = newest(known)
    asked = f"ip:{address}"
    assert sorted(o.id for o in store.search(asked)) == sorted(current.values())
    assert store.count(asked) == len(current)
    host = store.host(Address.parse(address))
    assert {o.service: o.id for o in host} == current
    everything = sorted({o.id for o in known})
    assert sorted(o.id for o in store.search(asked, history=True)) == everything
    assert store.count(asked, history=True) == len(everything)
    assert sorted(o.id for o in store.host(Address.parse(address), history=True)) == everything
    assert [o.id for o in store.iterate(asked, history=True, chunk=2)] == [
        o.id for o in store.search(asked, history=True)
    ]


ONES = st.tuples(st.integers(1, 3), st.integers(0, 4), st.integers(0, 1))


@settings(
    max_examples=tier(5, 15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.tuples(st.lists(ONES, max_size=6), st.booleans()), min_size=1, max_size=4))
def test_any_batches_in_any_order_leave_what_the_model_says(
    store: Stored, batches: list[tuple[list[ONE], bool]]
) -> None:
    address, known = fresh(), list[Observation]()
    for batch, fold in batches:
        some = made(address, batch)
        store.add(some)
        known += some
        if fold:
            store.fold(now=LATER)
        assert_as_the_model(store, address, known)
    store.fold(now=LATER)
    for service, identifier in newest(known).items():
        latest = store.latest(service)
        assert latest is not None
        assert latest.id == identifier
    assert all(store.find(o.id) is not None for o in known)
    assert {o.service: o.first_seen for o in store.host(Address.parse(address))} == first(known)


class Stopped(Exception):
    """The process ended here."""


def stop_at(monkeypatch: pytest.MonkeyPatch, store: Stored, number: int, *, done: bool) -> None:
    """The statement of that number is the last; `done`: it was still carried out."""
    run, ran = store._client.once, count(1)

    def once(*given: Any, **named: Any) -> list[dict[str, Any]]:
        last = next(ran) == number
        if last and not done:
            raise Stopped
        answer = run(*given, **named)
        if last:
            raise Stopped
        return answer

    monkeypatch.setattr(store._client, "once", once)


BEFORE: list[ONE] = [(1, 2, 0), (2, 2, 0), (3, 1, 0)]
THEN: list[ONE] = [(1, 3, 0), (1, 1, 0), (2, 0, 0), (3, 1, 0), (4, 1, 0), (4, 2, 1), (4, 2, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("fold", [False, True])
def test_a_batch_or_fold_that_stops_at_any_statement_is_repaired_by_the_same_again(
    store: Stored, monkeypatch: pytest.MonkeyPatch, done: bool, fold: bool
) -> None:
    stopped = 0
    # Every day, each of the four begins at another statement.
    for number in count(1 + (2 * fold + done) % STEP, STEP):
        address = fresh()
        known = made(address, BEFORE)
        store.add(known)
        some = made(address, THEN)
        if fold:
            store.add(some)
        with monkeypatch.context() as patched:
            stop_at(patched, store, number, done=done)
            try:
                store.fold(now=LATER) if fold else store.add(some)
            except Stopped:
                stopped += 1
            else:
                break
        if fold:
            assert_as_the_model(store, address, known + some)
            store.fold(now=LATER)
        else:
            store.add(some)
        assert_as_the_model(store, address, known + some)
    assert stopped >= tier(1, 6)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_service_that_was_seen_in_hundreds_of_months_is_stored(store: Stored, reverse: bool) -> None:
    address = fresh()
    months = [seen(address, 1, datetime(1990 + n // 12, n % 12 + 1, 1, tzinfo=UTC)) for n in range(300)]
    store.add(months)
    store.add(months[::-1] if reverse else months[:1])
    store.fold(now=LATER)
    asked = f"ip:{address}"
    assert [o.id for o in store.iterate(asked, history=True)] == [o.id for o in reversed(months)]
    assert [o.id for o in store.search(asked)] == [months[-1].id]


@pytest.mark.slow
@pytest.mark.parametrize("done", [False, True])
def test_a_fold_goes_on_when_the_engine_is_killed_at_any_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    """Before the statement, or once it was carried out and nobody was told."""
    with observations(tmp_path) as store:
        run, kills = store._client.once, 0
        for number in count(1 + 2 * done % STEP, STEP):
            address, ran = fresh(), count(1)
            known = made(address, BEFORE) + made(address, THEN)
            store.add(known[: len(BEFORE)])
            store.add(known[len(BEFORE) :])

            def once(sql: str, *given: Any, at: int = number, ran: Any = ran) -> list[dict[str, Any]]:
                mine = next(ran) == at
                answer = run(sql, *given) if done or not mine else []
                if mine:
                    os.kill(engine_pid(tmp_path), signal.SIGKILL)
                    raise Interrupted("killed")
                return answer

            with monkeypatch.context() as patched:
                patched.setattr(store._client, "once", once)
                store.fold(now=LATER)
            assert_as_the_model(store, address, known)
            host = store.host(Address.parse(address))
            assert {o.service: o.first_seen for o in host} == first(known)
            assert store._client.query("SELECT count() AS n FROM superseded")[0]["n"] == 0
            ids = store._client.query("SELECT id FROM services UNION ALL SELECT id FROM history")
            assert len({row["id"] for row in ids}) == len(ids)
            if next(ran) <= number:
                break
            kills += 1
        assert kills >= tier(1, 6)


def test_an_engine_that_forgot_what_was_staged_gets_it_again(
    store: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, lost = store._client.once, list[str]()

    def once(sql: str, *given: Any, **named: Any) -> list[dict[str, Any]]:
        answer = run(sql, *given, **named)
        if "FORMAT JSONEachRow" in sql and len(lost) < 2:
            name = sql.split()[2]
            lost.append(name)
            run(f"{'TRUNCATE' if len(lost) == 1 else 'DROP'} TABLE {name}")
        return answer

    monkeypatch.setattr(store._client, "once", once)
    address = fresh()
    some = made(address, BEFORE)
    store.add(some)
    assert len(lost) == 2
    assert_as_the_model(store, address, some)


def test_an_engine_that_always_forgets_is_one_clear_line(
    store: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store._client.once

    def once(sql: str, *given: Any, **named: Any) -> list[dict[str, Any]]:
        answer = run(sql, *given, **named)
        if "FORMAT JSONEachRow" in sql:
            run(f"TRUNCATE TABLE {sql.split()[2]}")
        return answer

    monkeypatch.setattr(store._client, "once", once)
    with pytest.raises(StoreFailed, match="the engine stopped while storing rows"):
        store.add(made(fresh(), BEFORE))


def test_no_staging_table_is_left(store: Stored) -> None:
    """But by processes that ended, as those of the tests above."""
    before = store._client.query("SHOW TABLES LIKE 'staging_%'")
    store.add(made(fresh(), BEFORE))
    store.add(made(fresh(), THEN))
    assert store._client.query("SHOW TABLES LIKE 'staging_%'") == before
