"""Banners in Shodan's form: its names only, ours inside, and back again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from leftopen.formats.leftopen_line import at_top
from leftopen.imports import shodan
from leftopen.model.import_reader import Imported
from leftopen.model.vantage import Place, Vantage
from leftopen.present.observation_json import NAMES, observation_line
from leftopen.web.shodan.banner_json import banner, minify_banner, pick_fields
from tests.store.samples import seen
from tests.web.seen import observations, web

OURS = {
    "type", "id", "service", "site", "realm", "vantage", "scan", "clause", "identity", "tls", "data_encoding",
    "duration", "first_seen", "sources", "timestamp_guessed", "examined",
}  # fmt: skip
STRICT = {
    "asn", "cloud", "cpe", "cpe23", "data", "domains", "hash", "hostnames", "http", "info", "ip", "ip_str",
    "ipv6", "isp", "location", "opts", "org", "os", "port", "product", "redis", "ssl", "tags", "timestamp",
    "transport", "version", "vulns", "_shodan",
}  # fmt: skip
"""What a strict client of Shodan declares."""


def ours(line: dict[str, Any]) -> dict[str, Any]:
    inside = line["opts"]["leftopen"]
    assert isinstance(inside, dict)
    return inside


def test_a_strict_client_knows_every_name() -> None:
    for one in observations():
        line = banner(one)
        assert set(line) <= STRICT
        assert set(ours(line)) == OURS
        assert set(minify_banner(line)) <= STRICT - {"opts"}


def test_nothing_is_lost_and_nothing_is_said_twice() -> None:
    line, own = banner(web()), observation_line(web())
    assert not set(line) & set(ours(line))
    whole = at_top(line)
    assert whole == {
        name: value for name, value in own.items() if value is not None or name in line or name in OURS
    }
    assert {name for name in own if name not in whole} <= {"product", "version", "info", "gone"}


def test_a_protocol_that_shodan_has_no_name_for_stands_among_ours() -> None:
    own = replace(
        seen("192.0.2.1", 4222, module="nats"), blocks={"nats": {"version": "2"}, "redis": {"a": 1}}
    )
    assert ours(banner(own))["nats"] == {"version": "2"}
    assert banner(own)["redis"] == {"a": 1}
    imported = replace(own, vantage=Vantage(place=Place.INTERNET, name="shodan:frankfurt"))
    assert banner(imported)["nats"] == {"version": "2"}


def test_our_fields_can_be_asked_for_by_name() -> None:
    assert pick_fields(banner(web()), ["port", "opts.leftopen.realm"]) == {
        "port": 443, "opts": {"leftopen": {"realm": "internet"}},
    }  # fmt: skip


def test_what_shodans_client_downloaded_here_is_read_as_our_own_line() -> None:
    one = replace(web(), endpoint=replace(web().endpoint, realm="lab"))
    [plain] = shodan.read(msgspec.json.encode(observation_line(one)))
    [downloaded] = shodan.read(msgspec.json.encode(banner(one)))
    assert isinstance(downloaded, Imported)
    assert downloaded == plain
    assert (downloaded.realm, downloaded.place) == ("lab", one.vantage.place)


def test_a_foreign_object_of_our_name_overwrites_nothing() -> None:
    line: dict[str, Any] = {
        "ip_str": "192.0.2.1",
        "opts": {"leftopen": {"ip_str": "192.0.2.9", "realm": "x"}},
    }
    assert at_top(line) == {"ip_str": "192.0.2.1", "realm": "x"}
    odds: tuple[dict[str, Any], ...] = ({"opts": 5}, {"opts": {"leftopen": [1]}}, {})
    for odd in odds:
        assert at_top(dict(odd)) == odd


def test_the_names_of_our_own_lines_stay() -> None:
    """`--json` and exports promise them."""
    assert OURS <= NAMES
    assert set(observation_line(web())) >= OURS
