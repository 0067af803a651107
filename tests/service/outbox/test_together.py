"""Messages that leave at the same moment: the daily cap holds for all of them together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.outbox import DeliveryState
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.store.records.entities.outbox import Outbox
from tests.net.authority import Authority
from tests.service.outbox.receivers import Hook, receiving
from tests.service.outbox.test_deliver import Clock, clock, named, put, trusted, worked, workspace

__all__ = ("clock", "trusted", "workspace")


def test_no_more_than_the_cap_leave_when_many_are_tried_at_once(
    workspace: Workspace, trusted: Authority, clock: Clock
) -> None:
    with receiving(Hook(slow=0.5), trusted.server("127.0.0.1")) as hook:
        urls = [f"{hook.url}/{n}" for n in range(6)]
        here = named(workspace, " ".join(urls))
        here = replace(here, live=LiveSettings(now=replace(here.settings, messages_per_day=2)))
        for n, url in enumerate(urls):
            put(here, url, f"m{n}", urgent=True)
        worked(here)
        assert len(hook.bodies) == 2
        states = [one.delivery.state for one in Outbox(here.store.records).list()]
        assert (states.count(DeliveryState.SENT), states.count(DeliveryState.HELD)) == (2, 4)
        # Those that were held while others were being sent are asked again, and wait for the next day then.
        clock.later += timedelta(minutes=2)
        worked(here)
        assert len(hook.bodies) == 2
        clock.later += timedelta(days=1)
        worked(here)
        assert len(hook.bodies) == 4
