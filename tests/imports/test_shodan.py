from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given

from leftopen.imports.shodan import reader
from leftopen.model.location import NOWHERE
from leftopen.present.observation_json import observation_line
from tests.imports.banners import banner
from tests.imports.looks import ANY, answers, bears_anything, moment, one, reason
from tests.store.samples import seen

PLAIN: dict[str, Any] = {
    "ip_str": "192.0.2.7", "ip": 3221225991, "port": 443, "transport": "tcp",
    "data": "HTTP/1.1 200 OK\r\n\r\n",
    "hash": -82460412, "timestamp": "2026-03-01T04:05:06.123456", "hostnames": ["www.example.org"],
    "domains": ["example.org"], "asn": "AS64500", "org": "Example Org", "isp": "Example ISP", "os": "Linux",
    "product": "nginx", "version": "1.25", "cpe": ["cpe:/a:f5:nginx"], "cpe23": ["cpe:2.3:a:f5:nginx:1.25"],
    "tags": ["cloud"], "location": {"country_code": "fr", "country_name": "France", "city": "Exampleville",
        "latitude": 1.5, "longitude": -2.5, "postal_code": "00000", "region_code": "EX"},
    "cloud": {"provider": "Example Cloud", "region": "eu-1", "service": None},
    "_shodan": {"crawler": "c1", "module": "https", "options": {"hostname": "WWW.Example.org"}, "id": "x"},
    "ssl": {"versions": ["TLSv1.2"]}, "http": {"status": 200, "html": "<p>"}, "vulns": {"CVE-2026-0001": {}},
    "uptime": 5,
}  # fmt: skip


def line(**changes: Any) -> bytes:
    return json.dumps({**PLAIN, **changes}).encode()


def test_a_banner_is_read_whole() -> None:
    found = one(reader, line())
    assert (str(found.address), found.port, found.transport) == ("192.0.2.7", 443, "tcp")
    assert found.timestamp == moment(2026, 3, 1, 4, 5, 6, 123456)
    assert (found.seen_by, found.name, found.module, found.tls) == (
        "shodan:c1",
        "www.example.org",
        "https",
        True,
    )
    assert (found.hash, found.product, found.version, found.os) == (-82460412, "nginx", "1.25", "Linux")
    assert found.cpe == ("cpe:/a:f5:nginx", "cpe:2.3:a:f5:nginx:1.25")
    assert set(found.blocks) == {"ssl", "http", "vulns", "uptime"}


def test_copies_of_an_answer_are_left_out_and_a_list_of_them_stays_a_list() -> None:
    found = one(reader, line(smb={"smb_version": 2, "raw": ["ff534d42"]}, opts={"raw": "00", "x": 1}))
    assert (found.blocks["smb"], found.blocks["opts"]) == ({"smb_version": 2, "raw": []}, {"x": 1})


@pytest.mark.parametrize("answer", [None, ""])
def test_a_banner_without_a_time_is_left_to_whoever_knows_it(answer: str | None) -> None:
    found = one(reader, line(timestamp=answer))
    assert found.timestamp is None
    assert {dated for _, _, dated in found.location.sources} == {""}
    assert reader.timed


def test_what_it_claims_of_the_address_names_shodan_and_the_banners_day() -> None:
    found = one(reader, line()).location
    assert (found.country_code, found.country_name, found.city) == ("FR", "France", "Exampleville")
    assert (found.asn, found.org, found.isp) == (64500, "Example Org", "Example ISP")
    assert (found.latitude, found.longitude) == (1.5, -2.5)
    assert (found.cloud_provider, found.cloud_region, found.cloud_service) == ("Example Cloud", "eu-1", "")
    assert {(source, dated) for _, source, dated in found.sources} == {("shodan", "2026-03-01")}
    assert {claim for claim, _, _ in found.sources} >= {
        "country",
        "city",
        "asn",
        "org",
        "cloud",
        "coordinates",
    }
    assert one(reader, line(location=None, cloud=None, asn=None, org=None, isp=None)).location is NOWHERE


