from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.facts import Json
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.present.observation_json import observation_line
from leftopen.present.timestamps import format_utc

AT = datetime(2023, 2, 8, 1, 2, 3, 456789, tzinfo=UTC)
WHERE = Vantage(place=Place.INTERNET, name="paris-1")


def endpoint(text: str = "192.0.2.7", port: int = 8080, name: str = "") -> Endpoint:
    return Endpoint(address=Address.parse(text), port=port, name=name)


def observation(where: Endpoint | None = None, blocks: dict[str, Json] | None = None) -> Observation:
    return Observation(
        id="0" * 32,
        service="1" * 32,
        endpoint=where or endpoint(),
        timestamp=AT,
        duration=0.25,
        vantage=WHERE,
        scan="scan-1",
        clause="allowed by record 1",
        module="http",
        data="HTTP/1.1 200 OK\r\n\r\n",
        hash=-82460412,
        hostnames=("mail.example.org",),
        cpe=("cpe:/a:x:y", "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"),
        blocks=blocks or {},
    )


def test_an_observation_has_every_required_key_of_a_shodan_banner() -> None:
    line = observation_line(observation())
    assert {
        "data",
        "domains",
        "hash",
        "hostnames",
        "port",
        "timestamp",
        "transport",
        "_shodan",
    } <= line.keys()
    assert line["timestamp"] == "2023-02-08T01:02:03.456789"
    assert line["hash"] == -82460412
    assert line["ip"] == 0xC0000207
    assert line["ip_str"] == "192.0.2.7"
    assert "ipv6" not in line
    assert line["_shodan"] == {
        "id": "0" * 32, "module": "http", "crawler": "paris-1", "options": {}, "ptr": False,
    }  # fmt: skip
    assert line["domains"] == ["example.org"]
    assert line["os"] is line["asn"] is line["org"] is line["isp"] is None
    assert isinstance(line["location"], dict)
    assert set(line["location"].values()) == {None}


def test_our_own_fields_stand_beside_shodans() -> None:
    line = observation_line(observation())
    assert line["type"] == "observation"
    assert line["vantage"] == {"place": "internet", "name": "paris-1"}
    assert (line["scan"], line["clause"], line["duration"]) == ("scan-1", "allowed by record 1", 0.25)


def test_an_ipv6_address_has_no_ip_number() -> None:
    line = observation_line(observation(endpoint("2001:db8::7")))
    assert line["ipv6"] == line["ip_str"] == "2001:db8::7"
    assert "ip" not in line


def test_a_name_that_was_asked_for_is_a_hostname_and_an_option() -> None:
    line = observation_line(observation(endpoint(name="www.example.co.uk")))
    assert line["hostnames"] == ["mail.example.org", "www.example.co.uk"]
    assert line["domains"] == ["example.org", "example.co.uk"]
    assert isinstance(line["_shodan"], dict)
    assert line["_shodan"]["options"] == {"hostname": "www.example.co.uk"}


def test_old_and_new_cpe_names_go_to_their_own_lists() -> None:
    line = observation_line(observation())
    assert line["cpe"] == ["cpe:/a:x:y"]
    assert line["cpe23"] == ["cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"]
    old = observation_line(replace(observation(), cpe=("cpe:/a:x:y:1",)))
    assert (old["cpe"], old["cpe23"]) == (["cpe:/a:x:y:1"], ["cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"])


def test_a_block_stands_at_the_top_level() -> None:
    assert observation_line(observation(blocks={"http": {"status": 200}}))["http"] == {"status": 200}


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
@pytest.mark.parametrize(
    "name", ["type", "ip_str", "ip", "ipv6", "_shodan", "vantage", "clause", "org", "hash"]
)
def test_a_block_never_overwrites_a_field_of_ours(name: str, address: str) -> None:
    where = endpoint(address)
    assert observation_line(observation(where, {name: "forged"})) == observation_line(observation(where))


@given(
    data=st.text(),
    address=st.ip_addresses(),
    port=st.integers(1, 65535),
    at=st.datetimes(timezones=st.timezones()),
    blocks=st.dictionaries(st.text(max_size=12), st.none() | st.integers() | st.text(), max_size=4),
)
def test_any_observation_is_one_line_of_json(
    data: str, address: object, port: int, at: datetime, blocks: dict[str, Json]
) -> None:
    if not datetime(1900, 1, 1, tzinfo=UTC) < at < datetime(3000, 1, 1, tzinfo=UTC):
        at = AT
    plain = replace(observation(endpoint(str(address), port), blocks), data=data)
    line = observation_line(plain)
    text = json.dumps(line)
    assert "\n" not in text
    assert json.loads(text) == line
    assert line["data"] == data
    assert ("ip" in line) != ("ipv6" in line)
    assert format_utc(at).endswith("Z")
    # A local time that a clock skipped equals no other; its moment does.
    assert datetime.fromisoformat(format_utc(at)) == at.astimezone(UTC)


def test_claims_of_where_it_lives_stand_where_shodan_has_them_with_their_sources() -> None:
    answer = Location(
        country_code="FR", city="Lyon", latitude=45.5, longitude=4.5, asn=64500, org="Example SA",
        cloud_provider="Azure", cloud_region="usgovvirginia", sources=(("country", "iptocc", "2026-11-01"),),
    )  # fmt: skip
    line = observation_line(replace(observation(), location=answer, os="Linux", first_seen=AT))
    assert (line["asn"], line["org"], line["isp"], line["os"]) == ("AS64500", "Example SA", None, "Linux")
    assert line["location"] == dict.fromkeys(
        ("area_code", "country_code3", "country_name", "dma_code", "postal_code", "region_code")
    ) | {"country_code": "FR", "city": "Lyon", "latitude": 45.5, "longitude": 4.5}
    assert line["cloud"] == {"provider": "Azure", "region": "usgovvirginia", "service": None}
    assert line["sources"] == {"country": "iptocc, 2026-11-01"}
    assert line["first_seen"] == "2023-02-08T01:02:03.456789Z"


def test_what_nobody_claims_is_null_and_no_cloud_is_printed() -> None:
    line = observation_line(observation())
    assert line["asn"] is line["org"] is line["first_seen"] is None
    assert "cloud" not in line
    assert line["sources"] == {}
