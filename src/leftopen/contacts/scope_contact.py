"""The contact named in the scope record: the person who authorised the scan also defined who is notified."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.model.case import Case
from leftopen.model.notice import Contact, ContactPoint
from leftopen.model.organisation import OrganisationThen
from leftopen.model.scope import Effect, ScopeRecord


def find(
    case: Case, record: ScopeRecord | None, organisations: Sequence[OrganisationThen]
) -> tuple[ContactPoint, ...]:
    """The record's contacts in its own order; a bare mail address becomes a `mailto:` URL."""
    if record is None or record.effect is not Effect.ALLOW:
        return ()
    source = f"named in scope record {record.id}, authorised by {record.authorised_by}"
    return tuple(ContactPoint(url=url, source=source) for url in urls(record.contact))


def urls(contact: str) -> tuple[str, ...]:
    """The recipients that the contact of a record names, each once."""
    return tuple(_url(word) for word in dict.fromkeys(contact.replace(",", " ").split()))


def _url(word: str) -> str:
    scheme, colon, _ = word.partition(":")
    has_scheme = colon and scheme.isalnum() and "@" not in scheme
    return word if has_scheme or "@" not in word else f"mailto:{word}"


contact = Contact(find=find)
