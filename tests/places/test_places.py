"""An address asked of all sources at once: who says what, and of which day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.location import Location
from leftopen.places import Places, countries, file
from leftopen.places import places as places_module
from leftopen.places.build import empty, with_source
from leftopen.places.table import Table
from tests.places.range_files import AWS, AZURE_GOVERNMENT, NETWORKS
from tests.places.test_build import source


def filled() -> Table:
    table = empty()
    for name, data, claim in (
        ("aws", AWS, "cloud"), ("azure", AZURE_GOVERNMENT, "cloud"), ("asn", NETWORKS, "network"),
    ):  # fmt: skip
        table = with_source(table, source(name, claim=claim), catalogue.ranges()[name].read(data))
    return table


def look(text: str) -> Location:
    return Places(table=filled()).lookup(Address.parse(text))


def cloud(text: str) -> tuple[str, str, str]:
    found = look(text)
    return found.cloud_provider, found.cloud_region, found.cloud_service


def test_a_service_tag_gives_region_and_service_each_by_who_knows_it() -> None:
    assert cloud("20.140.1.1") == ("Azure Government", "usgovvirginia", "AzureCloud")
    assert cloud("20.140.8.1") == ("Azure Government", "usgovvirginia", "Storage")
    # The tag of the one address names no region; the wide one does.
    assert cloud("20.140.8.7") == ("Azure Government", "usgovvirginia", "ActionGroup")
    assert cloud("20.141.9.1") == ("Azure Government", "usdodeast", "Storage")
    assert cloud("20.141.200.1") == ("Azure Government", "", "AzureCloud")
    assert cloud("2001:489a:3103:402::17a") == ("Azure Government", "usgovvirginia", "ActionGroup")
    assert cloud("20.142.0.0") == ("", "", "")


def test_the_longest_prefix_wins_and_a_service_beats_the_general_name() -> None:
    assert cloud("52.94.1.1") == ("Amazon", "us-east-1", "AMAZON")
    assert cloud("52.94.4.1") == ("Amazon", "us-gov-west-1", "EC2")
    assert look("52.94.4.1").org == "Narrow Ltd"
    assert look("52.1.1.1").org == "Wide Holding"
    assert look("9.1.1.1").asn == 0
    assert cloud("2600:1f00::1") == ("Amazon", "eu-west-1", "AMAZON")


def test_every_claim_names_its_source_and_its_day() -> None:
    found = look("52.94.4.1")
    assert found.sources == (
        ("asn", "asn", "2026-11-01"),
        ("cloud", "aws", "2026-11-01"),
        ("country", "iptocc", countries.table_date()),
        ("isp", "asn", "2026-11-01"),
        ("org", "asn", "2026-11-01"),
    )
    assert (found.country_code, found.country_name) == ("US", "United States of America")
    assert look("8.8.8.8").sources == (("country", "iptocc", countries.table_date()),)


def test_an_imported_country_is_believed_before_the_registry() -> None:
    read = catalogue.ranges()["country"].read(b"8.8.8.0,8.8.8.255,DE\n")
    table = with_source(empty(), source("mine", claim="country"), read)
    found = Places(table=table).lookup(Address.parse("8.8.8.8"))
    assert (found.country_code, found.country_name) == ("DE", "Germany")
    assert found.sources == (("country", "mine", "2026-11-01"),)


def test_the_same_claims_are_one_object_however_many_ask_and_few_are_kept(tmp_path: Path) -> None:
    file.save(tmp_path, filled())
    places = Places.open(tmp_path)
    addresses = [Address.parse(f"52.94.4.{last}") for last in range(256)] * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(places.lookup, addresses))
    assert {one.org for one in found} == {"Narrow Ltd"}
    assert places.lookup(addresses[0]) is places.lookup(addresses[1])
    assert len(places._known) <= places_module.REMEMBERED


def test_what_is_remembered_is_bounded() -> None:
    places = Places(table=empty())
    places._known.update({(number, ""): Location() for number in range(places_module.REMEMBERED)})
    assert places.lookup(Address.parse("8.8.8.8")).country_code == "US"
    assert len(places._known) == 1
