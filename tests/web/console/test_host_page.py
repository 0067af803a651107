"""The host page tells one address on one screen: exposures first, then services, owner, vulnerabilities,
certificates, changes, neighbours; a flood of equal answers is one line."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leftopen.formats import kev_json
from leftopen.model.case import CaseEventKind
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import LabelCount
from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.facts import Json
from leftopen.model.field_group import GUESSED_TIME
from leftopen.model.identity import digest, observation_id, site_id
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import Reason
from leftopen.query.parse import parse
from leftopen.service.cases import decisions
from leftopen.service.search.host_view import MOST
from leftopen.store.observations.host_index import ALIKE, SERVICES
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cve_lists import CveListWriter
from leftopen.web.console.view.hosts.service_facts import cipher, shared_facts, technologies
from tests.formats.cve_list_files import KEV
from tests.tier import tier
from tests.web.console.conftest import Console
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import text_of

ADDRESS = "198.51.100.77"
CRAWLER = Vantage(place=Place.INTERNET, name="shodan:crawler")
PLACE = Location(
    country_code="FR", country_name="France", asn=64500, org="Sample Cloud SAS",
    sources=(("country", "iptocc", "2026-11-01"), ("asn", "asn table", "2026-11-20")),
)  # fmt: skip
CERTIFICATE: dict[str, Json] = {
    "subject": {"CN": "mail.example.org", "O": "Northwind Traders"}, "issuer": {"CN": "Example CA"},
    "expires": "20200131000000Z", "fingerprint": {"sha256": "ab" * 32},
    "extensions": [{"name": "subjectAltName", "data": "DNS:mail.example.org, DNS:intranet.example.org"}],
}  # fmt: skip
VULNS: dict[str, Json] = {
    "CVE-2021-3618": {"verified": False, "cvss": 7.4},
    "CVE-2023-44487": {"verified": True, "cvss": 7.5, "epss": 0.944, "kev": True},
    "!CVE-2014-0160": {"verified": True},
}


def store(console: Console, *some: Observation) -> None:
    ObservationWriter(console.workspace.store.client).add(list(some))


def web(console: Console, **more: object) -> Observation:
    at = console.workspace.clock() - timedelta(hours=2)
    return observed(
        ADDRESS, 443, at, "HTTP/1.1 200 OK\r\nServer: nginx\r\n", module="https", product="nginx",
        version="1.18.0", tls=True, location=PLACE,
        blocks={"ssl": {"cert": CERTIFICATE}}, **more,
    )  # fmt: skip


def over_udp(o: Observation, port: int) -> Observation:
    endpoint = replace(o.endpoint, port=port, transport="udp")
    service = site_id(endpoint)
    return replace(o, endpoint=endpoint, service=service, id=observation_id(service, o.timestamp, o.data))


def test_exposures_come_first_with_what_they_hold_since_when_and_their_state(bare: Console) -> None:
    now = bare.workspace.clock()
    redis = observed(ADDRESS, 6379, now, "# Server", module="redis", product="Redis")
    other = observed(ADDRESS, 11211, now, "VERSION 1.6", module="memcached")
    store(bare, redis, other)
    held = [LabelCount(label="iban", count=412, distinct=398)]
    since = now - timedelta(days=17)
    case = opened_case(bare.workspace, found(redis, "redis_open", since, Severity.CRITICAL, held, "9 keys"))
    done = opened_case(bare.workspace, found(other, "memcached_open", since, Severity.LOW, ()))
    decisions.decide(
        bare.workspace, done.id, CaseEventKind.ACCEPTED,
        {"because": "a test", "until": "2099-02-01T00:00:00.000000Z"}, by="a test",
    )  # fmt: skip
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    text = text_of(page)
    assert "Exposures 1 open critical Redis readable without authentication 6379 open" in text
    assert "data can be read without a password: 9 keys Holds: iban 412" in text
    assert "first seen open 17 days ago" in text
    assert page.text.index(f'href="/case/{case.id}"') < page.text.index('class="panel services"')
    live, _, settled = page.text.partition('<details class="settled"')
    assert f'href="/case/{done.id}"' not in live.partition('class="panel services"')[0]
    assert f'href="/case/{done.id}"' in settled
    assert "until 2099-01-31" in text
    assert 'class="port critical" href="#port-6379"' in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "unexamined · 9 pages read, nothing recognised; 11 links not followed"),
     ("fr", "non déterminé · 9 pages lues, rien de reconnu; 11 liens non suivis")],
)  # fmt: skip
def test_each_service_has_its_word_with_the_evidence(bare: Console, language: str, said: str) -> None:
    links = Examined(
        verdict=ExaminedVerdict.UNEXAMINED, kind=UnexaminedKind.LINKS_NOT_FOLLOWED, pages=9, not_followed=11
    )
    store(bare, web(bare, examined=links))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}", **{"accept-language": language})
    assert said in text_of(page)


def test_a_refusal_names_its_check_and_what_the_server_said(bare: Console) -> None:
    refuses = Examined(
        verdict=ExaminedVerdict.CLOSED, check="redis_open", reason=Reason.PASSWORD_ASKED, said="<b>NOAUTH"
    )
    store(bare, web(bare, examined=refuses))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    title = "Redis readable without authentication"
    assert f"closed · {title} · the server asks for a password" in text_of(page)
    assert "&lt;b&gt;NOAUTH" in page.text
    assert "<b>NOAUTH" not in page.text
    [line] = bare.visitor("viewer").get(f"/host/{ADDRESS}?format=json").text.splitlines()
    assert json.loads(line)["data"][0]["examined"]["verdict"] == "closed"


def test_only_our_own_look_without_a_word_and_without_a_case_is_not_checked(bare: Console) -> None:
    store(bare, web(bare))
    assert "not checked" in text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))
    opened_case(bare.workspace, found(web(bare), "redis_open", bare.workspace.clock(), Severity.LOW, ()))
    assert "not checked" not in text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))


def test_a_service_is_one_row_that_opens_and_its_transport_shows(bare: Console) -> None:
    store(bare, web(bare), over_udp(web(bare), 161), observed(ADDRESS, 161, bare.workspace.clock(), "x"))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    assert page.text.count('<details class="service"') == 3
    assert [page.text.count(f'id="port-{name}"') for name in ("443", "161", "161-udp")] == [1, 1, 1]
    assert 'href="#port-161-udp">161/udp</a>' in page.text
    assert "Services 3" in text_of(page)


def test_a_guessed_time_is_marked(bare: Console) -> None:
    store(bare, web(bare), over_udp(web(bare, sees=GUESSED_TIME), 161))
    assert text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}")).count("(guessed)") == 1


def test_claims_stand_with_who_makes_them(bare: Console) -> None:
    answer = replace(
        PLACE, org="Documentation Networks", country_code="DE", country_name="Germany", sources=()
    )
    theirs = replace(web(bare), id=digest("theirs"), clause="", vantage=CRAWLER, location=answer)
    other = over_udp(theirs, 53)
    store(bare, web(bare), other)
    text = text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))
    for claim in (
        "Country France (FR) iptocc, 2026-11-01", "Country Germany (DE) shodan:crawler",
        "Network AS64500 asn table, 2026-11-20", "Organisation Documentation Networks shodan:crawler",
        "Certificate Northwind Traders port 443",
    ):  # fmt: skip
        assert claim in text


def test_vulnerabilities_begin_with_the_exploited_one_though_only_an_import_names_them(bare: Console) -> None:
    ours = web(bare)
    theirs = replace(
        ours, id=digest("theirs"), clause="", vantage=CRAWLER, timestamp=ours.timestamp - timedelta(days=1),
        blocks={"vulns": VULNS},
    )  # fmt: skip
    store(bare, theirs, ours)
    text = text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))
    exploited = "CVE-2023-44487 exploited (KEV) verified CVSS 7.5 EPSS 94.4 % port 443 shodan:crawler"
    assert f"Vulnerabilities 2 {exploited} CVE-2021-3618 from the version CVSS 7.4 port 443" in text
    assert "CVE-2014-0160" not in text


def test_certificate_names_lead_to_a_search(bare: Console) -> None:
    store(bare, web(bare))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    answer = "mail.example.org intranet.example.org port 443 issuer CN=Example CA expires 2020-01-31 expired"
    assert answer in text_of(page)
    assert "hostname%3A%22intranet.example.org%22" in page.text


def test_changes_join_what_one_scan_found_and_tell_of_exposures(bare: Console) -> None:
    now = bare.workspace.clock().replace(minute=30)
    first = [observed(ADDRESS, port, now - timedelta(days=3), "x", module="http") for port in (80, 22, 443)]
    changed = observed(ADDRESS, 80, now - timedelta(days=1), "another", module="http")
    store(bare, *first)
    store(bare, changed)
    opened_case(bare.workspace, found(first[0], "redis_open", now - timedelta(days=2), Severity.LOW, ()))
    text = text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))
    _, _, answer = text.partition("Changes")
    events = ("80 banner changed x another", "80 exposure opened: Redis readable", "22 , 80 , 443 first seen")
    places = [answer.replace(" ,", ",").find(event.replace(" ,", ",")) for event in events]
    assert places == sorted(places)
    assert places[0] >= 0


def test_neighbours_are_known_ones_without_itself(bare: Console) -> None:
    at = bare.workspace.clock()
    store(bare, *(observed(a, 80, at, "x") for a in (ADDRESS, "198.51.100.9", "198.51.101.9")))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}").text
    _, _, around = page.partition('id="neighbours-title"')
    assert 'href="/host/198.51.100.9"' in around
    assert f'href="/host/{ADDRESS}"' not in around
    assert "198.51.101.9" not in around


@pytest.mark.parametrize("ports", [ALIKE + 5, tier(3 * MOST, 65_535)], ids=["few", "many"])
def test_a_flood_of_equal_answers_is_one_line(bare: Console, ports: int) -> None:
    at = bare.workspace.clock() - timedelta(minutes=9)
    ssh = observed(ADDRESS, 22, at, "SSH-2.0-OpenSSH_9.9", module="ssh", product="OpenSSH")
    redis = observed(ADDRESS, 637, at, "", module="redis")
    first = replace(observed(ADDRESS, 1, at, ""), blocks={})
    same = [_at(first, port) for port in range(1, ports + 1) if port not in (22, 637)]
    writer = ObservationWriter(bare.workspace.store.client)
    for begin in range(0, len(same), 16_000):
        writer.add(same[begin : begin + 16_000])
    store(bare, ssh, redis)
    opened_case(bare.workspace, found(redis, "redis_open", at, Severity.HIGH, ()))
    visitor = bare.visitor("viewer")
    page = visitor.get(f"/host/{ADDRESS}")
    assert f"{len(same):,} ports give the same answer" in text_of(page)
    assert page.text.count('<details class="service') == 3
    assert 'id="port-22"' in page.text
    assert 'id="port-637"' in page.text
    assert len(page.text) < 30_000
    line = visitor.get(f"/host/{ADDRESS}?format=json").json()
    assert [one["count"] for one in line["alike"]] == [len(same)]
    assert [one["port"] for one in line["data"]] == [22, 637]
    began = time.process_time()
    visitor.get(f"/host/{ADDRESS}")
    assert time.process_time() - began < 0.3


def test_of_too_many_different_services_the_rest_is_counted(bare: Console) -> None:
    at, number = bare.workspace.clock(), MOST + 30
    store(bare, *(observed(ADDRESS, port, at, f"{'x' * port}") for port in range(1, number + 1)))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    assert page.text.count('<details class="service"') == SERVICES
    assert f"{number - SERVICES} more services are not listed here" in text_of(page)
    assert f"Services {number}" in text_of(page)


def test_a_host_with_a_long_history_shows_every_service_and_change(bare: Console) -> None:
    at = bare.workspace.clock()
    quiet = observed(ADDRESS, 22, at - timedelta(days=300), "SSH-2.0-x", module="ssh")
    looks = [
        observed(ADDRESS, 80, at - timedelta(minutes=n), "same", module="http") for n in range(MOST + 50)
    ]
    before = observed(ADDRESS, 80, at - timedelta(days=200), "another", module="http")
    store(bare, quiet, before, *reversed(looks))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    assert page.text.count('<details class="service"') == 2
    text = text_of(page)
    assert "80 banner changed another same" in text
    assert f"{quiet.timestamp:%Y-%m-%d %H:%M:%S} UTC 22 first seen" in text
    assert f"{before.timestamp:%Y-%m-%d %H:%M:%S} UTC 80 first seen" in text


def test_a_case_without_observations_has_its_page(bare: Console) -> None:
    o = observed(ADDRESS, 6379, bare.workspace.clock(), "x", module="redis")
    case = opened_case(bare.workspace, found(o, "redis_open", o.timestamp, Severity.HIGH, ()))
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    assert f'href="/case/{case.id}"' in page.text
    assert "No observations are stored for this address" in text_of(page)


def test_udp_shows_in_the_results_of_a_search(bare: Console) -> None:
    store(bare, over_udp(web(bare), 161))
    visitor = bare.visitor("viewer")
    assert f"{ADDRESS}:161/udp" in text_of(visitor.get("/search?q=port:161"))
    assert "161/udp" in text_of(visitor.get("/search?q=port:161&view=table"))


def _at(o: Observation, port: int) -> Observation:
    endpoint = Endpoint(address=o.endpoint.address, port=port)
    service = site_id(endpoint)
    return replace(o, endpoint=endpoint, service=service, id=observation_id(service, o.timestamp, o.data))


def test_a_service_leads_to_what_shares_its_icon_technology_or_key(bare: Console) -> None:
    blocks: dict[str, Json] = {
        "http": {
            "components": {'Word "Press"': {"categories": []}},
            "favicon": {"hash": -1521, "location": "/"},
        },
        "ssl": {
            "cipher": {"version": "TLSv1.3", "name": "TLS_AES_256_GCM_SHA384", "bits": 256},
            "jarm": "29d3",
        },
        "ssh": {"hassh": "ec7378c1a92f5a8dde7e8b7a1ddf33d1", "fingerprint": "aa:bb"},
    }
    store(bare, replace(web(bare), blocks=blocks, hostnames=("www.example.org",)))
    visitor = bare.visitor("viewer")
    page = visitor.get(f"/host/{ADDRESS}")
    links = [unescape(one) for one in re.findall(r'href="(/search\?q=[^"]*)"', page.text)]
    asked = {
        'http.component:"Word \\"Press\\""', 'http.favicon.hash:"-1521"', "ssl.jarm:29d3",
        "ssh.fingerprint:aa:bb",
        "ssh.hassh:ec7378c1a92f5a8dde7e8b7a1ddf33d1", "hostname:www.example.org",
    }  # fmt: skip
    found = {parse_qs(urlsplit(one).query)["q"][0]: one for one in links}
    assert asked <= found.keys()
    for query in asked:
        counted = visitor.get(f"{found[query]}&format=json").json()
        assert counted["total"] == 1, query
    assert "TLSv1.3 TLS_AES_256_GCM_SHA384" in text_of(page)
    assert f'href="/host/{ADDRESS}?format=json"' in page.text


NAMES = st.sampled_from(["favicon", "hash", "components", "cipher", "name", "jarm", "hassh"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@example(block={"favicon": {"hash": 10**19}})
@given(block=st.recursive(PLAIN, lambda one: st.dictionaries(NAMES, one) | st.lists(one)))
def test_blocks_of_any_form_are_read(block: object) -> None:
    o = observed(
        ADDRESS,
        443,
        datetime(2026, 1, 1, tzinfo=UTC),
        "x",
        blocks={"http": block, "ssl": block, "ssh": block},
    )
    assert all(parse(one.query) for one in shared_facts(o))
    assert all(isinstance(name, str) for name in technologies(o))
    assert isinstance(cipher(o), str)


def test_an_imported_list_marks_what_is_exploited(bare: Console) -> None:
    lists = CveListWriter(Changes(bare.workspace.store.records))
    lists.replace(kev_json.read(KEV), "2026-11-28T00:00:00Z")
    vulns: Json = {"CVE-2021-3618": {"cvss": 9.9, "verified": True}, "CVE-2014-0160": {"cvss": 7.5}}
    store(bare, replace(web(bare), blocks={"vulns": vulns}))
    visitor = bare.visitor("viewer")
    assert "Vulnerabilities 2 CVE-2014-0160 exploited (KEV) used by ransomware" in text_of(
        visitor.get(f"/host/{ADDRESS}")
    )
    card = visitor.get("/search").text.partition('<div class="card-cves">')[2].partition("</div>")[0]
    assert re.findall(r"CVE-[0-9-]+(?= <b>)", card) == ["CVE-2014-0160", "CVE-2021-3618"]
    assert "exploited" in card