@pytest.mark.parametrize(
    ("said", "is_then"),
    [
        ("2026-03-01T04:05:06", moment(2026, 3, 1, 4, 5, 6)),
        ("2026-03-01T06:05:06+02:00", moment(2026, 3, 1, 4, 5, 6)),
        ("2026-03-01T04:05:06.123Z", moment(2026, 3, 1, 4, 5, 6, 123000)),
    ],
)
def test_a_time_without_a_zone_is_utc(said: str, is_then: Any) -> None:
    assert one(reader, line(timestamp=said)).timestamp == is_then


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\x00\x01", "JSON"),
        (b"[1]", "object"),
        (b'{"data":"\xff"}', "UTF-8"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "deep"),
        (line(port=0), "port"),
        (line(port=65536), "port"),
        (line(port=True), "port"),
        (line(ip_str="192.0.2.07"), "address"),
        (line(ip_str="192.0.2.256"), "address"),
        (line(ip_str=None, ip=None), "address"),
        (line(ip_str=None, ip=2**32), "address"),
        (line(ip_str=None, ip=-1), "address"),
        (line(ip_str=None, ip=True), "address"),
        (line(ip_str=None, ip=1.0), "address"),
        (line(ip_str=None, ip="3221225991"), "address"),
        (line(ip_str="0xc0000207"), "address"),
        (line(ip_str=None)[:-1] + b',"ip":1}', "duplicate key"),
        (line(transport="sctp"), "transport"),
        (line(timestamp="yesterday"), "time"),
        (line(timestamp="0900-01-01T00:00:00"), "time"),
        (line(data=None), "banner"),
        (line()[:-1] + b',"port":80}', "duplicate key"),
    ],
)
def test_a_bad_line_says_why(raw: bytes, why: str) -> None:
    assert why in reason(reader, raw)


@pytest.mark.parametrize(
    ("number", "address"), [(3221225991, "192.0.2.7"), (0, "0.0.0.0"), (2**32 - 1, "255.255.255.255")]
)
def test_an_address_may_be_a_number_only(number: int, address: str) -> None:
    without = {name: answer for name, answer in PLAIN.items() if name != "ip_str"} | {"ip": number}
    assert str(one(reader, json.dumps(without).encode()).address) == address
    assert str(one(reader, line(ip=1)).address) == "192.0.2.7", "what is written out counts"


def test_a_name_that_comes_twice_in_different_objects_is_no_harm() -> None:
    assert one(reader, line(opts={"port": 1, "data": "x"})).port == 443


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert one(reader, line(data="PLACE").replace(b"PLACE", b"a\\ud800b")).data == "a\ufffdb"


def test_host_objects_and_search_answers_hold_many() -> None:
    two = [json.loads(line(port=80, ip_str=None)), json.loads(line(port=22))]
    host = {"ip_str": "192.0.2.9", "ports": [80, 22], "org": "Example Org", "data": two}
    for one_banner in two:
        one_banner.pop("ip_str")
    assert [(str(a.address), a.port) for a in answers(reader, json.dumps(host).encode())] == [
        ("192.0.2.9", 80),
        ("192.0.2.9", 22),
    ]
    found = reader.read(json.dumps({"matches": [PLAIN, 5], "total": 2}).encode())
    assert [type(one).__name__ for one in found] == ["Imported", "BadLine"]


def test_what_no_mask_could_look_into_is_left_out() -> None:
    shot = {"data": "aGVsbG8=", "mime": "image/png", "hash": 1}
    found = one(reader, line(screenshot=shot, opts={"raw": "616263", "screenshot": shot, "vulns": []}))
    assert found.blocks["screenshot"] == {"mime": "image/png", "hash": 1}
    assert found.blocks["opts"] == {"screenshot": {"mime": "image/png", "hash": 1}, "vulns": []}


def test_odd_values_are_left_out_not_believed() -> None:
    found = one(
        reader, line(hash=2**31, asn="ASx", location={"latitude": 91, "longitude": 1, "country_code": "FRA"})
    )
    assert found.hash is None
    assert (found.location.asn, found.location.latitude, found.location.country_code) == (0, None, "")


def test_it_is_recognised() -> None:
    assert reader.recognises(line())
    assert reader.recognises(b"\n" + line())
    assert not reader.recognises(b'{"ip":"192.0.2.1","port":80}')


def test_the_made_up_banners_are_all_read() -> None:
    chance = random.Random(3)
    for number in range(200):
        made = banner(chance, number)
        found = one(reader, json.dumps(made).encode())
        assert (found.data, found.port, str(found.address)) == (made["data"], made["port"], made["ip_str"])


def test_own_lines_are_read_too() -> None:

    mine = seen()
    found = one(reader, json.dumps(observation_line(mine)).encode())
    assert (found.address, found.port, found.timestamp) == (
        mine.endpoint.address,
        mine.endpoint.port,
        mine.timestamp,
    )
    assert (found.data, found.hash, dict(found.blocks)) == (mine.data, mine.hash, dict(mine.blocks))


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
