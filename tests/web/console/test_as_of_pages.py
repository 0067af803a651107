"""The board of cases and a host as they were known at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from leftopen.model.case import CaseEventKind
from leftopen.model.severity import Severity
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.searches import Searches
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import text_of

HOST = "198.51.100.9"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Redis 7 with a case since nine days; Redis 8 and closed by word since five."""
    with console_in(tmp_path_factory.mktemp("past"), furnished=False) as made:
        workspace = made.workspace
        then, later = (workspace.clock() - timedelta(days=days) for days in (9, 5))
        service = observed(HOST, 6379, then, "# Server", module="redis", product="Redis 7")
        newer = observed(HOST, 6379, later, "# Newer", module="redis", product="Redis 8")
        ObservationWriter(workspace.store.client).add([service, newer])
        case = opened_case(workspace, found(service, "redis_open", then, Severity.HIGH, ()))
        CaseWriter(Changes(workspace.store.records)).append(
            case.id, CaseEventKind.CLOSED_BY_WORD, later, "maria", {"because": "the owner called"}
        )
        yield made


def day(console: Console, ago: int) -> str:
    return (console.workspace.clock() - timedelta(days=ago)).date().isoformat()


def test_the_board_shows_what_was_open_then_and_takes_no_decision(past: Console) -> None:
    analyst = past.visitor("analyst")
    now, then = analyst.get("/exposures"), analyst.get(f"/exposures?as_of={day(past, 7)}")
    assert (HOST in now.text, HOST in then.text) == (False, True)
    assert "What was known at" in text_of(then)
    assert 'name="action"' not in then.text
    assert 'name="action"' in analyst.get("/exposures?state=all").text
    [line] = analyst.get(f"/exposures?as_of={day(past, 7)}&format=json").json()
    assert (line["state"], line["closed"]) == ("open", None)
    assert analyst.get(f"/exposures?as_of={day(past, 10)}&state=all&format=json").json() == []


def test_a_file_of_the_board_is_of_that_day_and_a_view_is_not(past: Console) -> None:
    analyst = past.visitor("analyst")
    query = f"as_of={day(past, 7)}&state=all"
    assert '"open"' in analyst.get(f"/exposures/download?as=csv&{query}").text
    assert '"said_closed"' in analyst.get("/exposures/download?as=csv&state=all").text
    analyst.post("/exposures/save", name="that day", as_of=day(past, 7), state="all")
    [saved] = Searches(past.workspace.store.records).of(past.users["analyst"].id, "exposures")
    assert saved.query == "state=all"


def test_the_host_shows_its_services_and_cases_of_then(past: Console) -> None:
    viewer = past.visitor("viewer")
    then = viewer.get(f"/host/{HOST}?as_of={day(past, 7)}")
    assert ("Redis 7" in then.text, "Redis 8" in then.text) == (True, False)
    assert "1 open" in text_of(then)
    assert "exposure closed" not in text_of(then)
    assert "1 open" not in text_of(viewer.get(f"/host/{HOST}"))
    before = viewer.get(f"/host/{HOST}?as_of={day(past, 20)}")
    assert (before.status_code, "No service of this address was known." in text_of(before)) == (200, True)


def test_a_user_of_other_networks_sees_nothing_of_then(past: Console) -> None:
    part = past.visitor("part")
    assert part.get(f"/exposures?as_of={day(past, 7)}&format=json").json() == []
    assert part.get(f"/host/{HOST}?as_of={day(past, 7)}").status_code == 404


def test_a_wrong_date_is_told(past: Console) -> None:
    viewer = past.visitor("viewer")
    for path in (f"/host/{HOST}", "/exposures"):
        wrong = viewer.get(f"{path}?as_of=yesterday")
        assert (wrong.status_code, "is not a valid date" in text_of(wrong)) == (400, True)
        assert viewer.get(f"{path}?as_of=2199-01-01").status_code == 400
