from __future__ import annotations

import pytest

from tests import commit, tier
from tests.servers.due import concerned, due

LOGS = [f"tests/impact/logs/test_{number}.py::test_it" for number in range(400)]
HTTP = ("couchdb", "http", "couchdb_open")


def commit_is(monkeypatch: pytest.MonkeyPatch, named: str, *changed: str, history: bool = True) -> None:
    tier.concerned.cache_clear()
    monkeypatch.setattr(tier, "FULL", False)
    monkeypatch.setattr(commit, "_hash", lambda: named)
    monkeypatch.setattr(commit, "changed", lambda: frozenset(changed) if history else None)


def test_a_fifth_has_its_turn_and_another_one_for_another_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = {}
    for named in ("one", "another"):
        commit_is(monkeypatch, named, "src/leftopen/cases/proof.py", "tests/impact/logs/test_8.py")
        turns[named] = {name for name in LOGS if tier.everyday(name)}
        assert LOGS[8] in turns[named]
        assert 50 < len(turns[named]) < 120
        assert all(tier.is_left_out(name.partition("::")[0]) for name in {*LOGS} - turns[named])
        assert tier.everyday("tests/cases/test_proof.py::test_it")
        assert not tier.everyday("tests/durability/test_stopped.py::test_it")
    assert turns["one"] != turns["another"]
    commit_is(monkeypatch, "")
    assert all(map(tier.everyday, LOGS))


def test_a_change_in_a_room_runs_all_of_its_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    commit_is(monkeypatch, "one", "src/leftopen/impact/logs/readers/new.py")
    assert all(map(tier.everyday, LOGS))
    assert not all(tier.everyday(name.replace("/logs/", "/incident/")) for name in LOGS)


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
    assert tier.is_left_out("tests/blind/")
    for place in ("tests/", "tests/cli/", "tests/hostile/", *tier.EVERY_DAY, *tier.IN_PIECES):
        assert not tier.is_left_out(place), place


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


def test_of_other_real_servers_a_tenth_is_looked_at_and_all_without_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"server{number}" for number in range(400)]
    commit_is(monkeypatch, "one", "docs/tour.md")
    assert 20 < sum(map(due, names)) < 70
    commit_is(monkeypatch, "one", history=False)
    assert all(map(due, names))


def test_every_place_that_is_named_is_there() -> None:
    for place in (*tier.FULL_ONLY, *tier.TURNS, *tier.EVERY_DAY, *tier.IN_PIECES):
        file, _, test = place.partition("::")
        assert (commit.ROOT / file).exists(), place
        assert not test or f"def {test}" in (commit.ROOT / file).read_text(), place


def test_this_checkout_has_a_commit() -> None:
    if not (commit.ROOT / ".git").exists():
        pytest.skip("not in a repository")
    assert 0 <= commit.place("any") < 1
    assert commit.drawn("any", 1)
