"""Folding is done by one process at a time, and nobody has to wait for its end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from leftopen.service.claim import claimed
from leftopen.service.desk import Desk
from leftopen.service.folding import fold
from tests.service.office import office
from tests.store.samples import NOON, seen


def waiting(desk: Desk) -> int:
    return int(desk.store.client.query("SELECT count() AS n FROM superseded")[0]["n"])


def test_one_process_folds_and_the_other_leaves_it_to_it(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        one_at_a_time(desk)


def test_who_stops_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        one_waits(desk)
        desk.store.client.command("SYSTEM STOP MERGES services")
        fold(desk, lambda: True)
        assert waiting(desk) == 1
        assert desk.store.observations.count("") == 1
        desk.store.client.command("SYSTEM START MERGES services")
        fold(desk)
        assert waiting(desk) == 0
        assert desk.store.observations.count("", history=True) == 2


def one_waits(desk: Desk) -> None:
    desk.store.observations.add([seen("192.0.2.8")])
    desk.store.observations.add([seen("192.0.2.8", at=NOON + timedelta(hours=1), data="newer")])
    assert waiting(desk) == 1


def one_at_a_time(desk: Desk) -> None:
    one_waits(desk)
    with claimed(desk.data, "fold") as ours:
        assert ours
        fold(desk)
    assert waiting(desk) == 1
    fold(desk)
    assert waiting(desk) == 0
    assert desk.store.observations.count("", history=True) == 2
