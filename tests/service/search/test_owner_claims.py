"""Claims about an address: each value with everybody who makes it, the newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.facts import Json
from leftopen.model.location import Location
from leftopen.service.search.owner_claims import owner_claims
from tests.store.samples import NOON, seen

ADDRESS = "198.51.100.3"


def test_sources_that_agree_share_a_row_and_others_stand_beside_it() -> None:
    ours = Location(
        country_code="FR", country_name="France", asn=64500, latitude=48.85, longitude=2.35,
        cloud_provider="aws", cloud_region="eu-west-3",
        sources=(("country", "iptocc", "2026-11-01"), ("asn", "asn table", "2026-11-20")),
    )  # fmt: skip
    old = replace(seen(ADDRESS, 80, NOON), location=replace(ours, asn=64501))
    new = replace(seen(ADDRESS, 443, NOON + timedelta(hours=1)), location=ours)
    found = {(one.claim, one.value): one.sources for one in owner_claims([old, new])}
    assert found[("country", "France (FR)")] == ("iptocc, 2026-11-01",)
    assert list(found) == [
        ("country", "France (FR)"), ("coordinates", "48.8500, 2.3500"), ("asn", "AS64500"),
        ("asn", "AS64501"), ("cloud", "aws eu-west-3"),
    ]  # fmt: skip


def test_the_organisation_of_a_certificate_is_a_claim_of_its_port() -> None:
    block: dict[str, Json] = {"ssl": {"cert": {"subject": {"O": "Northwind Traders"}}}}
    [found] = owner_claims([replace(seen(ADDRESS, 443), blocks=block, location=Location())])
    assert (found.claim, found.value, found.sources) == ("certificate", "Northwind Traders", ("443",))
