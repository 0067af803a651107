"""The list of what waits for a person's decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import NotFound
from leftopen.model.finding import Finding
from leftopen.model.review import Review, Word
from leftopen.model.shape import Intent, Step
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.reviews import Reviews, ReviewWriter
from tests.store.new_folder import new_records
from tests.store.samples import NOON, held, seen


def listed(port: int = 80, minutes: int = 0) -> Review:
    finding: Finding = held(seen(port=port), minutes=minutes)
    judged = replace(finding.judged, intent=Intent.UNDETERMINED, route=(Step(path="/a/"),))
    return Review(finding=replace(finding, judged=judged), first_seen=NOON, last_seen=judged.at)


def test_what_is_put_comes_back_the_last_seen_first(tmp_path: Path) -> None:
    word = Word(by="ann", at=NOON, why="a mirror", path="/a/", identity="")
    old, new = listed(80), replace(listed(81, minutes=5), word=word, not_seen=NOON + timedelta(hours=1))
    with Records.open(new_records(tmp_path)) as records:
        for one in (old, new, old):
            ReviewWriter(Changes(records)).put(one)
    with Records.open(new_records(tmp_path)) as records:
        assert Reviews(records).list() == [new, old]
        assert Reviews(records).get(old.id[:10]) == Reviews(records).find(old.id) == old
        assert Reviews(records).of([new.finding.judged.service]) == [new]
        assert Reviews(records).of([]) == []
    assert (old.undecided, old.seen, new.seen) == (True, True, False)


def test_what_is_removed_is_gone(tmp_path: Path) -> None:
    with Records.open(new_records(tmp_path)) as records:
        ReviewWriter(Changes(records)).put(listed())
        ReviewWriter(Changes(records)).remove(listed().id)
        assert Reviews(records).list() == []
        assert Reviews(records).find(listed().id) is None
        with pytest.raises(NotFound, match="no finding to review"):
            Reviews(records).get(listed().id[:6])
