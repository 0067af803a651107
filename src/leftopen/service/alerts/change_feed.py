"""What is stored from now on, by whichever process: the source of the streams."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation
from leftopen.service.workspace import Workspace
from leftopen.store.observations.change_feed import ChangeFeed, FeedPage
from leftopen.store.observations.change_feed import Cursor as Cursor

MOST = 500


def now(workspace: Workspace) -> Cursor:
    """After everything that is stored by now. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).now()


def after(workspace: Workspace, position: Cursor, *, patient: bool = True) -> FeedPage:
    """At most 500 that were stored after it, in order. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).after(position, MOST, patient=patient)


def open_checks(workspace: Workspace, found: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """By service id, the checks that now say open. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).open_checks({o.service for o in found})
