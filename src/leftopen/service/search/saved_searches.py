"""Saves and deletes users' searches, and their views of other pages."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.errors import BadRequest
from leftopen.model.user import SavedSearch
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.searches import Searches, SearchWriter

MOST_SAVED = 50
USUAL = ":usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSearches:
    """A user's saved searches, oldest first; `usual`: what `set_usual` stored, or ''."""

    saved: Sequence[SavedSearch]
    usual: str


def save(workspace: Workspace, user: str, name: str, query: str, page: str = "") -> None:
    """Stores the search, or the view of a page; the same one again is stored once. Raises BadRequest when the
    user has too many."""
    now, id = workspace.clock(), secrets.token_hex(8)
    one = SavedSearch(id=id, user=user, name=name, query=query, made=now, page=page)
    if not SearchWriter(Changes(workspace.store.records)).add(one, MOST_SAVED):
        raise BadRequest(f"limit reached: you have {MOST_SAVED} saved searches and views")


def set_usual(workspace: Workspace, user: str, page: str, query: str) -> None:
    """Stores how the page usually looks for the user; it counts as no view."""
    now, id = workspace.clock(), secrets.token_hex(8)
    one = SavedSearch(id=id, user=user, name=USUAL, query=query, made=now, page=f"{page}{USUAL}")
    SearchWriter(Changes(workspace.store.records)).replace(one)


def own(workspace: Workspace, user: str, page: str) -> OwnSearches:
    """What a user has stored for the page of searches, in one read."""
    found = Searches(workspace.store.records).every(user)
    usual = [one.query for one in found if one.page == f"{page}{USUAL}"]
    return OwnSearches(saved=[one for one in found if not one.page], usual=usual[-1] if usual else "")


def remove(workspace: Workspace, user: str, id: str) -> None:
    """Deletes a search. Raises NotFound, also for another user's."""
    SearchWriter(Changes(workspace.store.records)).remove(user, id)
