"""What fires is kept in the audit, within bounds, and read back by alert and by notifier."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.model.verdict import Seen, opened
from leftopen.service import alerts, firings, notifiers
from leftopen.service.desk import Desk
from leftopen.service.sight import Sight
from tests.service.office import office
from tests.store.samples import NOON, look, seen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as opened_desk:
        yield opened_desk


def watching(desk: Desk, *triggers: str, notified: bool = True) -> tuple[str, str]:
    """The ids of an alert and of its notifier."""
    alert = alerts.create(desk, "Ours", ["203.0.113.0/24"], 0).id
    alerts.enable(desk, alert, triggers)
    notifier = ""
    if notified:
        notifier = notifiers.create(desk, "webhook", {"url": "http://127.0.0.1:9/x"}, "").id
        alerts.add_notifier(desk, alert, notifier)
    return alert, notifier


def test_what_fires_is_read_back_by_alert_and_by_notifier(desk: Desk) -> None:
    alert, notifier = watching(desk, "new_service", "open_database", "iot")
    database, outside = seen("203.0.113.5", 6379, first_seen=NOON), seen("203.0.114.5", first_seen=NOON)
    desk.store.observations.add([database, outside])
    desk.store.observations.add_judged([look(database, opened(Seen.DATA, "made up"))])
    assert firings.keep(desk, [database, outside]) == 2
    found, total = firings.of_notifier(desk, Sight(), notifier, 1)
    assert total == 2
    assert [one.trigger for one in found] == ["open_database", "new_service"]
    assert {(one.alert, one.where, one.observation, one.count) for one in found} == {
        (alert, "203.0.113.5:6379", database.id, 1)
    }
    assert firings.of_alert(desk, Sight(), alert, 1) == (found, 2)
    assert firings.of_alert(desk, Sight(), alert, 2) == ([], 2)
    assert firings.of_notifier(desk, Sight(), "other", 1) == ([], 0)


def test_an_alert_without_a_notifier_fires_too(desk: Desk) -> None:
    alert, _ = watching(desk, "any", notified=False)
    assert firings.keep(desk, [seen("203.0.113.5")]) == 1
    [one], total = firings.of_alert(desk, Sight(), alert, 1)
    assert (total, one.notifier, one.trigger) == (1, "", "any")


def test_of_many_at_once_some_are_named_and_the_others_counted(desk: Desk) -> None:
    alert, _ = watching(desk, "any")
    many = [seen("203.0.113.5", 1000 + number) for number in range(500)]
    assert firings.keep(desk, many) == firings.MOST_AT_ONCE + 1
    found, _ = firings.of_alert(desk, Sight(), alert, 1)
    assert sum(one.count for one in found) == 500
    assert (found[0].where, found[0].count) == ("", 500 - firings.MOST_AT_ONCE)


def test_what_another_process_stores_is_followed_until_the_end(desk: Desk) -> None:
    alert, _ = watching(desk, "any")

    async def all_of_it() -> None:
        stop = asyncio.Event()
        following = asyncio.create_task(firings.follow(desk, stop))
        for number in range(100):
            made = seen("203.0.113.5", 80, NOON, f"made up {number}")
            await asyncio.to_thread(desk.store.observations.add, [made])
            if (await asyncio.to_thread(firings.of_alert, desk, Sight(), alert, 1))[1]:
                break
            await asyncio.sleep(0.2)
        stop.set()
        await following

    asyncio.run(all_of_it())
    assert firings.of_alert(desk, Sight(), alert, 1)[1] > 0


def test_without_a_trigger_nothing_is_read_and_a_later_one_begins_there(desk: Desk) -> None:
    alert = alerts.create(desk, "Ours", ["203.0.113.0/24"], 0).id
    follower = firings.Follower(desk)
    desk.store.observations.add([seen("203.0.113.5")])
    assert follower.step() == ()
    assert follower.position is None, "the engine was not asked"
    alerts.enable(desk, alert, ["any"])
    assert follower.step() == ()
    desk.store.observations.add([seen("203.0.113.6")])
    assert [str(o.endpoint.address) for o in follower.step()] == ["203.0.113.6"]
