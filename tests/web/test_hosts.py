"""Searching over the web: Shodan's shapes, its paging, its errors."""

from __future__ import annotations

import pytest

from leftopen.store.observations.writer import ObservationWriter
from tests.store.samples import NOON, seen
from tests.web.inside import Inside
from tests.web.seen import DATABASE, PAGES, SIX, WEB

PLAIN = "net:192.0.2.0/24"


def test_a_host_is_one_object_with_its_banners(inside: Inside) -> None:
    host = inside.json(f"/shodan/host/{WEB}")
    assert host["ip"] == 0xC6336407
    assert host["ip_str"] == WEB
    assert host["ports"] == [443]
    assert host["hostnames"] == ["www.example.org", "example.org"]
    assert host["domains"] == ["example.org"]
    assert host["vulns"] == ["CVE-2023-44487"]
    assert host["last_update"] == "2023-02-08T12:00:00.123456"
    [banner] = host["data"]
    assert banner["vulns"]["CVE-2023-44487"]["cvss"] == 7.5
    assert banner["opts"]["raw"] == "00"
    assert {"city", "country_code", "latitude", "org", "asn", "os", "tags"} <= set(host)
    # Where the country is unknown: some clients refuse null.
    assert (host["country_code"], host["country_name"], host["city"]) == ("", "", None)


def test_a_minified_host_has_no_banners(inside: Inside) -> None:
    for word in ("true", "True", "1"):
        assert "data" not in inside.json(f"/shodan/host/{WEB}", minify=word)
    assert "data" in inside.json(f"/shodan/host/{WEB}", minify="False")


def test_an_address_of_version_6_has_no_number(inside: Inside) -> None:
    host = inside.json(f"/shodan/host/{SIX}")
    assert host["ipv6"] == SIX
    assert "ip" not in host


def test_several_addresses_are_a_list_of_those_that_are_known(inside: Inside) -> None:
    hosts = inside.json(f"/shodan/host/{WEB},203.0.113.77,{DATABASE}")
    assert [host["ip_str"] for host in hosts] == [WEB, DATABASE]


def test_a_host_that_nobody_saw_and_a_word_that_is_none(inside: Inside) -> None:
    assert inside.error("/shodan/host/203.0.113.77", 404) == "No information available for that IP."
    assert "Invalid IP" in inside.error("/shodan/host/test", 400)


def test_history_gives_every_look(inside: Inside) -> None:
    from datetime import timedelta

    old = [seen("203.0.113.9", 21, NOON + timedelta(hours=hour), f"220 {hour}") for hour in range(3)]
    ObservationWriter(inside.workspace.store.client).add(old)
    assert len(inside.json("/shodan/host/203.0.113.9")["data"]) == 1
    host = inside.json("/shodan/host/203.0.113.9", history="True")
    assert [banner["data"] for banner in host["data"]] == ["220 2", "220 1", "220 0"]


def test_pages_have_exactly_a_hundred_and_lose_nothing(inside: Inside) -> None:
    pages = [inside.json("/shodan/host/search", query=PLAIN, page=page) for page in (1, 2, 3, 4)]
    assert [len(page["matches"]) for page in pages] == [100, 100, PAGES - 200, 0]
    assert {page["total"] for page in pages} == {PAGES}
    ids = [match["_shodan"]["id"] for page in pages for match in page["matches"]]
    assert len(set(ids)) == PAGES
    times = [match["timestamp"] for page in pages for match in page["matches"]]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("path", ["/shodan/host/search", "/shodan/host/count"])
def test_a_search_that_means_something_else_is_answered_with_hints(inside: Inside, path: str) -> None:
    answer = inside.json(path, query='port:443 || app="nginx"')
    assert (answer["matches"], answer["total"]) == ([], 0)
    assert answer["hints"] == [
        "|| was searched as a word; use OR", "app= was searched as a word; write product:nginx",
    ]  # fmt: skip
    assert "hints" not in inside.json(path, query=PLAIN, facets="port")
    assert inside.json(path, query='port:"443","6379" !product:nginx net:198.51.100.0/24')["total"] == 1


def test_limit_and_offset_cut_where_they_say(inside: Inside) -> None:
    page = inside.json("/shodan/host/search", query=PLAIN, page=1)["matches"]
    some = inside.json("/shodan/host/search", query=PLAIN, limit=7, offset=5)["matches"]
    assert some == page[5:12]


def test_what_would_be_half_obeyed_is_refused(inside: Inside) -> None:
    refused = inside.get("/shodan/host/search", query=PLAIN, offset=5)
    assert refused.status_code == 400
    assert refused.json() == {"error": "offset needs limit: limit=100&offset=5"}
    refused = inside.get("/shodan/host/search", query=PLAIN, page=2, limit=7)
    assert refused.status_code == 400
    assert "cannot be used with page" in refused.json()["error"]
    one = inside.json("/shodan/host/search", query=PLAIN, page=1, limit=7, offset=0)["matches"]
    assert len(one) == 7


