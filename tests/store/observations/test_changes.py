from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadQuery
from leftopen.model.change import ChangeKind
from leftopen.model.verdict import ExposureKind, Reason, closed, opened
from tests.store.samples import NOON, look, observations, seen

HOUR = timedelta(hours=1)


def test_what_is_new_or_another_since_a_moment(tmp_path: Path) -> None:
    old, same = seen(port=80, hash=1), seen(port=80, at=NOON + HOUR, hash=1)
    other = seen(port=80, at=NOON + 2 * HOUR, hash=2)
    port, host = seen(port=22, at=NOON + 2 * HOUR), seen("192.0.2.8", 22, NOON + 3 * HOUR)
    with observations(tmp_path) as store:
        store.add([old, same, other, port, host])
        store.add_judged([look(old, opened(ExposureKind.DATA), 60), look(old, closed(Reason.FORBIDDEN), 240)])
        found = store.changes(NOON + HOUR, limit=10)
        assert {(c.kind, c.observation, c.before) for c in found} == {
            (ChangeKind.CHANGED_BANNER, other.id, same.id),
            (ChangeKind.NEW_PORT, port.id, ""),
            (ChangeKind.NEW_HOST, host.id, ""),
            (ChangeKind.NEWLY_READABLE, old.id, ""),
            (ChangeKind.NEWLY_CLOSED, old.id, ""),
        }
        assert [c.at for c in found] == sorted(c.at for c in found)
        assert [c.port for c in found if c.kind is ChangeKind.NEW_PORT] == [22]
        assert store.changes(NOON + HOUR, limit=2) == found[:2]
        with pytest.raises(BadQuery, match="must be between"):
            store.changes(NOON, limit=0)
