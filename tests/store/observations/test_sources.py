"""One endpoint is one service, whoever saw it: our own newest observation first, then others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.store.engine.client import Client
from leftopen.store.engine.migrate import known_migrations, statements
from tests.store.samples import NOON, Stored, engine, observations, seen
from tests.tier import tier

HOUR = timedelta(hours=1)
TABLES = ("services", "history", "observation_index")
LATER = datetime(2023, 6, 1, tzinfo=UTC)


def imported(hours: int, by: str = "nmap", address: str = "192.0.2.7") -> Observation:
    o = seen(address, 80, NOON + hours * HOUR, f"by {by}", product="Sendria")
    return replace(o, clause="", vantage=Vantage(place=Place.INSIDE, name=by))


def own(hours: int, address: str = "192.0.2.7") -> Observation:
    return seen(address, 80, NOON + hours * HOUR, "ours", product="MailDev")


def assert_current(store: Stored, current: Observation, every: list[Observation]) -> None:
    address = current.endpoint.address
    asked = f"ip:{address}"
    latest = store.latest(current.service)
    assert latest is not None
    assert [o.id for o in (*store.search(asked), *store.host(address), latest)] == [current.id] * 3
    assert store.count(asked) == 1
    assert store.facets(asked, [("product", 5)]) == {"product": [(current.product, 1)]}
    history = sorted(every, key=lambda o: o.timestamp, reverse=True)
    assert [o.id for o in store.host(address, history=True)] == [o.id for o in history]
    assert store.count(asked, history=True) == len(every)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> object:
    with observations(tmp_path_factory.mktemp("sources")) as opened:
        yield opened


@pytest.mark.parametrize("order", [*permutations(range(4))][:: tier(7, 3)])
@pytest.mark.parametrize("together", [True, False])
def test_our_newest_is_the_current_one_in_any_order(
    store: Stored, order: tuple[int, ...], together: bool
) -> None:
    address = f"2001:db8::{''.join(map(str, order))}:{together:d}"
    every = [own(1, address), own(2, address), imported(3, address=address), imported(4, address=address)]
    some = [every[at] for at in order]
    for batch in [some] if together else [[one] for one in some]:
        store.add(batch)
    assert_current(store, every[1], every)
    [first] = store.search(f"ip:{address}")
    store.fold(now=LATER)
    assert_current(store, every[1], every)
    assert store.search(f"ip:{address}")[0].first_seen == NOON + HOUR
    assert first.product == "MailDev"


def test_without_our_own_the_newest_counts(store: Stored) -> None:
    every = [imported(1, address="198.51.100.1"), imported(2, "shodan:x", "198.51.100.1")]
    store.add(every)
    assert_current(store, every[1], every)


def test_what_others_saw_of_some_services(store: Stored) -> None:
    every = [
        own(1, "198.51.100.2"),
        imported(2, address="198.51.100.2"),
        imported(0, "shodan:x", "198.51.100.2"),
    ]
    store.add([*every, own(1, "198.51.100.3")])
    found = store.search("net:198.51.100.2/31")
    assert [o.id for o in store.imported(found)] == [every[1].id, every[2].id]
    assert store.imported([]) == []


def test_retention_keeps_the_way_to_the_current_one(tmp_path: Path) -> None:
    every = [own(0), imported(24 * 40), imported(24 * 80)]
    with observations(tmp_path) as store:
        store.add(every)
        store.fold(months=1, now=NOON + 100 * 24 * HOUR)
        assert [o.id for o in store.host(every[0].endpoint.address)] == [every[0].id]


def test_an_older_folder_learns_which_observations_are_its_own(tmp_path: Path) -> None:
    """Rows that are stored without the column are told apart by their clause."""
    with engine(tmp_path) as client:
        store = Stored(client)
        store.add([own(1), imported(1, "nmap", "192.0.2.8"), imported(1, "shodan:x", "192.0.2.9")])
        _forget(client)
        for statement in statements(known_migrations()[9]):
            client.command(statement)
        found = client.query("SELECT toString(address) AS a, own FROM observation_index ORDER BY address")
        assert [bool(row["own"]) for row in found] == [True, False, False]
        store.add([imported(2)])
        assert [o.product for o in store.search("ip:192.0.2.7")] == ["MailDev"]


@pytest.mark.parametrize(
    ("known", "current"),
    [
        ([imported(10), own(5)], imported(12)),
        ([own(5), imported(10)], imported(12)),
        ([imported(3), own(5)], own(5)),
        ([own(5), imported(3)], own(5)),
        ([own(4), own(5), imported(3)], own(5)),
    ][:: tier(3, 1)],
)
def test_in_an_older_folder_no_service_stays_at_an_old_import(
    tmp_path: Path, known: list[Observation], current: Observation
) -> None:
    """There the newest was the current one, whoever saw it; what the migration leaves standing counts as
    such until something newer comes."""
    with engine(tmp_path) as client:
        store = Stored(client)
        _forget(client)
        for table in TABLES:
            client.command(f"ALTER TABLE {table} ADD COLUMN own Bool DEFAULT false")
        for one in known:
            store.add([one])
        _forget(client)
        for statement in statements(known_migrations()[9]):
            client.command(statement)
        store.add([imported(12)])
        store.fold(now=LATER)
        assert_current(store, current, [*known, imported(12)])
        store.add([own(13)])
        assert_current(store, own(13), [*known, imported(12), own(13)])


def _forget(client: Client) -> None:
    for table in TABLES:
        client.command(f"ALTER TABLE {table} DROP COLUMN own SETTINGS mutations_sync = 2")
