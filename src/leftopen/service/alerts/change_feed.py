"""Reads what any process stores from now on: the source of the streams."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.observation import Observation
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.change_feed import ChangeFeed, FeedPage
from leftopen.store.observations.change_feed import Cursor as Cursor

MOST = 500


def newest_cursor(workspace: Workspace) -> Cursor:
    """The cursor after everything stored so far. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).now()


def after(workspace: Workspace, position: Cursor, *, patient: bool = True) -> FeedPage:
    """At most 500 observations stored after the cursor, in order. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).after(position, MOST, patient=patient)


def open_checks(workspace: Workspace, found: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """By service id, the checks whose verdict is now open. Raises StoreFailed."""
    return ChangeFeed(workspace.store.client).open_checks({o.service for o in found})
