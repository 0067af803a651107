from __future__ import annotations

from datetime import UTC, datetime

from leftopen.contacts.organisation import contact
from leftopen.model.organisation import Organisation
from tests.contacts.test_scope_contact import CASE, RECORD

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def organisation(name: str, *contacts: str) -> Organisation:
    return Organisation(id=name, name=name, added=NOW, contacts=contacts)


def test_the_contacts_of_the_nearest_come_first() -> None:
    own, above = (
        organisation("Unit", "mailto:a@example.org", "https://b.example.org"),
        organisation("Top", "c:x"),
    )
    found = contact.find(CASE, RECORD, (own, above))
    assert [point.url for point in found] == ["mailto:a@example.org", "https://b.example.org", "c:x"]
    assert [point.source for point in found][-1] == "contact of the organisation Top"


def test_without_an_organisation_there_is_none() -> None:
    assert contact.find(CASE, None, ()) == ()
    assert contact.find(CASE, RECORD, (organisation("Unit"),)) == ()
