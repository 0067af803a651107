from __future__ import annotations

import random
from collections.abc import Iterator
from functools import reduce
from operator import add

import pytest

from tests import commit, tier
from tests.servers.due import concerned, due

LOGS = [f"tests/impact/logs/test_{number}.py" for number in range(400)]
HTTP = ("couchdb", "http", "couchdb_open")


def commit_is(monkeypatch: pytest.MonkeyPatch, named: str, *changed: str, history: bool = True) -> None:
    for cached in (tier.concerned, tier.turns):
        cached.cache_clear()
    monkeypatch.setattr(tier, "FULL", False)
    monkeypatch.setattr(commit, "_hash", lambda: named)
    monkeypatch.setattr(commit, "changed", lambda: frozenset(changed) if history else None)


@pytest.fixture(autouse=True)
def _another_commit_afterwards() -> Iterator[None]:
    yield
    for cached in (tier.concerned, tier.turns):
        cached.cache_clear()


def test_as_many_have_their_turn_as_there_is_time_for_and_others_for_another_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = int(tier.BUDGET_S / tier.UNKNOWN_S)
    commit_is(monkeypatch, "one", "src/leftopen/cases/proof.py", "tests/impact/logs/test_8.py")
    first = tier.chosen(LOGS)
    assert LOGS[8] in first
    assert len(first) == some
    commit_is(monkeypatch, "another")
    assert len(tier.chosen(LOGS)) == some
    assert len(first & tier.chosen(LOGS)) < some / 2
    commit_is(monkeypatch, "")
    assert len(tier.chosen(LOGS)) == len(LOGS)


def test_a_file_that_does_not_fit_makes_room_for_one_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    commit_is(monkeypatch, "one")
    seconds = dict.fromkeys(LOGS[:200], tier.BUDGET_S - 10) | dict.fromkeys(LOGS[200:], 9.0)
    monkeypatch.setattr(tier, "measured", lambda: seconds)
    first = tier.chosen(LOGS)
    assert sum(seconds[file] for file in first) > tier.BUDGET_S - 10
    assert sum(seconds[file] for file in first) <= tier.BUDGET_S


def test_every_process_sees_the_same_time_left_whatever_its_order() -> None:
    taken = [number / 10 for number in range(1, 60)]
    orders = [random.Random(seed).sample(taken, len(taken)) for seed in range(20)]
    assert len({reduce(add, order) for order in orders}) > 1
    assert len({tier.time_left(order) for order in orders}) == 1


def test_a_change_in_a_room_runs_all_of_its_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    commit_is(monkeypatch, "one", "src/leftopen/impact/logs/readers/new.py")
    others = [file.replace("/logs/", "/incident/") for file in LOGS]
    assert tier.chosen([*LOGS, *others]) == {*LOGS}


def test_a_change_of_what_a_test_imports_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    file = "tests/hostile/test_breaker_rows.py"
    imported = [path for path in tier.imported(file) if (commit.ROOT / path).exists()]
    assert imported
    for named in map(str, range(20)):
        commit_is(monkeypatch, named, imported[0])
        assert tier.everyday(f"{file}::test_it")
        assert not tier.is_left_out(file)


def test_only_files_and_folders_without_a_turn_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    commit_is(monkeypatch, "one")
    assert not tier.everyday("tests/durability/test_stopped.py::test_it")
    assert tier.is_left_out("tests/durability/test_stopped.py")
    assert tier.is_left_out("tests/blind/")
    for place in ("tests/", *tier.DEAR, tier.SERVERS, tier.REAL, *tier.EVERY_DAY, *tier.IN_PIECES):
        assert not tier.is_left_out(place), place
    left_out = set(filter(tier.has_turns, tier.measured())) - tier.turns()
    assert left_out
    assert all(map(tier.is_left_out, left_out))
    cheap = [file for file, seconds in tier.measured().items() if seconds <= tier.CHEAP_S]
    assert cheap
    assert all(map(tier.everyday, cheap))
    assert tier.everyday("tests/cases/test_proof.py::test_it")
    (pages,) = tier.IN_PIECES
    drawn = [number for number in range(400) if tier.everyday(f"{pages}::test_it[{number}]")]
    assert 15 < len(drawn) < 80


