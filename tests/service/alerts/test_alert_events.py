"""What fires is kept in the audit, within bounds, and read back by alert and by notifier."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.model.verdict import ExposureKind, opened
from leftopen.service.alerts import alert_events, alerts, notifiers
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.service.office import SENDER, office
from tests.store.samples import NOON, look, seen


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    settings = {**SENDER, "notify_private": "yes", "recipients": "http://127.0.0.1:9/x"}
    with office(tmp_path, **settings) as opened_desk:
        yield opened_desk


def watching(workspace: Workspace, *triggers: str, notified: bool = True) -> tuple[str, str]:
    """The ids of an alert and of its notifier."""
    alert = alerts.create(workspace, "Ours", ["203.0.113.0/24"], 0).id
    alerts.enable(workspace, alert, triggers)
    notifier = ""
    if notified:
        notifier = notifiers.create(workspace, "webhook", {"url": "http://127.0.0.1:9/x"}, "").id
        alerts.add_notifier(workspace, alert, notifier)
    return alert, notifier


def test_what_fires_is_read_back_by_alert_and_by_notifier(workspace: Workspace) -> None:
    alert, notifier = watching(workspace, "new_service", "open_database", "iot")
    database, outside = seen("203.0.113.5", 6379, first_seen=NOON), seen("203.0.114.5", first_seen=NOON)
    ObservationWriter(workspace.store.client).add([database, outside])
    ObservationWriter(workspace.store.client).add_judged(
        [look(database, opened(ExposureKind.DATA, "made up"))]
    )
    assert alert_events.store_events(workspace, [database, outside]) == 2
    found, total = alert_events.of_notifier(workspace, Visibility(), notifier, 1)
    assert total == 2
    assert [one.trigger for one in found] == ["open_database", "new_service"]
    assert {(one.alert, one.where, one.observation, one.count) for one in found} == {
        (alert, "203.0.113.5:6379", database.id, 1)
    }
    assert alert_events.of_alert(workspace, Visibility(), alert, 1) == (found, 2)
    assert alert_events.of_alert(workspace, Visibility(), alert, 2) == ([], 2)
    assert alert_events.of_notifier(workspace, Visibility(), "other", 1) == ([], 0)


def test_an_alert_without_a_notifier_fires_too(workspace: Workspace) -> None:
    alert, _ = watching(workspace, "any", notified=False)
    assert alert_events.store_events(workspace, [seen("203.0.113.5")]) == 1
    [one], total = alert_events.of_alert(workspace, Visibility(), alert, 1)
    assert (total, one.notifier, one.trigger) == (1, "", "any")


def test_of_many_at_once_some_are_named_and_the_others_counted(workspace: Workspace) -> None:
    alert, _ = watching(workspace, "any")
    many = [seen("203.0.113.5", 1000 + number) for number in range(500)]
    assert alert_events.store_events(workspace, many) == alert_events.MOST_AT_ONCE + 1
    found, _ = alert_events.of_alert(workspace, Visibility(), alert, 1)
    assert sum(one.count for one in found) == 500
    assert (found[0].where, found[0].count) == ("", 500 - alert_events.MOST_AT_ONCE)


def test_what_another_process_stores_is_followed_until_the_end(workspace: Workspace) -> None:
    alert, _ = watching(workspace, "any")

    async def all_of_it() -> None:
        stop = asyncio.Event()
        following = asyncio.create_task(alert_events.follow(workspace, stop))
        for number in range(100):
            made = seen("203.0.113.5", 80, NOON, f"made up {number}")
            await asyncio.to_thread(ObservationWriter(workspace.store.client).add, [made])
            if (await asyncio.to_thread(alert_events.of_alert, workspace, Visibility(), alert, 1))[1]:
                break
            await asyncio.sleep(0.2)
        stop.set()
        await following

    asyncio.run(all_of_it())
    assert alert_events.of_alert(workspace, Visibility(), alert, 1)[1] > 0


def test_without_a_trigger_nothing_is_read_and_a_later_one_begins_there(workspace: Workspace) -> None:
    alert = alerts.create(workspace, "Ours", ["203.0.113.0/24"], 0).id
    follower = alert_events.AlertWatcher(workspace)
    ObservationWriter(workspace.store.client).add([seen("203.0.113.5")])
    assert follower.step() == ()
    assert follower.position is None, "the engine was not asked"
    alerts.enable(workspace, alert, ["any"])
    assert follower.step() == ()
    ObservationWriter(workspace.store.client).add([seen("203.0.113.6")])
    assert [str(o.endpoint.address) for o in follower.step()] == ["203.0.113.6"]
