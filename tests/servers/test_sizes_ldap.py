"""The size that `ldap_anonymous` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.workspace.workspace import Workspace
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import slapd
from tests.servers.real import RealServer, Spot


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.parametrize("people", [8, pytest.param(10_000, marks=pytest.mark.full)])
def test_the_entries_are_counted_or_said_to_be_a_lower_bound(
    workspace: Workspace, place: Callable[[RealServer], Spot], people: int
) -> None:
    require(slapd.server.missing())
    spot = place(slapd.server)
    running = slapd.start(spot, "open", people)
    try:
        (finding,) = of(scanned(workspace, spot.port), "finding", check="ldap_anonymous")
    finally:
        running.stop()
    size = finding["size"]
    assert isinstance(size, dict)
    records = size["records"]
    assert isinstance(records, int)
    whole = people + 2
    assert records <= whole
    assert records == whole or size["at_least"]
    assert size["at_least"] == (whole > 25)
