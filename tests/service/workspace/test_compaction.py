"""Folding is done by one process at a time, and nobody has to wait for its end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from leftopen.service.workspace.compaction import compact
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.service.office import office
from tests.store.samples import NOON, seen


def waiting(workspace: Workspace) -> int:
    return int(workspace.store.client.query("SELECT count() AS n FROM superseded")[0]["n"])


def test_one_process_folds_and_the_other_leaves_it_to_it(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        one_at_a_time(workspace)


def test_who_stops_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        one_waits(workspace)
        workspace.store.client.command("SYSTEM STOP MERGES services")
        compact(workspace, lambda: True)
        assert waiting(workspace) == 1
        assert workspace.store.observations.count("") == 1
        workspace.store.client.command("SYSTEM START MERGES services")
        compact(workspace)
        assert waiting(workspace) == 0
        assert workspace.store.observations.count("", history=True) == 2


def one_waits(workspace: Workspace) -> None:
    ObservationWriter(workspace.store.client).add([seen("192.0.2.8")])
    ObservationWriter(workspace.store.client).add(
        [seen("192.0.2.8", at=NOON + timedelta(hours=1), data="newer")]
    )
    assert waiting(workspace) == 1


def one_at_a_time(workspace: Workspace) -> None:
    one_waits(workspace)
    with try_lock(workspace.data, "fold") as ours:
        assert ours
        compact(workspace)
    assert waiting(workspace) == 1
    compact(workspace)
    assert waiting(workspace) == 0
    assert workspace.store.observations.count("", history=True) == 2
