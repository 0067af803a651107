"""The organisation whose server a case is about."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.case import Case
from leftopen.model.organisation import Organisation
from leftopen.service.cases.owners import NO_OWNER, case_owners
from leftopen.service.organisations import owner_directory
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scopes import Scopes


def controller_of(workspace: Workspace, case: Case) -> Organisation | None:
    """The organisation that the authorisation of the address names; what it lacks for a letter, from the
    nearest of those that it belongs to."""
    name = case_owners(Scopes(workspace.store.records).list())(case)
    if name == NO_OWNER:
        return None
    chain = owner_directory.load(workspace).chain(name)
    own = chain[0] if chain else Organisation(id="", name=name, added=workspace.clock())
    return replace(
        own,
        address=next(filter(None, (one.address for one in chain)), ()),
        country=next(filter(None, (one.country for one in chain)), ""),
        dpo=next(filter(None, (one.dpo for one in chain)), ""),
    )
