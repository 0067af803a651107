from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leftopen.errors import BadQuery, NotFound
from leftopen.model.address import Address
from leftopen.model.case import CaseState
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, closed, opened, unknown
from leftopen.store.engine.parameters import clean
from tests.store.samples import NOON, Stored, case_of, held, kept, look, observations, seen

HOUR = timedelta(hours=1)
MOMENTS = count()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("observations")) as opened_store:
        yield opened_store


def test_an_observation_comes_back_as_it_was(store: Stored) -> None:
    full = seen(
        "2001:db8::7", 8443, data="HTTP/1.1 200 OK\r\n\r\n", product="nginx", version="1.22", info="i",
        identity="cert-key:1", tls=True, hostnames=("a.example.org", "b.example.org"), cpe=("cpe:/a:x",),
        tags=("self-signed",), hash=-7, module="https", data_encoding="latin-1",
        blocks={"http": {"status": 200, "title": "Inbox é", "x": [1, None, 2.5]}, "ssl": {"cert": {}}},
    )  # fmt: skip
    store.add([full])
    assert store.get(full.id) == store.find(full.id) == kept(full)
    assert store.find(full.id[:8]) is None, "an id that is only begun is somebody's question, not a reference"
    assert store.latest(full.service) == kept(full)
    assert store.host(Address.parse("2001:db8::7")) == [kept(full)]


HOSTILE = st.text(max_size=60) | st.text(
    alphabet=st.sampled_from("\x00\x1b\t\n\r\b\f'\"\\{}%_`$N😀é\u2028\ufeff"), max_size=60
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=HOSTILE, other=HOSTILE)
@example(data="\x1b]0;pwn\x07\x00\ud800 😀" * 200, other="\\N")
@example(data="\\N", other="{p0:String}")
@example(data="é" * 2048, other="')); DROP TABLE observations; --")
def test_hostile_text_comes_back_without_nul_and_surrogates_and_else_as_it_was(
    store: Stored, data: str, other: str
) -> None:
    at = NOON + timedelta(microseconds=next(MOMENTS))
    o = seen(at=at, data=clean(data), info=other, hostnames=(other,), blocks={"x": {other: [data]}})
    store.add([o])
    back = store.get(o.id)
    assert back.data == clean(data)
    assert (back.info, back.hostnames) == (clean(other), (clean(other),))
    assert back.blocks == {"x": {clean(other): [clean(data)]}}


def test_a_host_shows_the_newest_observation_of_each_service_and_all_of_them_on_request(
    store: Stored,
) -> None:
    old, new, other = (
        seen("192.0.2.20", 80),
        seen("192.0.2.20", 80, NOON + HOUR),
        seen("192.0.2.20", 22, NOON, module="ssh"),
    )
    store.add([new, old, other])
    address = Address.parse("192.0.2.20")
    assert store.host(address) == [kept(other), kept(new, old.timestamp)]
    assert store.host(address, history=True)[0] == kept(new, old.timestamp)
    assert len(store.host(address, history=True)) == 3
    assert store.open_ports(address) == [22, 80]
    assert store.host(Address.parse("192.0.2.21")) == []


def test_an_id_that_nothing_or_several_begin_with_is_not_found(store: Stored) -> None:
    store.add([seen("192.0.2.30", port) for port in range(1, 40)])
    with pytest.raises(NotFound, match="no observation"):
        store.get("ffffffffffffffffffffffffffffffff")
    with pytest.raises(NotFound, match="no observation"):
        store.get("%")
    with pytest.raises(NotFound, match="several"):
        store.get(next(d for d in "0123456789abcdef" if _begin(store, d) > 1))


def _begin(store: Stored, digit: str) -> int:
    return store.count(f"id:{digit}", history=True)


def test_looks_come_back_newest_first(store: Stored) -> None:
    o = seen("192.0.2.40", 6379)
    looks = [look(o, opened(ExposureKind.DATA, "PONG")), look(o, closed(Reason.PASSWORD_ASKED), 10)]
    store.add_judged(looks)
    assert store.judged(looks[0].finding, 10) == looks[::-1]
    assert store.judged(looks[0].finding, 1) == looks[1:]


def test_the_last_moment_it_was_seen_not_open_is_a_refusal_and_never_a_silence(store: Stored) -> None:
    o = seen("192.0.2.41", 6379)
    looks = [
        look(o, closed(Reason.PASSWORD_ASKED), 1),
        look(o, unknown(Reason.REFUSED, Phase.CONNECT), 2),
        look(o, unknown(Reason.TIMEOUT, Phase.CONNECT), 3),
        look(o, unknown(Reason.REFUSED, Phase.ASK), 4),
        look(o, opened(ExposureKind.DATA), 5),
        look(o, closed(Reason.FORBIDDEN), 6),
    ]
    store.add_judged(looks)
    finding = looks[0].finding
    assert store.last_judged(finding, looks[4].at) == looks[1].at
    assert store.last_judged(finding, looks[1].at) == looks[0].at
    assert store.last_judged(finding, looks[0].at) is None
    assert store.last_judged(finding, looks[5].at + HOUR) == looks[5].at


def test_a_search_shows_the_newest_observation_only_and_history_shows_all(store: Stored) -> None:
    store.add(
        [seen("198.51.100.1", 81, data="zebra one"), seen("198.51.100.1", 81, NOON + HOUR, "heron two")]
    )
    assert [o.data for o in store.search("heron")] == ["heron two"]
    assert store.search("zebra") == []
    assert [o.data for o in store.search("zebra", history=True)] == ["zebra one"]
    assert (store.count("zebra"), store.count("zebra", history=True)) == (0, 1)


