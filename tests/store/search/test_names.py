"""Host names with their addresses, as the engine groups them: however many services share a domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.address import Address
from leftopen.model.identity import site_id
from leftopen.model.observation import Observation
from leftopen.service.search.host_names import host_names
from tests.store.samples import NOON, Stored, observations, seen

CROWD = 1500


def answer(address: str, port: int, *names: str, minutes: int = 0, asked: str = "") -> Observation:
    o = seen(address, port, NOON + timedelta(minutes=minutes), hostnames=names)
    endpoint = replace(o.endpoint, name=asked)
    return replace(o, endpoint=endpoint, service=site_id(endpoint))


ROWS = [
    answer("192.0.2.1", 80, "Example.org", "WWW.example.org."),
    answer("192.0.2.1", 443, "www.example.org"),
    answer("192.0.2.2", 80, "www.example.org", minutes=1),
    answer("2001:db8::1", 80, asked="six.example.org"),
    answer("::ffff:0:c000:207", 80, "translated.example.com"),
    answer("192.0.2.3", 80, "notexample.org", "example.org.evil.test", "%.example.com"),
    answer("192.0.2.4", 25, "moved.example.net"),
    answer("192.0.2.4", 25, "here.example.net", minutes=9),
    *(answer(f"198.51.{n // 250}.{n % 250}", 80, f"x{n}.crowd.example", minutes=2 + n) for n in range(CROWD)),
    answer("203.0.113.1", 80, "crowd.example"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("names")) as opened_store:
        opened_store.add(ROWS)
        yield opened_store


def by_hand(domain: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """The same of the rows in memory; of each service the newest."""
    newest = {o.service: o for o in sorted(ROWS, key=lambda o: o.timestamp)}.values()
    found: defaultdict[tuple[str, Address], set[int]] = defaultdict(set)
    for o in newest:
        for name in host_names([o]):
            if name == domain or name.endswith(f".{domain}"):
                found[name, o.endpoint.address].add(o.endpoint.port)
    return sorted((name, str(address), tuple(sorted(ports))) for (name, address), ports in found.items())


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "example.com",
        "www.example.org",
        "org",
        "example.net",
        "crowd.example",
        "nothing.example",
    ],
)
def test_every_name_below_a_domain_stands_with_its_addresses_and_ports(store: Stored, domain: str) -> None:
    found = store.names(domain, limit=5000)
    assert sorted((one.name, str(one.address), one.ports) for one in found) == by_hand(domain)
    assert [one.name for one in found] == sorted(one.name for one in found)


def test_pages_follow_each_other_to_the_last_of_a_large_domain(store: Stored) -> None:
    pages = [store.names("crowd.example", limit=100, offset=at) for at in range(0, 1700, 100)]
    assert [len(page) for page in pages] == [100] * 15 + [1, 0]
    assert len({one.name for page in pages for one in page}) == CROWD + 1


def test_addresses_of_one_kind_alone(store: Stored) -> None:
    assert [one.name for one in store.names("example.org", limit=9, ipv4=False)] == ["six.example.org"]
    assert {one.name for one in store.names("example.org", limit=9, ipv4=True)} == {
        "example.org",
        "www.example.org",
    }


def test_a_name_is_where_it_was_told_last_however_many_stand_below_it(store: Stored) -> None:
    wanted = ["www.example.org", "six.example.org", "crowd.example", "moved.example.net", "x%.crowd.example"]
    assert store.resolved(wanted) == {
        "www.example.org": Address.parse("192.0.2.2"),
        "six.example.org": Address.parse("2001:db8::1"),
        "crowd.example": Address.parse("203.0.113.1"),
    }


def test_the_time_is_that_of_the_newest(store: Stored) -> None:
    found = {str(one.address): one.seen for one in store.names("www.example.org", limit=9)}
    assert found == {"192.0.2.1": NOON, "192.0.2.2": NOON + timedelta(minutes=1)}
