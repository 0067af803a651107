"""The result of a case is kept, and read again as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.model.access_logs import (
    Client,
    ClientGroup,
    HourCoverage,
    Item,
    ItemAnswer,
    ReadersResult,
    ReadVerdict,
    StandingAccess,
    StandingKind,
    VerdictCount,
)
from leftopen.service.access_logs import lines, saved
from leftopen.service.workspace.workspace import open_workspace
from leftopen.translate import N_

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
RESULT = ReadersResult(
    made=AT, version="1", case="c0ffee", server="", start=AT, end=AT.replace(hour=12), files=(),
    hours=(HourCoverage(log="a", start=AT, lines=1, unread=0, why="gap"),),
    counts=(VerdictCount(verdict=ReadVerdict.SERVED, count=1, at_least=1, at_most=1),), groups=(),
    clients=(Client(address="203.0.113.9", group=ClientGroup.UNKNOWN, source="", requests=1, reads=1, bytes=9,
                    first=AT, last=AT),),
    open_paths=(), answers=(ItemAnswer(item=Item(id="1"), verdict=ReadVerdict.SERVED, first=AT, last=AT),),
    limits=(N_("{n} of {what}", n=1, what=N_("one")),),
    standing=(StandingAccess(kind=StandingKind.DELEGATE, owner="jane@unit.example", to="Bob", what="inbox",
                             sure=True, file="rights.csv"),),
)  # fmt: skip


def test_saved_and_loaded(tmp_path: Path) -> None:
    environ = {"LEFTOPEN_CONFIG": str(tmp_path / "config")}
    with open_workspace(tmp_path / "data", {}, environ=environ) as workspace:
        assert saved.load(workspace, "c0ffee") is None
        file = saved.save(workspace, RESULT)
        assert file.stat().st_mode & 0o777 == 0o600
        assert saved.load(workspace, "c0ffee") == RESULT


def test_the_lines_have_what_the_page_says() -> None:
    found = list(lines.lines(RESULT))
    assert [line["type"] for line in found] == ["readers", "hour", "client", "standing_access", "item"]
    page = (Path(__file__).parents[3] / "docs" / "leak" / "readers.md").read_text()
    for line in found:
        assert [name for name in line if name != "type" and f"`{name}`" not in page] == []
    # Of three of the four hours there is no log at all.
    assert (found[0]["covered"], found[0]["hours_not_covered"]) == (False, 4)


def test_a_result_of_no_case_is_not_kept(tmp_path: Path) -> None:
    environ = {"LEFTOPEN_CONFIG": str(tmp_path / "config")}
    with (
        open_workspace(tmp_path / "data", {}, environ=environ) as workspace,
        pytest.raises(ValueError, match="no case"),
    ):
        saved.save(workspace, _without_case())


def _without_case() -> ReadersResult:
    from dataclasses import replace

    return replace(RESULT, case="")
