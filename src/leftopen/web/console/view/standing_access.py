"""Access that remains after the closure of a case, as the exports that were given with its logs say it."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.access_logs import StandingAccess, StandingKind
from leftopen.model.case import Case
from leftopen.service.access_logs import saved
from leftopen.service.access_logs.persistent_access import mask_people
from leftopen.web.console.http.request import ConsoleRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingShown:
    """`kinds`: those of which an export was read."""

    access: tuple[StandingAccess, ...]
    kinds: tuple[StandingKind, ...]


def standing_access_view(request: ConsoleRequest, case: Case) -> StandingShown | None:
    """With masked names. None where no access log of the case was read, or the user may not see evidence."""
    found = saved.load_without_items(request.workspace, case.id) if request.may("evidence") else None
    if found is None:
        return None
    return StandingShown(access=mask_people(request.workspace, found.standing), kinds=found.exports)
