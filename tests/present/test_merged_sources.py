from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.field_group import FieldGroup, Origin
from leftopen.model.location import Location
from leftopen.present.merged_sources import NAMES, merged_sources, sources_field
from tests.store.samples import NOON, seen

DAY = timedelta(days=1)
SOURCES = (
    Origin(group=FieldGroup.PRODUCT, at=NOON, source="nmap", own=False),
    Origin(group=FieldGroup.NAMES, at=NOON, source="nmap", own=False),
    Origin(group=FieldGroup.TLS, at=NOON + DAY, source="office", own=True),
)


def test_each_group_has_a_name() -> None:
    assert set(NAMES) == set(FieldGroup)


def test_sources_come_newest_first_with_what_they_give() -> None:
    found = merged_sources(replace(seen(), origins=SOURCES))
    assert [(one.source, one.own, one.fields) for one in found] == [
        ("office", True, ("ssl",)),
        ("nmap", False, ("product", "hostnames")),
    ]
    assert merged_sources(seen()) == ()


def test_a_line_names_the_source_of_claims_and_fields() -> None:
    place = Location(country_code="FR", sources=(("country", "table", "2023-01-01"),))
    assert sources_field(replace(seen(), origins=SOURCES[:1], location=place)) == {
        "country": "table, 2023-01-01",
        "product": "nmap, 2023-02-08T12:00:00.123456Z",
    }