@pytest.mark.parametrize(
    ("arguments", "takes"),
    [
        (["tests"], True),
        (["."], True),
        (["tests/cli"], False),
        (["tests/cli/test_verbs.py", "tests/web"], False),
        (["tests/cli/test_verbs.py::test_it"], False),
    ],
)
def test_what_is_named_runs_whatever_its_turn(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], takes: bool
) -> None:
    monkeypatch.chdir(commit.ROOT)
    assert tier.takes_turns(arguments) is takes


def test_no_file_takes_more_than_there_is() -> None:
    for file, seconds in tier.measured().items():
        assert file.startswith(tier.DEAR), file
        assert seconds < tier.BUDGET_S, file


@pytest.mark.parametrize(
    ("path", "one", "others"),
    [
        ("src/leftopen/checks/redis_open.toml", True, False),
        ("src/leftopen/probes/redis.py", True, False),
        ("src/leftopen/wire/redis.py", True, False),
        ("tests/servers/programs/redis.py", True, False),
        ("src/leftopen/wire/http/message.py", True, True),
        ("src/leftopen/wire/ber.py", True, True),
        ("src/leftopen/wire/tls.py", True, True),
        ("src/leftopen/net/channel.py", True, True),
        ("src/leftopen/model/verdict.py", True, True),
        ("tests/servers/relay.py", True, True),
        ("tests/servers/test_relay.py", False, False),
        ("src/leftopen/web/app.py", False, False),
    ],
)
def test_real_servers_are_looked_at_when_their_leaf_or_what_all_share_changed(
    monkeypatch: pytest.MonkeyPatch, path: str, one: bool, others: bool
) -> None:
    commit_is(monkeypatch, "one", path)
    assert concerned("redis", "redis_open") is one
    assert concerned(*HTTP) is others


def test_what_counts_at_one_server_runs_with_its_leaf(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = "tests/servers/test_sizes_memcached.py::test_it"
    days = {named: (f"{named}{number}" for number in range(60)) for named in ("leaf", "other")}
    for named in days["leaf"]:
        commit_is(monkeypatch, named, "src/leftopen/checks/memcached_open.py")
        assert tier.everyday(counts)
    ran = 0
    for named in days["other"]:
        commit_is(monkeypatch, named, "src/leftopen/checks/redis_open.py")
        ran += tier.everyday(counts)
    assert 0 < ran < 30


def test_of_other_real_servers_a_tenth_is_looked_at_and_all_without_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"server{number}" for number in range(400)]
    commit_is(monkeypatch, "one", "docs/tour.md")
    assert 20 < sum(map(due, names)) < 70
    commit_is(monkeypatch, "one", history=False)
    assert all(map(due, names))


def test_every_place_that_is_named_is_there() -> None:
    for place in (*tier.FULL_ONLY, *tier.DEAR, tier.REAL, *tier.EVERY_DAY, *tier.IN_PIECES):
        file, _, test = place.partition("::")
        assert (commit.ROOT / file).exists(), place
        assert not test or f"def {test}" in (commit.ROOT / file).read_text(), place


def test_this_checkout_has_a_commit() -> None:
    if not (commit.ROOT / ".git").exists():
        pytest.skip("not in a repository")
    assert 0 <= commit.place("any") < 1
    assert commit.drawn("any", 1)


def test_the_full_tier_has_at_most_eight_times_the_everyday_number(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ((2, 500), (100, 300), (0, 60), (False, True))
    monkeypatch.setattr(tier, "FULL", False)
    monkeypatch.setattr(tier, "WHOLE", False)
    assert [tier.tier(*pair) for pair in values] == [2, 100, 0, False]
    monkeypatch.setattr(tier, "FULL", True)
    assert [tier.tier(*pair) for pair in values] == [16, 300, 60, True]
    assert tier.tier(["few"], ["few", "more"]) == ["few", "more"]
    monkeypatch.setattr(tier, "WHOLE", True)
    assert [tier.tier(*pair) for pair in values] == [500, 300, 60, True]
