"""One endpoint is one service, whoever saw it: its view is merged from all sources, in any order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.field_group import EVERYTHING, NOTHING, TALK, FieldGroup
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.store.observations.merge import merged
from tests.store.random_looks import random_look
from tests.store.samples import NOON, Stored, observations, seen
from tests.tier import tier

HOUR = timedelta(hours=1)
LATER = datetime(2023, 6, 1, tzinfo=UTC)


def imported(hours: int, by: str = "nmap", address: str = "192.0.2.7", **more: Any) -> Observation:
    o = seen(address, 80, NOON + hours * HOUR, f"by {by}", product="Sendria")
    return replace(o, clause="", vantage=Vantage(place=Place.INSIDE, name=by), **more)


def port_list(hours: int, address: str = "192.0.2.7") -> Observation:
    o = seen(address, 80, NOON + hours * HOUR, "", module="unknown", sees=NOTHING)
    return replace(o, clause="", vantage=Vantage(place=Place.INSIDE, name="masscan"))


def own(hours: int, address: str = "192.0.2.7") -> Observation:
    return seen(address, 80, NOON + hours * HOUR, "ours", product="MailDev", sees=TALK)


def assert_current(store: Stored, view: Observation, every: list[Observation]) -> None:
    address = view.endpoint.address
    asked = f"ip:{address}"
    latest = store.latest(view.service)
    assert latest is not None
    assert [shown(o) for o in (*store.search(asked), *store.host(address), latest)] == [shown(view)] * 3
    assert store.count(asked) == 1
    products = {"product": [(view.product, 1)]} if view.product else {"product": []}
    assert store.facets(asked, [("product", 5)]) == products
    history = sorted(every, key=lambda o: (o.timestamp, o.id), reverse=True)
    assert [o.id for o in store.host(address, history=True)] == [o.id for o in history]
    assert store.count(asked, history=True) == len(every)
    for one in every:
        assert shown(store.get(one.id)) == shown(one)


def shown(o: Observation) -> Observation:
    """Without what the store knows besides."""
    return replace(o, first_seen=None, sees=EVERYTHING)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("sources")) as opened:
        yield opened


@pytest.mark.parametrize("order", [*permutations(range(4))][:: tier(7, 3)])
@pytest.mark.parametrize("together", [True, False])
def test_a_poor_look_hides_nothing_in_any_order(
    store: Stored, order: tuple[int, ...], together: bool
) -> None:
    address = f"2001:db8::{''.join(map(str, order))}:{together:d}"
    every = [own(1, address), imported(2, address=address), port_list(3, address), port_list(4, address)]
    some = [every[at] for at in order]
    for batch in [some] if together else [[one] for one in some]:
        store.add(batch)
    view = merged(every)
    assert (view.id, view.product, view.data) == (every[3].id, "Sendria", "by nmap")
    assert_current(store, view, every)
    store.fold(now=LATER)
    assert_current(store, view, every)
    assert store.search(f"ip:{address}")[0].first_seen == NOON + HOUR


def test_the_newest_that_could_see_counts_and_our_own_at_the_same_time(store: Stored) -> None:
    every = [imported(1, "shodan:x", "198.51.100.1"), own(1, "198.51.100.1")]
    store.add(every)
    assert_current(store, every[1], every)
    later = imported(2, "shodan:x", "198.51.100.1")
    store.add([later])
    assert_current(store, later, [*every, later])


def test_what_others_saw_of_some_services(store: Stored) -> None:
    every = [
        own(3, "198.51.100.2"),
        imported(2, address="198.51.100.2"),
        imported(0, "shodan:x", "198.51.100.2"),
    ]
    store.add([*every, own(1, "198.51.100.3")])
    found = store.search("net:198.51.100.2/31")
    assert [o.id for o in store.imported(found)] == [every[1].id, every[2].id]
    assert store.imported([]) == []


def test_retention_keeps_what_the_view_is_merged_from(tmp_path: Path) -> None:
    every = [own(0), port_list(24 * 40), port_list(24 * 80)]
    with observations(tmp_path) as store:
        for one in every:
            store.add([one])
        store.fold(months=1, now=NOON + 100 * 24 * HOUR)
        [view] = store.host(every[0].endpoint.address)
        assert (view.id, view.product) == (every[2].id, "MailDev")
        store.add([port_list(24 * 90)])
        [view] = store.host(every[0].endpoint.address)
        assert (view.timestamp, view.product) == (NOON + 24 * 90 * HOUR, "MailDev")


@pytest.mark.parametrize("seed", range(tier(2, 50)))
def test_random_observations_give_one_view_in_any_order(store: Stored, seed: int) -> None:
    """Ten services a seed, stored in random order and batches, some of them twice, folded in between."""
    rng = random.Random(seed)
    addresses = [f"10.{seed}.0.{at}" for at in range(10)]
    every = {
        address: [random_look(rng, address, hour) for hour in range(rng.randint(1, 7))]
        for address in addresses
    }
    some = [one for looks in every.values() for one in looks]
    some += rng.sample(some, len(some) // 4)
    rng.shuffle(some)
    while some:
        count = rng.randint(1, 12)
        store.add(some[:count])
        if rng.random() < 0.2:
            store.fold(now=LATER)
        some = some[count:]
    for address, looks in every.items():
        different = {one.id: one for one in looks}
        [found] = store.search(f"ip:{address}")
        assert shown(found) == shown(merged(different.values())), address
        assert_no_field_of_another_server(found, [*different.values()])


def assert_no_field_of_another_server(view: Observation, looks: Sequence[Observation]) -> None:
    """Each value is that of a look of the view, and where it says so. One source may look twice at once."""
    at: dict[tuple[datetime, str], list[Observation]] = {}
    for look in looks:
        at.setdefault((look.timestamp, look.vantage.name), []).append(look)
    for origin in view.origins:
        assert any(_may_be_of(look, view, origin.group) for look in at[origin.at, origin.source])


def _may_be_of(look: Observation, view: Observation, group: FieldGroup) -> bool:
    if view.identity and look.identity and look.identity != view.identity:
        return False
    if group is FieldGroup.PRODUCT:
        return (look.product, look.version) == (view.product, view.version)
    return group is not FieldGroup.NAMES or set(look.hostnames) <= set(view.hostnames)
