from __future__ import annotations

import json
import time
import timeit

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.location import Location
from leftopen.query.columns.flatten import flatten
from leftopen.query.columns.flatten_rare import READERS
from tests.query.specimen import EVERYTHING
from tests.store.samples import seen

JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["status", "title", "cert", "subject", "CN", "favicon", "hash"]), inner
        )
    ),
)


def test_the_columns_come_out_of_the_blocks() -> None:
    o = seen(
        blocks={
            "http": {"status": 200, "title": "Inbox", "server": "x", "html_hash": -5, "favicon": {"hash": 9}},
            "ssl": {
                "cert": {"subject": {"CN": "a.example.org"}, "serial": 2**80, "fingerprint": {"sha256": "ab"}}
            },
        }
    )
    flat = flatten(o)
    assert (flat["http_status"], flat["http_title"], flat["http_html_hash"]) == (200, "Inbox", -5)
    assert (flat["http_favicon_hash"], flat["ssl_subject_cn"]) == (9, "a.example.org")
    assert (flat["ssl_serial"], flat["ssl_fingerprint"]) == (str(2**80), "ab")


def test_each_page_is_one_text() -> None:
    pages = [
        {"path": "/" + "a" * 300, "status": 200, "title": "Made up"}, {"path": "/x"},
        {"status": "7", "title": 5}, "y",
    ]  # fmt: skip
    flat = flatten(seen(blocks={"http": {"pages": pages}}))
    assert flat["more"]["http.page"] == ["200 /" + "a" * 127 + " Made up", "/x"]


COLUMNS = {
    str: "device link country country_name region city postal org isp cloud_provider cloud_region "
    "cloud_service http_title http_server http_waf html ssl ssl_subject_cn ssl_issuer_cn ssl_serial "
    "ssl_fingerprint ssl_jarm ssl_ja3s ssl_cipher",
    int: "uptime asn http_status http_html_hash http_headers_hash http_favicon_hash",
    bool: "has_screenshot ssl_expired",
}
NAMES = [*READERS, "http", "ssl", "vulns", "device", "uptime", "domains"]


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_any_block_gives_columns_of_the_right_type(blocks: dict[str, Json]) -> None:
    flat = flatten(seen(blocks=blocks))
    for kind, names in COLUMNS.items():
        assert all(type(flat[name]) is kind for name in names.split())
    for name in ("domains", "vulns", "http_components", "ssl_versions", "ssl_alpn"):
        assert all(isinstance(item, str) for item in flat[name])
    for name, values in flat["more"].items():
        assert values, name
        assert all(isinstance(item, str) for item in values)
    assert 0 <= flat["http_status"] <= 999


def test_a_hostile_banner_makes_a_small_row() -> None:
    long = "x" * 10_000_000
    many: list[Json] = [f"{n}" * 200 for n in range(20_000)]
    names: Json = dict.fromkeys(map(str, many))
    blocks: dict[str, Json] = {
        "http": {"title": long, "html": long, "components": names, "server": long, "securitytxt": long},
        "ssl": {"versions": many, "alpn": many, "cert": {"subject": {"CN": long}, "serial": 2**100_000}},
        "telnet": {"do": many, "will": many}, "vulns": names, "redis": {"keys": {"data": many}},
        "rsync": {"modules": names}, "ntp": {"monlist": {"connections": many}}, "device": long,
        "bitcoin": {"addrs": many}, "domains": many, "uptime": 2**70, "snmp": {"name": long},
    }  # fmt: skip
    flat = flatten(seen(blocks=blocks, hostnames=tuple(map(str, many))))
    assert len(json.dumps(flat)) < 3_000_000
    assert (flat["ssl_serial"], flat["uptime"]) == ("", 0)


def test_a_place_is_kept_as_precisely_as_its_column() -> None:
    flat = flatten(seen(location=Location(latitude=52.37, longitude=4.89, asn=64500, city="A")))
    assert flat["latitude"] != 52.37
    assert abs(flat["latitude"] - 52.37) < 1e-5
    assert (flat["asn"], flat["city"], flat["country"]) == (64500, "A", "")
    assert flatten(seen())["latitude"] is None


def test_what_was_tested_and_not_found_is_no_vulnerability() -> None:
    assert flatten(seen(blocks={"vulns": ["!CVE-2014-0160", "CVE-2021-1"]}))["vulns"] == ["CVE-2021-1"]
    assert flatten(EVERYTHING)["more"]["vuln.verified"] == ["CVE-2021-23017"]


def test_domains_come_out_of_host_names_unless_the_banner_says_them() -> None:
    names = ("a.b.example.co.uk", "www.example.org", "localhost", "x.example.org.")
    assert flatten(seen(hostnames=names))["domains"] == ["example.co.uk", "example.org"]
    assert flatten(seen(hostnames=names, blocks={"domains": ["b.example"]}))["domains"] == ["b.example"]


def test_an_ordinary_web_banner_takes_microseconds() -> None:
    """Imports run it for each row; the bound is ten times what it takes on a quiet machine."""
    o = seen(hostnames=("www.example.org",), blocks={"http": EVERYTHING.blocks["http"]})
    best = min(timeit.repeat(lambda: flatten(o), number=2000, repeat=5, timer=time.process_time)) / 2000
    assert best < 100e-6
