from __future__ import annotations

import pytest

from tests import tier


def test_what_is_dear_has_its_turn_and_what_changed_always(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"tests/impact/logs/test_{number}.py::test_it" for number in range(400)]
    changed = frozenset({"src/leftopen/impact/logs/7.py", "tests/impact/logs/test_8.py"})
    turns = {}
    for commit in ("one", "another"):
        monkeypatch.setattr(tier, "_last_commit", lambda commit=commit: (commit, changed))
        turns[commit] = {name for name in names if tier.everyday(name)}
        assert {names[7], names[8]} <= turns[commit]
        assert 50 < len(turns[commit]) < 120
        assert tier.everyday("tests/cases/test_proof.py::test_it")
        assert not tier.everyday("tests/durability/test_stopped.py::test_it")
    assert turns["one"] != turns["another"]
    monkeypatch.setattr(tier, "_last_commit", lambda: ("", frozenset[str]()))
    assert all(map(tier.everyday, names))


def test_every_place_that_is_named_is_there() -> None:
    for place in (*tier.FULL_ONLY, *tier.TURNS, *tier.IN_PIECES):
        file, _, test = place.partition("::")
        assert (tier.ROOT / file).exists(), place
        assert not test or f"def {test}" in (tier.ROOT / file).read_text(), place
