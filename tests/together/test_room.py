"""Who must be alone is let in as soon as the room is empty, and nobody else while it is inside."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.together.room import Room


def entering(room: Room, *, by_itself: bool) -> threading.Event:
    """Set once it is inside."""
    inside = threading.Event()

    def enter() -> None:
        room.enter(by_itself)
        inside.set()

    threading.Thread(target=enter, daemon=True).start()
    return inside


def test_many_fit_in_and_the_one_who_must_be_alone_is_not_passed_by(tmp_path: Path) -> None:
    first, second, alone, late = (Room(tmp_path) for _ in range(4))
    first.enter(False)
    assert entering(second, by_itself=False).wait(10)
    lonely = entering(alone, by_itself=True)
    assert not lonely.wait(0.2)
    coming = entering(late, by_itself=False)
    assert not coming.wait(0.2)
    first.leave()
    assert not lonely.wait(0.2)
    second.leave()
    assert lonely.wait(10)
    assert not coming.wait(0.2)
    alone.leave()
    assert coming.wait(10)
    for room in (first, second, alone, late):
        room.close()


def test_who_dies_inside_leaves(tmp_path: Path) -> None:
    dying, next_one = Room(tmp_path), Room(tmp_path)
    dying.enter(True)
    waiting = entering(next_one, by_itself=False)
    assert not waiting.wait(0.1)
    dying.close()
    assert waiting.wait(10)
    next_one.close()
