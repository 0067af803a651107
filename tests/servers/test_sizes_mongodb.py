"""The size that `mongodb_open` says, against what was put in; and what proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.workspace.workspace import Workspace
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.mongo import Mongo
from tests.servers.need import require
from tests.servers.programs import mongodb
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of

Place = Callable[[RealServer], Spot]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    "records",
    [pytest.param(10, marks=pytest.mark.full), 10_000, pytest.param(1_000_000, marks=pytest.mark.full)],
)
def test_the_count_of_records_is_the_truth(tmp_path: Path, place: Place, records: int) -> None:
    require(mongodb.server.missing())
    spot = place(mongodb.server)
    running = mongodb.start(spot, "open", records)
    try:
        answer = size_of(tmp_path, spot.port, "mongodb_open")
    finally:
        running.stop()
    assert answer == (records, False)


@pytest.mark.real
def test_more_databases_than_are_counted_make_a_lower_bound(tmp_path: Path, place: Place) -> None:
    require(mongodb.server.missing())
    spot = place(mongodb.server)
    running = mongodb.start(spot, "empty")
    try:
        with Mongo(spot.port) as mongo:
            for number in range(5):
                mongo.ask(f"made_up{number}", {"insert": "notes", "documents": [{"a": 1}, {"a": 2}]})
        answer = size_of(tmp_path, spot.port, "mongodb_open")
    finally:
        running.stop()
    assert answer == (6, True)


@pytest.mark.real
def test_log_ins_without_a_first_user_prove_nothing_on_its_own_machine(
    workspace: Workspace, place: Place
) -> None:
    require(mongodb.server.missing())
    spot = place(mongodb.server)
    running = mongodb.start(spot, "no_user")
    try:
        lines = scanned(workspace, spot.port)
    finally:
        running.stop()
    assert of(lines, "finding") == []
    (verdict,) = of(lines, "verdict", check="mongodb_open")
    assert (verdict["verdict"], verdict["reason"]) == ("unknown", "not_understood")
