"""`--as-of` at a terminal: cases and a host as they were known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.case import CaseEventKind
from leftopen.model.severity import Severity
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from tests.cli.program import Ran, all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.web.console.furnished import found, observed, opened_case

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
COMMANDS = {
    "before": ("cases", "list", "--as-of", "2026-02-28"),
    "open": ("cases", "list", "--as-of", "2026-03-01", "--json"),
    "closed": ("cases", "list", "--as-of", "2026-03-03", "--all"),
    "csv": ("cases", "list", "--as-of", "2026-03-01T12:00", "--format", "csv"),
    "wrong": ("cases", "list", "--as-of", "last week"),
    "future": ("cases", "list", "--as-of", "2199-01-01"),
    "host": ("host", "198.51.100.9", "--as-of", "2026-03-01"),
    "host later": ("host", "198.51.100.9", "--as-of", "2026-03-03"),
    "host before": ("host", "198.51.100.9", "--as-of", "2026-02-01"),
    "both": ("host", "198.51.100.9", "--as-of", "2026-03-01", "--history"),
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """Redis 7 with a case since 1 March, closed by word on 3 March, when it was Redis 8."""
    folder = Folder(root=tmp_path_factory.mktemp("as-of"), settings={})
    with office(folder.root) as workspace:
        then, later = BEGIN, BEGIN + timedelta(days=2)
        service = observed("198.51.100.9", 6379, then, "# Server", module="redis", product="Redis 7")
        newer = observed("198.51.100.9", 6379, later, "# Newer", module="redis", product="Redis 8")
        ObservationWriter(workspace.store.client).add([service, newer])
        case = opened_case(workspace, found(service, "redis_open", then, Severity.HIGH, ()))
        CaseWriter(Changes(workspace.store.records)).append(
            case.id, CaseEventKind.CLOSED_BY_WORD, later, "maria", {"because": "the owner called"}
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "200")
        return dict(zip(COMMANDS, all_ran(folder, list(COMMANDS.values())), strict=True))


def test_the_board_of_that_day(answer: dict[str, Ran]) -> None:
    assert "no open cases" in answer["before"].err
    [line] = answer["open"].lines
    assert (line["state"], line["closed"]) == ("open", None)
    assert "closed without proof" in answer["closed"].out
    assert "as known at 2026-03-03 23:59" in answer["closed"].err
    assert ['"open"' in one for one in answer["csv"].out.splitlines()[1:]] == [True]


def test_the_host_of_that_day(answer: dict[str, Ran]) -> None:
    assert "Redis 7" in answer["host"].out
    assert "redis_open  open" in answer["host"].out
    assert "Redis 8" not in answer["host"].out
    assert "Redis 8" in answer["host later"].out
    assert "redis_open  said_closed" in answer["host later"].out
    assert "no observations of 198.51.100.9 up to 2026-02-01 23:59" in answer["host before"].err


def test_what_is_no_past_day_is_told(answer: dict[str, Ran]) -> None:
    assert "'last week' is not a valid date" in answer["wrong"].err
    assert "is in the future" in answer["future"].err
    assert "cannot be combined with --history" in answer["both"].err
    assert {answer[name].code for name in ("wrong", "future", "both")} == {2}
