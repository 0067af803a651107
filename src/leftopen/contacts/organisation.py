"""Who is on call for the organisation that the scope record names, then its contacts; then those of the
organisations that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leftopen.model.case import Case
from leftopen.model.notice import Contact, ContactPoint
from leftopen.model.organisation import OrganisationThen
from leftopen.model.scope import ScopeRecord


def find(
    case: Case, record: ScopeRecord | None, organisations: Sequence[OrganisationThen]
) -> tuple[ContactPoint, ...]:
    """In the organisations' own order, nearest first."""
    return tuple(point for one in organisations for point in _points(one))


def _points(then: OrganisationThen) -> Iterator[ContactPoint]:
    """Who is on call is there whatever the hours say."""
    name = then.organisation.name
    for address in then.on_call:
        yield ContactPoint(url=f"mailto:{address}", source=f"on call for the organisation {name}")
    for url in then.organisation.contacts:
        yield ContactPoint(url=url, source=f"contact of the organisation {name}", opens=then.opens)


contact = Contact(find=find, rank=10)
