"""A key's last day: not over yet, and shown as it was given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.scope.file import day
from leftopen.service import api_keys
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_key_that_would_be_dead_already_is_not_made(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as desk:
        with pytest.raises(BadRequest, match="until 2026-11-24 would be dead already"):
            api_keys.add(desk, "late", Right.READ, day("2026-11-24"))
        assert desk.store.records.api_keys.list() == []
        api_keys.add(desk, "today", Right.READ, day("2026-11-25"))
        assert [key.name for key in desk.store.records.api_keys.list()] == ["today"]


def test_the_list_shows_the_day_that_was_given(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    made, listed, dead = all_ran(
        folder,
        [("key", "add", "x", "--until", "2099-12-30"), ("key", "list"),
         ("key", "add", "y", "--until", "2020-01-01")],
    )  # fmt: skip
    assert made.code == 0
    assert listed.out.splitlines()[1].split()[-1] == "2099-12-30"
    assert (dead.code, dead.out) == (1, "")
    assert dead.err == "leftopen: an API key until 2020-01-01 would be dead already\n"
