"""An imported answer becomes the observation that a scan would have made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from leftopen.formats.banner import text_hash
from leftopen.imports.shodan import reader
from leftopen.model.address import Address
from leftopen.model.claims import CLAIMS
from leftopen.model.identity import observation_id, site_id
from leftopen.model.import_reader import BadLine, Imported
from leftopen.model.location import NOWHERE, Location
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.pipeline.normalise import ImportContext, deep, fill_location, to_observation
from leftopen.scope.decide import LOOPBACK_REALM
from tests.contents.test_bulk_filter import context
from tests.imports.banners import lines

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = Address.parse("192.0.2.7")


def making(**changes: Any) -> ImportContext:
    given: dict[str, Any] = {
        "masker": context()[1], "lookup": lambda address: NOWHERE, "scan": "1a", "realm": "internet",
        "place": Place.INTERNET, "latest": NOON + timedelta(hours=1),
    }  # fmt: skip
    return ImportContext(**{**given, **changes})


def imported(**changes: Any) -> Imported:
    given = Imported(address=ADDRESS, port=80, timestamp=NOON, seen_by="shodan:c1", data="hello", hash=7)
    return msgspec.structs.replace(given, **changes)


def made(found: Imported, clean: bool = False, **changes: Any) -> Observation:
    result = to_observation(found, making(**changes), clean=clean)
    assert isinstance(result, Observation), result
    return result


def test_its_ids_are_those_of_a_scan() -> None:
    found = made(imported())
    assert found.service == site_id(found.endpoint)
    assert found.id == observation_id(found.service, NOON, "hello")
    assert (found.scan, found.clause, found.endpoint.realm) == ("1a", "", "internet")
    assert found.vantage == Vantage(place=Place.INTERNET, name="shodan:c1")


def test_loopback_is_the_same_service_that_a_scan_saw() -> None:
    for text in ("127.0.0.1", "127.9.9.9", "::1"):
        at = Address.parse(text)
        assert made(imported(address=at)).endpoint.realm == LOOPBACK_REALM
        assert made(imported(address=at, realm="home")).endpoint.realm == "home"
        assert made(imported(address=at), realm="lab", realm_said=True).endpoint.realm == "lab"
    assert made(imported(), realm="lab").endpoint.realm == "lab"


def test_the_lines_hash_is_kept_only_where_nothing_was_masked() -> None:
    assert made(imported()).hash == 7
    assert made(imported(hash=None)).hash == text_hash("hello")
    hidden = made(imported(data="jane.roe@example.org"))
    assert "jane" not in hidden.data
    assert hidden.hash == text_hash(hidden.data)


KEX = {"kex": {"mac_algorithms": ["hmac-sha3-256-etm@vendor.example", "jane2-sha256@vendor.example"]}}
ENUM_ALGOS = "\n  mac_algorithms: (2)\n      hmac-sha3-256-etm@vendor.example\n      jane.roe@vendor.example"


def test_algorithms_of_ssh_are_stored_as_they_are_and_the_lines_hash_with_them() -> None:
    banner = "SSH-2.0-OpenSSH_9.6\n\nEncryption Algorithms:\n\tchacha20-poly1305@openssh.com\n"
    ssh: Any = {"cipher": "chacha20-poly1305@openssh.com", "kex": {"compression": ["zlib@openssh.com"]}}
    seen = made(imported(data=banner, hash=123, blocks={"ssh": ssh}))
    assert (seen.data, seen.hash, seen.blocks["ssh"]) == (banner, 123, ssh)


def test_an_algorithm_that_no_table_has_is_stored_where_a_list_of_ssh_names_it() -> None:
    banner = "hmac-sha3-256-etm@vendor.example\njane2-sha256@vendor.example\n"
    seen = made(imported(data=banner, blocks={"ssh": KEX}))
    assert seen.data == banner.replace("jane2-sha256", "j***")
    assert seen.blocks["ssh"]["kex"]["mac_algorithms"] == seen.data.splitlines()  # type: ignore[index, call-overload]
    answer = made(imported(blocks={"scripts": {"ssh2-enum-algos": ENUM_ALGOS}})).blocks["scripts"]
    assert answer == {"ssh2-enum-algos": ENUM_ALGOS.replace("jane.roe", "j***")}
    assert "hmac" not in made(imported(data=banner)).data


def test_every_text_is_masked() -> None:
    who = "jane.roe@example.org"
    names = ("product", "version", "info", "os", "identity", "module", "seen_by", "name")
    place = Location(org=who, city=who, isp=who)
    found = made(
        imported(
            **dict.fromkeys(names, who), hostnames=(who,), cpe=(who,), tags=(who,),
            blocks={"http": {"html": who, who: 1}}, location=place,
        )
    )  # fmt: skip
    assert "jane" not in str(found)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (imported(timestamp=None), "no time"),
        (imported(port=0), "no port"),
        (imported(timestamp=NOON + timedelta(hours=2)), "future"),
    ],
)
def test_what_can_be_no_observation_says_why(found: Imported, why: str) -> None:
    result = to_observation(found, making(), clean=False)
    assert isinstance(result, BadLine)
    assert why in result.reason


def test_what_the_file_does_not_say_may_be_said_for_it() -> None:
    found = made(imported(timestamp=None, port=0), port=8080, at=NOON)
    assert (found.endpoint.port, found.timestamp) == (8080, NOON)


def test_nul_is_kept_out_as_it_is_of_a_scan() -> None:
    found = made(imported(data="a\0b", name="a\0b.example"))
    assert found.data == "ab"
    assert found.endpoint.name == "ab.example"
    assert found.service == site_id(found.endpoint)


def test_our_places_fill_only_what_the_line_leaves_empty() -> None:
    own = Location(country_code="FR", sources=(("country", "shodan", "2026-03-01"),))
    ours = Location(
        country_code="DE", country_name="Germany", asn=64500, latitude=1.0, longitude=2.0,
        sources=(("country", "x", "2026-01-01"), ("asn", "y", "2026-01-02"), ("coordinates", "z",
        "2026-01-03")),
    )  # fmt: skip
    both = fill_location(own, ours)
    assert (both.country_code, both.country_name, both.asn) == ("FR", "", 64500)
    assert both.latitude is None, "a place in another country than the line says"
    assert both.sources == (own.sources[0], ("asn", "y", "2026-01-02"))
    same = fill_location(own, replace(ours, country_code="FR"))
    assert (same.latitude, same.longitude) == (1.0, 2.0)
    assert {claim for claim, _, _ in same.sources} <= set(CLAIMS)
    assert fill_location(NOWHERE, ours) is ours
    assert fill_location(own, NOWHERE) is own


def test_rows_that_are_called_clean_come_out_as_those_that_are_masked() -> None:
    bulk, _ = context()
    both = making(latest=datetime(2030, 1, 1, tzinfo=UTC))
    clean = 0
    for line in lines(400, seed=9).splitlines():
        [found] = reader.read(line)
        assert isinstance(found, Imported)
        if bulk.clean(line, bulk.traits(line)):
            clean += 1
            assert to_observation(found, both, clean=True) == to_observation(found, both, clean=False)
    assert clean > 300


def test_depth() -> None:
    assert not deep({"a": [1]}, 2)
    assert deep({"a": [[1]]}, 2)


def test_what_is_stored_without_its_cookie_has_the_hash_of_the_whole_head() -> None:
    """As our own probes hash it: so that others' hashes still find it."""
    head = "HTTP/1.1 200 OK\r\nSet-Cookie: id=5e55104a; Path=/\r\n\r\n"
    for clean in (True, False):
        assert made(imported(data=head), clean).hash == 7
        found = made(imported(data=head, hash=None), clean)
        assert found.data == "HTTP/1.1 200 OK\r\nSet-Cookie: id=…\r\n\r\n"
        assert found.hash == text_hash(head)
    latin = made(imported(data=head, data_encoding="latin-1"))
    assert latin.data.encode("latin-1") == b"HTTP/1.1 200 OK\r\nSet-Cookie: id=...\r\n\r\n"


def test_a_value_in_a_name_that_a_reader_wrote_in_lower_case_is_masked() -> None:
    stated = "gb33bukb20201555555555.example.org"
    found = made(imported(name=stated, hostnames=(stated, "www.example.org", "Mixed.Example.org")))
    assert "20201555" not in found.endpoint.name
    assert found.hostnames == (found.endpoint.name, "www.example.org", "Mixed.Example.org")
