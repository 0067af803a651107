"""The size that `smb_share_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.workspace.workspace import Workspace
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import samba
from tests.servers.real import RealServer, Spot


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("files", [10, 10_000])
def test_files_are_counted_or_said_to_be_a_lower_bound(
    workspace: Workspace, place: Callable[[RealServer], Spot], files: int
) -> None:
    require(samba.server.missing())
    spot = place(samba.server)
    running = samba.start(spot, "open", files)
    try:
        (finding,) = of(scanned(workspace, spot.port), "finding", check="smb_share_open")
    finally:
        running.stop()
    size = finding["size"]
    assert isinstance(size, dict)
    records, total = size["records"], size["bytes"]
    whole = sum(path.stat().st_size for path in (spot.folder / "full").iterdir())
    assert isinstance(records, int)
    assert isinstance(total, int)
    assert records <= files
    assert total <= whole
    assert size["at_least"] == (records < files)
    assert size["at_least"] == (files > 100)
