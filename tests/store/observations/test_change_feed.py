"""Reading on in the order of storing: nothing is missed, nothing comes twice, whatever the engine merges."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.observation import Observation
from leftopen.model.verdict import ExposureKind, Reason, closed, opened
from leftopen.store.engine.client import Client
from leftopen.store.observations.change_feed import ChangeFeed, Cursor, FeedPage
from tests.store.samples import NOON, Stored, engine, look, parts, seen


def some(count: int, begin: int = 0) -> list[Observation]:
    """Each older than the one before: their own times say nothing about when they were stored."""
    return [seen(port=1 + n, at=NOON - timedelta(days=n)) for n in range(begin, begin + count)]


def all_after(arrivals: ChangeFeed, position: Cursor, limit: int) -> tuple[list[str], Cursor]:
    ids: list[str] = []
    for _ in range(1000):
        arrived = arrivals.after(position, limit)
        if not arrived.found:
            return ids, arrived.position
        assert arrived.position > position
        ids += [o.id for o in arrived.found]
        position = arrived.position
    raise AssertionError("it never ends")


def test_everything_comes_once_in_pieces_of_any_size(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        before = arrivals.now()
        first, second = some(20), some(13, 20)
        stored.add(first)
        stored.add(second)
        for limit in (1, 7, 20, 500):
            ids, _ = all_after(arrivals, before, limit)
            assert sorted(ids[:20]) == sorted(o.id for o in first)
            assert sorted(ids[20:]) == sorted(o.id for o in second)


def test_the_end_is_reached_and_the_next_begins_there(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        stored.add(some(3))
        position = arrivals.now()
        assert arrivals.after(position, 10) == FeedPage(found=(), position=position)
        stored.add(some(2, 3))
        ids, position = all_after(arrivals, position, 10)
        assert sorted(ids) == sorted(o.id for o in some(2, 3))
        assert all_after(arrivals, position, 10) == ([], position)


def test_merging_moves_nothing(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        for n in range(6):
            stored.add(some(2, 2 * n))
        position = arrivals.now()
        for n in range(6, 12):
            stored.add(some(2, 2 * n))
        merged(client)
        ids, _ = all_after(arrivals, position, 5)
        assert sorted(ids) == sorted(o.id for o in some(12, 12))


def merged(client: Client) -> None:
    client.command("OPTIMIZE TABLE observation_index FINAL")
    assert parts(client, ["observation_index"]) == {"observation_index": 1}


def test_what_is_entered_and_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        stored.add(some(1))
        position = arrivals.now()
        [half, whole] = some(2, 1)
        client.command(
            "INSERT INTO observation_index (address, service, timestamp, id, port) "
            f"SELECT '192.0.2.7', toUInt128('{int(half.service, 16)}'), "
            f"'{half.timestamp:%Y-%m-%d %H:%M:%S.%f}', toUInt128('{int(half.id, 16)}'), 80"
        )
        stored.add([whole])
        waiting = arrivals.after(position, 10)
        assert (waiting.found, waiting.position, waiting.waits) == ((), position, True)
        passed = arrivals.after(position, 10, patient=False)
        assert [o.id for o in passed.found] == [whole.id]
        assert not passed.waits
        stored.add([half])
        assert {o.id for o in arrivals.after(position, 10).found} == {half.id, whole.id}


def test_an_observation_knows_when_its_service_was_first_seen(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        stored.add([seen(at=NOON)])
        position = arrivals.now()
        stored.add([seen(at=NOON + timedelta(days=1), data="changed"), seen(port=81)])
        found = arrivals.after(position, 10).found
        assert {o.endpoint.port: o.first_seen for o in found} == {80: NOON, 81: NOON}


def test_only_the_newest_verdict_of_a_check_counts(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        one, other = seen(port=1), seen(port=2)
        stored.add_judged(
            [
                look(one, opened(ExposureKind.DATA)),
                look(one, opened(ExposureKind.DATA), check="ftp_anonymous"),
                look(one, closed(Reason.PASSWORD_ASKED), 5),
                look(other, closed(Reason.PASSWORD_ASKED)),
            ]
        )
        assert arrivals.open_checks([one.service, other.service]) == {one.service: ("ftp_anonymous",)}
        assert arrivals.open_checks([]) == {}


def test_what_becomes_visible_while_it_is_read_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine(tmp_path) as client:
        arrivals, stored = ChangeFeed(client), Stored(client)
        before = arrivals.now()
        stored.add(some(2))
        early = arrivals.now()
        stored.add(some(3, 2))
        monkeypatch.setattr(arrivals, "now", lambda: early)
        first = arrivals.after(before, 500)
        monkeypatch.undo()
        assert len(first.found) == 5
        assert arrivals.after(first.position, 500).found == ()
