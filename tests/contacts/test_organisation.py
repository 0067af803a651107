from __future__ import annotations

from datetime import UTC, datetime

from leftopen.contacts.organisation import contact
from leftopen.model.organisation import Organisation, OrganisationThen
from tests.contacts.test_scope_contact import CASE, RECORD

NOW = datetime(2026, 11, 28, tzinfo=UTC)


LATER = NOW.replace(hour=8)


def organisation(name: str, *contacts: str, on_call: tuple[str, ...] = ()) -> OrganisationThen:
    named = Organisation(id=name, name=name, added=NOW, contacts=contacts)
    return OrganisationThen(organisation=named, on_call=on_call, opens=LATER if on_call else None)


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


def test_who_is_on_call_comes_before_the_contacts_and_is_there_at_any_hour() -> None:
    unit = organisation("Unit", "mailto:soc@example.org", on_call=("jane@example.org",))
    found = contact.find(CASE, RECORD, (unit, organisation("Top", "mailto:top@example.org")))
    assert [(point.url, point.opens) for point in found] == [
        ("mailto:jane@example.org", None),
        ("mailto:soc@example.org", LATER),
        ("mailto:top@example.org", None),
    ]
    assert found[0].source == "on call for the organisation Unit"
