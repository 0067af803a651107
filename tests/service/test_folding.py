"""Folding is done by one process at a time."""

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


def one_at_a_time(desk: Desk) -> None:
    o = seen("192.0.2.8")
    desk.store.observations.add([o])
    desk.store.observations.add([seen("192.0.2.8", at=NOON + timedelta(hours=1), data="newer")])
    assert waiting(desk) == 1
    with claimed(desk.data, "fold") as ours:
        assert ours
        fold(desk)
    assert waiting(desk) == 1
    fold(desk)
    assert waiting(desk) == 0
    assert desk.store.observations.count("", history=True) == 2
