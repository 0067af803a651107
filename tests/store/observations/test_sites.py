"""One endpoint is one service; below it are the sites, each with the name that was asked."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.address import Address
from leftopen.model.field_group import EVERYTHING, NOTHING
from leftopen.model.identity import observation_id, service_id, site_id
from leftopen.model.location import Location
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.store.observations.merge import each_merged
from leftopen.store.observations.site_views import answer
from leftopen.store.observations.site_views import shown as shown_of
from tests.store.random_looks import random_look
from tests.store.samples import NOON, Stored, observations, seen
from tests.tier import tier


def site(
    name: str = "", data: str = "HTTP/1.1 200 OK", address: str = "192.0.2.7", **more: Any
) -> Observation:
    o = seen(address, 443, NOON, data)
    endpoint = replace(o.endpoint, name=name)
    key = site_id(endpoint)
    return replace(o, id=observation_id(key, o.timestamp, data), endpoint=endpoint, service=key, **more)


def page(name: str, title: str, second: int = 0, address: str = "192.0.2.7") -> Observation:
    """A page, at another second with another date in its head."""
    head = f"HTTP/1.1 200 OK\r\nDate: Mon, 06 Feb 2023 12:00:{second:02} GMT\r\nServer: nginx\r\n\r\n"
    o = site(name, head, address, blocks={"http": {"status": 200, "title": title}}, product="nginx")
    return at(o, NOON + timedelta(seconds=second))


def silent(name: str = "", second: int = 0, address: str = "192.0.2.7") -> Observation:
    o = site(name, "", address, module=UNKNOWN, sees=NOTHING)
    return at(o, NOON + timedelta(seconds=second))


def at(o: Observation, moment: datetime) -> Observation:
    return replace(o, timestamp=moment, id=observation_id(o.service, moment, o.data))


def plain(some: Sequence[Observation]) -> list[Observation]:
    """Without what the store knows besides, in the order of their names."""
    return sorted(
        (replace(o, first_seen=None, sees=EVERYTHING, hostnames=tuple(sorted(o.hostnames))) for o in some),
        key=lambda o: o.endpoint.name,
    )


def assert_shown(store: Stored, address: str, every: Sequence[Observation]) -> None:
    wanted = plain(shown_of(each_merged(every)))
    assert plain(store.search(f"ip:{address}")) == wanted
    assert plain(store.host(Address.parse(address))) == wanted
    assert store.count(f"ip:{address}") == len(wanted)
    assert store.services(f"ip:{address}")[0] == 1
    assert {o.id for o in store.host(Address.parse(address), history=True)} == {o.id for o in every}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("sites")) as opened:
        yield opened


def test_an_endpoint_is_one_service_whatever_name_was_asked() -> None:
    bare, named = site(), site("a.example")
    assert service_id(bare.endpoint) == service_id(named.endpoint) == bare.service
    assert site_id(bare.endpoint) == bare.service != named.service


def test_the_id_of_a_service_finds_its_sites_and_that_of_a_site_only_itself(store: Stored) -> None:
    bare, first, second = site(), site("a.example", "one"), site("b.example", "two")
    alone = site("c.example", "three", address="192.0.2.8")
    store.add([bare, first, second, alone])
    for prefix in (bare.service, bare.service[:12]):
        assert {o.id for o in store.search(f"service:{prefix}")} == {bare.id, first.id, second.id}
    assert [o.id for o in store.search(f"service:{first.service}")] == [first.id]
    assert [o.id for o in store.search(f"service:{service_id(alone.endpoint)}")] == [alone.id]


def test_search_counts_banners_and_figures_count_services(store: Stored) -> None:
    """Of three endpoints one has two named sites beside its default one, one has only named ones."""
    addresses = ("198.51.100.1", "198.51.100.2", "198.51.100.3")
    one, two, three = addresses
    place: dict[str, Any] = {"location": Location(country_code="FR")}
    store.add(
        [
            site(address=one, **place),
            site("a.example", "one", one, **place),
            site("b.example", "two", one),
            site("a.example", "one", two),
            site("b.example", "two", two, **place),
            site(address=three),
        ]
    )
    asked = "net:198.51.100.0/24"
    assert store.count(asked) == 6
    assert store.services(asked) == (3, {"FR": 2})
    assert store.services(f"{asked} two") == (2, {"FR": 1})
    assert store.services(f"{asked} absent") == (0, {})
    low, high = Address.parse(one), Address.parse("198.51.100.9")
    assert store.neighbours(low, high, most=9) == [(Address.parse(at), 1) for at in addresses]
    groups = store.service_groups(low, ())
    assert groups.single == (site(address=one).service,)
    assert (groups.alike, groups.left) == ((), 0)
    assert store.service_groups(Address.parse(two), ()).left == 0
    names = [o.endpoint.name for o in store.host(low)]
    assert names == ["", "a.example", "b.example"]


@pytest.mark.parametrize(
    "other",
    [
        {"module": "https"}, {"product": "Apache"}, {"blocks": {"http": {"status": 200, "title": "Shop"}}},
        {"blocks": {"http": {"status": 404, "title": "Home"}}}, {"data": "HTTP/1.1 200 OK\r\nServer: x"},
        {"blocks": {"http": {"status": 200, "title": "Home", "html_hash": 5}}},
        {"blocks": {"ssl": {"cert": {"fingerprint": {"sha256": "ab"}}}, "http": {"title": "Home"}}},
    ],
)  # fmt: skip
def test_the_date_alone_makes_no_other_answer(other: dict[str, Any]) -> None:
    assert answer(page("", "Home")) == answer(page("a.example", "Home", 5))
    assert answer(page("", "Home")) != answer(replace(page("a.example", "Home"), **other))


@pytest.mark.parametrize("order", [*permutations(range(3))])
@pytest.mark.parametrize("together", [True, False])
def test_a_name_that_answers_as_the_address_does_is_another_name_of_it(
    store: Stored, order: tuple[int, ...], together: bool
) -> None:
    address = f"2001:db8::{''.join(map(str, order))}:{together:d}"
    every = [
        page("", "Home", 0, address),
        page("a.example", "Home", 3, address),
        page("b.example", "Shop", 4, address),
    ]  # fmt: skip
    some = [every[number] for number in order]
    for batch in [some] if together else [[one] for one in some]:
        store.add(batch)
    for _ in range(2):
        found = {o.endpoint.name: o for o in store.search(f"ip:{address}")}
        assert sorted(found) == ["", "b.example"]
        assert (found[""].hostnames, found[""].aliases) == (("a.example",), ("a.example",))
        assert [o.id for o in store.search(f"ip:{address} hostname:a.example")] == [every[0].id]
        assert_shown(store, address, every)
        alias = store.latest(every[1].service)
        assert alias is not None
        assert alias.id == every[1].id
        store.add(every)
        store.fold(now=datetime(2023, 6, 1, tzinfo=UTC))


def test_an_alias_that_answers_otherwise_is_shown_again(store: Stored) -> None:
    address = "198.51.100.20"
    every = [page("", "Home", 0, address), page("a.example", "Home", 1, address)]
    store.add(every)
    store.fold(now=datetime(2023, 6, 1, tzinfo=UTC))
    for title, second, name in (
        ("Moved", 2, ""), ("Moved", 3, "a.example"), ("Other", 4, "a.example"), ("Other", 5, ""),
        ("Last", 6, ""),
    ):  # fmt: skip
        every.append(page(name, title, second, address))
        store.add([every[-1]])
        assert_shown(store, address, every)
    [named] = store.search(f"service:{every[1].service}")
    assert named.first_seen == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_default_site_that_says_nothing_is_hidden_while_another_says_something(
    store: Stored, order: tuple[int, ...]
) -> None:
    address = f"2001:db8:1::{''.join(map(str, order))}"
    every = [silent("", 0, address), silent("a.example", 1, address), page("b.example", "Shop", 2, address)]
    for number in order:
        store.add([every[number]])
    assert_shown(store, address, every)
    assert [o.endpoint.name for o in store.search(f"ip:{address}")] == ["b.example"]
    every.append(page("", "Home", 3, address))
    store.add([every[-1]])
    assert_shown(store, address, every)


@pytest.mark.parametrize("seed", range(tier(3, 50)))
def test_any_order_of_sites_and_sources_gives_one_view(store: Stored, seed: int) -> None:
    rng = random.Random(seed)
    looks: dict[str, list[Observation]] = {}
    for number in range(6):
        address = f"10.{seed}.1.{number}"
        looks[address] = [named_look(rng, address, hour) for hour in range(rng.randint(1, 9))]
    some = [one for every in looks.values() for one in every]
    some += rng.sample(some, len(some) // 4)
    rng.shuffle(some)
    while some:
        count = rng.randint(1, 12)
        store.add(some[:count])
        if rng.random() < 0.2:
            store.fold(now=datetime(2023, 6, 1, tzinfo=UTC))
        some = some[count:]
    for address, every in looks.items():
        assert_shown(store, address, every)


def named_look(rng: random.Random, address: str, hour: int) -> Observation:
    """Of a random source, with one of few names and one of few answers."""
    o = random_look(rng, address, hour)
    endpoint = replace(o.endpoint, name=rng.choice(("", "", "a.example", "b.example")))
    if "http" in o.blocks:
        o = replace(o, blocks={**o.blocks, "http": {"status": 200, "title": rng.choice(("one", "two"))}})
    o = replace(
        o, endpoint=endpoint, service=site_id(endpoint), data=rng.choice(("one", "")) if o.data else ""
    )
    return at(o, o.timestamp + timedelta(microseconds=10 * hour))


def test_thousands_of_names_of_one_endpoint(tmp_path: Path) -> None:
    """Nearly all answer as the default site does; then that answers otherwise, and back."""
    names = [f"n{number:05}.example" for number in range(tier(3_000, 10_000))]
    with observations(tmp_path) as store:
        store.add([page("", "Home")])
        for begin in range(0, len(names), 1000):
            store.add([page(name, "Home" if name[5] != "7" or name[1:5] != name[1] * 4 else "Own")
                       for name in names[begin : begin + 1000]])  # fmt: skip
        shown = store.search("ip:192.0.2.7", limit=1000)
        assert len(shown) == 1 + sum(name[5] == "7" and name[1:5] == name[1] * 4 for name in names)
        default = next(o for o in shown if not o.endpoint.name)
        assert len(default.hostnames) == len(names) + 1 - len(shown)
        assert store.services("")[0] == 1
        store.add([page("", "Moved", 9)])
        assert store.count("") == len(names) + 1
        store.add([page("", "Home", 10)])
        assert store.count("") == len(shown)