def test_the_fields_keep_their_nested_shape(inside: Inside) -> None:
    [match] = inside.json(
        "/shodan/host/search", query="product:nginx", fields="ip_str,http.title,nothing,ssl.cert.subject"
    )["matches"]
    assert match == {
        "ip_str": WEB,
        "http": {"title": "Front door"},
        "ssl": {"cert": {"subject": {"CN": "www.example.org"}}},
    }


def test_a_minified_banner_lacks_what_is_large(inside: Inside) -> None:
    [less] = inside.json("/shodan/host/search", query="product:nginx")["matches"]
    [whole] = inside.json("/shodan/host/search", query="product:nginx", minify="False")["matches"]
    assert "opts" not in less
    assert set(whole["http"]) - set(less["http"]) == {"html"}
    assert set(whole["ssl"]) - set(less["ssl"]) == {"chain"}
    assert set(whole) - set(less) == {"opts"}


def test_two_pages_of_a_minified_search_share_nothing_where_all_times_are_equal(inside: Inside) -> None:
    """Clients compare the address and port, or the banner's id."""
    same = [seen(f"2001:db8:5::{number:x}", 5000, NOON, "one moment") for number in range(150)]
    ObservationWriter(inside.workspace.store.client).add(same)
    pages = [
        inside.json("/shodan/host/search", query="port:5000", page=page, minify="true")["matches"]
        for page in (1, 2)
    ]
    for identity in (lambda one: (one["ip_str"], one["port"]), lambda one: one["_shodan"]["id"]):
        first, second = ({identity(one) for one in page} for page in pages)
        assert (len(first), len(second)) == (100, 50)
        assert not first & second


def test_a_product_that_is_not_known_is_left_out_as_at_shodan(inside: Inside) -> None:
    for minify in ("true", "false"):
        page = inside.json("/shodan/host/search", query=PLAIN, minify=minify)
        assert not {"product", "version", "info"} & {name for one in page["matches"] for name in one}
    [known] = inside.json("/shodan/host/search", query="product:nginx")["matches"]
    assert (known["product"], known["version"]) == ("nginx", "1.27.1")


def test_counting_has_no_matches_and_numbers_where_numbers_are(inside: Inside) -> None:
    counted = inside.json("/shodan/host/count", query=PLAIN, facets="port:1,transport")
    assert counted == {
        "matches": [],
        "total": PAGES,
        "facets": {
            "port": [{"count": PAGES, "value": 8000}],
            "transport": [{"count": PAGES, "value": "tcp"}],
        },
    }


def test_a_facet_takes_the_users_own_number(inside: Inside) -> None:
    both = f"net:{WEB},{DATABASE}"
    counted = inside.json("/shodan/host/count", query=both, facets="port:1:10,product:2:10")["facets"]
    assert len(counted["port"]) == 1
    assert len(counted["product"]) == 2


def test_the_names_of_filters_and_facets_can_be_used(inside: Inside) -> None:
    filters = inside.json("/shodan/host/search/filters")
    assert {"port", "net", "hostname", "product"} <= set(filters)
    facets = inside.json("/shodan/host/search/facets")
    for name in facets[:10]:
        assert inside.json("/shodan/host/count", query=PLAIN, facets=name)["facets"][name] is not None


def test_tokens_take_a_search_apart(inside: Inside) -> None:
    taken = inside.json("/shodan/host/search/tokens", query='nginx "two words" port:80,443 -org:Made')
    assert taken["string"] == 'nginx "two words"'
    assert taken["attributes"]["ports"] == [80, 443]
    assert "port" in taken["filters"]
    assert inside.json("/shodan/host/search/tokens", query="prot:1")["errors"]


@pytest.mark.parametrize("path", ["/shodan/host/search", "/shodan/host/count", "/shodan/host/search/tokens"])
@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_search_is_an_error(inside: Inside, path: str, query: str) -> None:
    assert inside.error(path, 400, query=query) == "Empty search query"


@pytest.mark.parametrize("text", ["192.0.2", "3221225991", "192.0.2.7,192.0.2"])
def test_a_short_spelling_is_no_address(inside: Inside, text: str) -> None:
    assert "Invalid IP" in inside.error(f"/shodan/host/{text}", 400)
    assert "is not a valid IP address" in inside.error("/dns/reverse", 400, ips=text)
    if "," not in text:
        assert "Invalid IP" in inside.error(f"/{text}", 400)
    assert inside.error("/shodan/host/count", 400, query=f"net:{text}")
