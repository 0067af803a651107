"""The organisation whose server a case is about."""

from __future__ import annotations

from dataclasses import replace

from leftopen.errors import BadRequest
from leftopen.model.case import Case
from leftopen.model.organisation import Organisation
from leftopen.present.one_line import one_line
from leftopen.service.cases.owners import NO_OWNER, case_owners
from leftopen.service.organisations import owner_directory
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scopes import Scopes
from leftopen.translate import languages


def controller_of(workspace: Workspace, case: Case) -> Organisation | None:
    """The organisation that the authorisation of the address names; what it lacks for a letter, from the
    nearest of those that it belongs to."""
    name = case_owners(Scopes(workspace.store.records).list())(case)
    if name == NO_OWNER:
        return None
    chain = owner_directory.load(workspace).chain(name)
    own = chain[0] if chain else Organisation(id="", name=name, added=workspace.clock())
    seat = next((one for one in chain if one.country), own)
    return replace(
        own,
        address=next(filter(None, (one.address for one in chain)), ()),
        country=seat.country,
        also=seat.also,
        dpo=next(filter(None, (one.dpo for one in chain)), ""),
    )


def language_of(workspace: Workspace, case: Case, asked: str = "") -> str:
    """The language that was asked for; without one that of the organisation, else of the settings. Raises
    BadRequest for one that there is not."""
    if asked and asked not in languages():
        raise BadRequest(f"unknown language {one_line(asked, 20)!r}; known: {', '.join(languages())}")
    controller = controller_of(workspace, case)
    return asked or (controller.language if controller else workspace.settings.language)
