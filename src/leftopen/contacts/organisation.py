"""The contacts of the organisation that the scope record names, and of those that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.model.case import Case
from leftopen.model.notice import Contact, ContactPoint
from leftopen.model.organisation import Organisation
from leftopen.model.scope import ScopeRecord


def find(
    case: Case, record: ScopeRecord | None, organisations: Sequence[Organisation]
) -> tuple[ContactPoint, ...]:
    """In the organisations' own order, nearest first."""
    return tuple(
        ContactPoint(url=url, source=f"contact of the organisation {organisation.name}")
        for organisation in organisations
        for url in organisation.contacts
    )


contact = Contact(find=find, rank=10)
