"""What is said of an address as a whole, and whose word it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.imports import shodan
from leftopen.model.location import Location
from leftopen.model.vantage import Place, Vantage
from leftopen.pipeline.normalise import fill_location
from leftopen.service.ingest.places import claims
from leftopen.service.search.host_summary import MOST, host_summary
from tests.store.samples import NOON, seen

HERE = Location(
    country_code="NL", country_name="Netherlands", region_code="NH", city="Amsterdam", latitude=52.35,
    longitude=4.89, asn=64500, org="Example University", isp="Example Networks", cloud_provider="Amazon",
    cloud_region="eu-west-1", cloud_service="EC2",
    sources=(
        ("asn", "asn.csv", "2026-06-17"), ("city", "Registries", "2026-11-01"),
        ("cloud", "AWS", "2026-11-20"), ("coordinates", "Registries", "2026-11-01"),
        ("country", "Registries", "2026-11-01"), ("isp", "asn.csv", "2026-06-17"),
        ("org", "asn.csv", "2026-06-17"), ("region", "Registries", "2026-11-01"),
    ),
)  # fmt: skip


def answer(*observations: object) -> dict[str, tuple[str, str]]:
    return {what: (response, source) for what, response, source in host_summary(observations)}  # type: ignore[arg-type]


def test_every_claim_has_its_source_and_its_day() -> None:
    response = answer(
        replace(seen(hostnames=("Mail.example.org.",), os="Linux", tags=("vpn",)), location=HERE)
    )
    assert response["location"] == (
        "Amsterdam, NH, Netherlands (NL)  52.3500,4.8900",
        "Registries, 2026-11-01",
    )
    assert response["network"] == ("AS64500 Example University by Example Networks", "asn.csv, 2026-06-17")
    assert response["cloud"] == ("Amazon eu-west-1 EC2", "AWS, 2026-11-20")
    assert response["names"] == ("mail.example.org", "from its services")
    assert (response["operating system"][0], response["tags"][0]) == ("Linux", "vpn")
    assert "vulnerabilities" not in response


def test_an_import_has_shodans_word_for_its_network_and_place() -> None:
    """The claims as an import makes them, our own places filling what the line leaves empty."""
    place = shodan.place(
        "NL", "Netherlands", "", "Amsterdam", "", 52.35, 4.89, 64500, "Example University", "", "Amazon", "",
        "", "2026-03-01",
    )  # fmt: skip
    response = answer(replace(seen(), location=place))
    assert {response[name][1] for name in ("location", "network", "cloud")} == {"shodan, 2026-03-01"}
    both = fill_location(place, Location(asn=64500, isp="Ours", sources=(("isp", "asn.csv", "2026-06-17"),)))
    assert answer(replace(seen(), location=both))["network"] == (
        "AS64500 Example University by Ours", "asn, org: shodan, 2026-03-01; isp: asn.csv, 2026-06-17",
    )  # fmt: skip


def test_a_vulnerability_names_its_ports_and_whose_word_it_is() -> None:
    crawler = Vantage(place=Place.INTERNET, name="shodan:c0ffee")
    blocks = {"vulns": {"CVE-2021-23017": {"verified": False}, "!CVE-2020-1": {}}}
    tried = {"vulns": {"CVE-2021-23017": {"verified": True}, "CVE-2019-2": {}}}
    both = seen(port=443, vantage=crawler, blocks=blocks), seen(port=80, vantage=crawler, blocks=tried)
    response = answer(*both, seen(port=22))
    assert response["vulnerabilities"] == (
        "CVE-2021-23017 (port 80 443, verified), CVE-2019-2 (port 80)", "according to shodan",
    )  # fmt: skip


def test_rows_that_name_the_kind_alone_keep_their_source() -> None:
    """So were claims stored before they had one list of names."""
    old = Location(asn=64500, org="Example University", sources=(("network", "asn.csv", "2026-06-17"),))
    assert answer(replace(seen(), location=old))["network"][1] == "asn.csv, 2026-06-17"
    assert [who for _, _, who in claims(old)] == ["asn.csv, 2026-06-17"] * 2


def test_of_claims_that_differ_the_newest_speaks() -> None:
    old = replace(seen(port=80, at=NOON - timedelta(days=2)), location=HERE)
    new = replace(seen(port=81, at=NOON), location=Location(country_code="BE"))
    response = answer(old, new)
    assert response["location"] == ("BE", "unknown")
    assert response["network"][1] == "asn.csv, 2026-06-17"
    assert response["seen"][1] == "2 services"
    assert answer(seen())["seen"][1] == "1 service"


def test_many_names_are_cut_and_what_nobody_says_is_left_out() -> None:
    names = tuple(f"n{number}.example.org" for number in range(MOST + 7))
    response = answer(seen(hostnames=names))
    assert response["names"][0].endswith(" and 7 more")
    assert set(response) == {"names", "seen"}
    assert host_summary([]) == []
