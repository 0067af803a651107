"""The hours in which nothing is scanned by itself (setting `blackout`): monitors and checks of known cases
wait until they are over. What a person asks for is not held up."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from leftopen.errors import BadSetting
from leftopen.formats import working_hours
from leftopen.formats.working_hours import WorkingHours
from leftopen.service.workspace.workspace import Workspace


@lru_cache(maxsize=8)
def parse(text: str) -> WorkingHours | None:
    """None for ''. Raises BadSetting, also for hours that never end."""
    try:
        hours = working_hours.parse(text)
    except ValueError as error:
        raise BadSetting(f"blackout: {error}") from None
    if hours is not None and hours.never_ends():
        raise BadSetting(f"blackout is {text!r}; it must leave hours in which monitors run")
    return hours


def until(workspace: Workspace, at: datetime) -> datetime | None:
    """When the blackout that `at` is in ends; None outside of one. Raises BadSetting."""
    hours = parse(workspace.settings.blackout)
    return hours.closes(at) if hours is not None else None


def begins(workspace: Workspace, due: datetime) -> datetime:
    """When what is due then begins. Raises BadSetting."""
    at = max(due, workspace.clock())
    return until(workspace, at) or due
