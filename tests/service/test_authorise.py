"""Who may be scanned, and the trace of every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadScope, NotFound
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope.file import record
from leftopen.service import authorise
from leftopen.service.desk import Desk
from leftopen.service.person import person
from tests.service.office import office


def one(desk: Desk, target: str, effect: Effect = Effect.ALLOW) -> ScopeRecord:
    return record(target, authorised_by="A. Owner", until=None, now=desk.clock(), effect=effect)


def test_every_record_that_is_added_or_taken_back_is_in_the_audit(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        allow, deny = one(desk, "198.18.0.0/24"), one(desk, "198.18.0.7", Effect.DENY)
        authorise.add(desk, [allow, deny])
        assert authorise.remove(desk, allow.id[:8]) == allow
        assert desk.store.records.scopes.list() == [deny]
        audit = desk.store.records.audit.list()
    said = {(entry.what, entry.subject, entry.actor) for entry in audit}
    assert said == {
        ("scope allow", "198.18.0.0/24", person()),
        ("scope deny", "198.18.0.7/32", person()),
        ("scope remove", "198.18.0.0/24", person()),
    }


def test_of_several_records_all_are_added_or_none(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        good = one(desk, "198.18.0.0/24")
        with pytest.raises(BadScope):
            authorise.add(desk, [good, one(desk, "0.0.0.0/1")])
        assert desk.store.records.scopes.list() == []


def test_a_record_that_is_not_there_cant_be_taken_back(tmp_path: Path) -> None:
    with office(tmp_path) as desk, pytest.raises(NotFound):
        authorise.remove(desk, "abcdef")


def test_the_line_of_a_record_holds_what_it_says(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        line = authorise.line(one(desk, "198.18.0.0/24"))
    assert (line["type"], line["target"], line["effect"], line["read"]) == (
        "scope", "198.18.0.0/24", "allow", "listing",
    )  # fmt: skip
    assert line["until"] is None