def test_a_search_gives_the_newest_first_and_no_more_than_asked(store: Stored) -> None:
    store.add([seen("198.51.100.2", port, NOON + port * HOUR, "pelican") for port in range(1, 9)])
    assert [o.endpoint.port for o in store.search("pelican", limit=3)] == [8, 7, 6]


def test_what_was_judged_found_and_opened_can_be_searched(store: Stored) -> None:
    o = seen("198.51.100.3", 6379, data="walrus")
    store.add([o])
    assert store.count("walrus exposure:redis_open") == 0
    store.add_judged([look(o, opened(ExposureKind.DATA))])
    store.add_findings([held(o, Severity.HIGH, sf86=2)])
    store.put_case(case_of(o))
    for query in (
        "exposure:redis_open", "verdict:open", "holds:sf86", "severity:high", "severity:>=medium",
        "case:open", "size:>1GB", "records:300", "-holds:ssn", "-verdict:closed", "net:198.51.100.0/24",
        "vantage:inside",
    ):  # fmt: skip
        assert [found.id for found in store.search(f"walrus {query}")] == [o.id], query
    store.add_judged([look(o, closed(Reason.PASSWORD_ASKED), 9)])
    store.put_case(case_of(o, CaseState.CLOSED))
    for query in (
        "exposure:redis_open", "verdict:open", "case:open", "severity:low", "severity:high",
        "severity:>=medium", "size:<1GB",
    ):  # fmt: skip
        assert store.count(f"walrus {query}") == 0, query
    assert store.count("walrus verdict:closed case:closed") == 1


def test_a_size_that_no_server_named_answers_to_no_bound(store: Stored) -> None:
    o = seen("198.51.100.4", 6379, data="ibex")
    store.add([o])
    store.add_findings([replace(held(o), size=Size(records=None, bytes=2**50))])
    assert store.count("ibex records:<100") == 0
    assert store.count("ibex size:>1GB") == 1


def test_facets_count_the_values_of_a_field(store: Stored) -> None:
    store.add(
        [
            seen(
                "203.0.113.1", port, data="ocelot", product="Redis" if port < 4 else "nginx", tags=("a", "b")
            )
            for port in range(1, 6)
        ]
    )
    assert store.facets("ocelot", [("product", 10)]) == {"product": [("Redis", 3), ("nginx", 2)]}
    assert store.facets("ocelot", [("product", 1)]) == {"product": [("Redis", 3)]}
    assert store.facets("ocelot", [("tag", 10)]) == {"tag": [("a", 5), ("b", 5)]}
    assert store.facets("ocelot", [("ip", 10)]) == {"ip": [("203.0.113.1", 5)]}
    assert store.facets("ocelot", [("port", 2)]) == {"port": [("1", 1), ("2", 1)]}
    assert store.facets("ocelot", [("hostname", 10)]) == {"hostname": []}


def test_an_unknown_facet_is_named_with_the_nearest(store: Stored) -> None:
    with pytest.raises(BadQuery, match="did you mean product"):
        store.facets("", [("produkt", 5)])


def test_the_same_case_put_twice_is_one_case(store: Stored) -> None:
    o = seen("203.0.113.9", 6379, data="marmot")
    store.add([o])
    for state in (CaseState.OPEN, CaseState.NOTIFIED, CaseState.OPEN, CaseState.SILENT):
        store.put_case(case_of(o, state))
    assert store.count("marmot case:silent") == 1
    assert store.count("marmot case:open,notified") == 0


@pytest.mark.parametrize("hostile", ["'", "\\", "') OR 1=1 --", "{p0:String}", "a\tb", "%", "*_*", "\x00"])
def test_hostile_queries_are_bound_and_never_part_of_the_sql(store: Stored, hostile: str) -> None:
    store.add([seen("203.0.113.10", 99, data="okapi")])
    text = hostile.replace("\\", "\\\\")
    for query in (f'"{text}x"', f'product:"{text}x"', f'hostname:"{text}x"', f'holds:"{text}x"'):
        assert store.count(f"okapi {query}") == 0


def test_a_service_whose_newer_row_is_just_being_stored_is_found_once(store: Stored) -> None:
    store.add([seen("198.51.100.9", port, data="curlew") for port in (1, 2)])
    store.add([seen("198.51.100.9", 2, NOON + HOUR, "curlew again")])
    store._client.command("DELETE FROM superseded WHERE true")  # as before the batch's last step
    assert [o.data for o in store.search("curlew")] == ["curlew again", "curlew"]
    assert [o.data for o in store.iterate("curlew", chunk=2)] == ["curlew again", "curlew"]
    assert len(store.search("curlew", history=True)) == 3


def test_the_neighbours_of_an_address_are_in_order_with_their_services(store: Stored) -> None:
    store.add(
        [seen(f"198.18.7.{n}", port, NOON + port * HOUR) for n in (9, 10, 200) for port in (1, 1 + n % 2)]
    )
    store.add([seen("2001:db8:7::2")])

    def around(first: str, last: str, most: int = 9) -> list[tuple[str, int]]:
        found = store.neighbours(Address.parse(first), Address.parse(last), most=most)
        return [(str(one), count) for one, count in found]

    assert around("198.18.7.0", "198.18.7.255") == [
        ("198.18.7.9", 2),
        ("198.18.7.10", 1),
        ("198.18.7.200", 1),
    ]
    assert around("198.18.7.10", "198.18.7.199") == [("198.18.7.10", 1)]
    assert len(around("198.18.7.0", "198.18.7.255", 2)) == 2
    assert around("2001:db8:7::", "2001:db8:7::ffff") == [("2001:db8:7::2", 1)]
