"""What is said of an address as a whole, and whose word it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.location import Location
from leftopen.service.host_header import MOST, host_header
from tests.store.samples import NOON, seen

HERE = Location(
    country_code="NL", country_name="Netherlands", region_code="NH", city="Amsterdam", latitude=52.35,
    longitude=4.89, asn=64500, org="Example University", isp="Example Networks", cloud_provider="Amazon",
    cloud_region="eu-west-1", cloud_service="EC2",
    sources=(
        ("country", "Registries", "2026-11-01"), ("network", "asn.csv", "2026-06-17"),
        ("cloud", "AWS", "2026-11-20"),
    ),
)  # fmt: skip


def told(*observations: object) -> dict[str, tuple[str, str]]:
    return {what: (said, source) for what, said, source in host_header(observations)}  # type: ignore[arg-type]


def test_every_claim_has_its_source_and_its_day() -> None:
    said = told(replace(seen(hostnames=("Mail.example.org.",), os="Linux", tags=("vpn",)), location=HERE))
    assert said["place"] == ("Amsterdam, NH, Netherlands (NL)  52.3500,4.8900", "Registries, 2026-11-01")
    assert said["network"] == ("AS64500 Example University by Example Networks", "asn.csv, 2026-06-17")
    assert said["cloud"] == ("Amazon eu-west-1 EC2", "AWS, 2026-11-20")
    assert said["names"] == ("mail.example.org", "told by its services")
    assert (said["system"][0], said["tags"][0]) == ("Linux", "vpn")
    assert "vulnerabilities" not in said


def test_of_claims_that_differ_the_newest_speaks() -> None:
    old = replace(seen(port=80, at=NOON - timedelta(days=2)), location=HERE)
    new = replace(seen(port=81, at=NOON), location=Location(country_code="BE"))
    said = told(old, new)
    assert said["place"] == ("BE", "nobody says")
    assert said["network"][1] == "asn.csv, 2026-06-17"
    assert said["seen"][1] == "2 services"


def test_many_names_are_cut_and_what_nobody_says_is_left_out() -> None:
    names = tuple(f"n{number}.example.org" for number in range(MOST + 7))
    said = told(seen(hostnames=names))
    assert said["names"][0].endswith(" and 7 more")
    assert set(said) == {"names", "seen"}
    assert host_header([]) == []
