"""Searches stored observations, within limits that hold for requests from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leftopen.errors import BadQuery
from leftopen.model.address import Address
from leftopen.model.observation import Observation, is_own
from leftopen.query.fields.fields import FACETS, FIELDS
from leftopen.service.search.sources import OtherSource, by_service, other_sources
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.search.summary import Days, Summary

MOST_RESULTS = 1000
FURTHEST = 100_000


def page(workspace: Workspace, query: str, *, limit: int, offset: int) -> list[Observation]:
    """The current observation of every matching site, newest first. Raises BadQuery, also for more than
    1000 at once or beyond the first 100,000."""
    if not 1 <= limit <= MOST_RESULTS:
        raise BadQuery(f"limit must be between 1 and {MOST_RESULTS}")
    if not 0 <= offset < FURTHEST:
        raise BadQuery(f"only the first {FURTHEST:,} results have pages; for more use before: or export")
    return workspace.store.observations.search(query, limit=limit, offset=offset)


def count(workspace: Workspace, query: str) -> int:
    """The number of results. Raises BadQuery."""
    return workspace.store.observations.count(query)


def count_facets(
    workspace: Workspace, query: str, wanted: Sequence[tuple[str, int]], *, beside: bool = False
) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """The number of results, and for each field its most frequent values with their counts.
    `beside`: run in the background, leaving a processor to other queries. Raises BadQuery."""
    return workspace.store.observations.counted(query, wanted, beside=beside)


def summary(
    workspace: Workspace,
    query: str,
    wanted: Sequence[tuple[str, int]],
    wants_hours: Callable[[Days], bool],
) -> Summary:
    """The same counts, and the number of matches by day, and by hour where the days want it; in the
    background. Raises BadQuery."""
    return workspace.store.observations.summary(query, wanted, wants_hours)


def facet_names() -> list[str]:
    return list(FACETS)


def filter_names() -> list[str]:
    return list(FIELDS)


def host(workspace: Workspace, address: Address, *, history: bool) -> list[Observation]:
    """The newest observation of each service of that address, or with `history` all."""
    return workspace.store.observations.host(address, history=history)


def sources_of(workspace: Workspace, found: Sequence[Observation]) -> dict[str, Sequence[OtherSource]]:
    """What others say about those of these services that our own scans saw, by service."""
    own = [o for o in found if is_own(o) or any(origin.own for origin in o.origins)]
    others = workspace.store.observations.imported(own)
    of = by_service(others)
    return {o.service: other_sources(o, of.get(o.service, ())) for o in own}


def neighbours(
    workspace: Workspace, first: Address, last: Address, *, most: int, but: Address | None = None
) -> list[tuple[Address, int]]:
    """The addresses in a range with stored observations, in order, each with its number of services; without
    `but`."""
    return workspace.store.observations.neighbours(first, last, most=most, but=but)
