"""Who may be scanned, and the trace of every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadScope, NotFound
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scopes import Scopes
from tests.service.office import office


def one(workspace: Workspace, target: str, effect: Effect = Effect.ALLOW) -> ScopeRecord:
    return record(target, authorised_by="A. Owner", until=None, now=workspace.clock(), effect=effect)


def test_every_record_that_is_added_or_taken_back_is_in_the_audit(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        allow, deny = one(workspace, "198.18.0.0/24"), one(workspace, "198.18.0.7", Effect.DENY)
        scopes.add(workspace, [allow, deny])
        assert scopes.remove(workspace, allow.id[:8]) == allow
        assert Scopes(workspace.store.records).list() == [deny]
        audit = Audit(workspace.store.records).list()
    answer = {(entry.what, entry.subject, entry.actor) for entry in audit}
    assert answer == {
        ("scope allow", "198.18.0.0/24", os_user()),
        ("scope deny", "198.18.0.7/32", os_user()),
        ("scope remove", "198.18.0.0/24", os_user()),
    }


def test_of_several_records_all_are_added_or_none(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        good = one(workspace, "198.18.0.0/24")
        with pytest.raises(BadScope):
            scopes.add(workspace, [good, one(workspace, "0.0.0.0/1")])
        assert Scopes(workspace.store.records).list() == []


def test_a_record_that_is_not_there_cant_be_taken_back(tmp_path: Path) -> None:
    with office(tmp_path) as workspace, pytest.raises(NotFound):
        scopes.remove(workspace, "abcdef")


def test_the_line_of_a_record_holds_what_it_says(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        line = scopes.line(one(workspace, "198.18.0.0/24"))
    assert (line["type"], line["target"], line["effect"], line["read"]) == (
        "scope", "198.18.0.0/24", "allow", "listing",
    )  # fmt: skip
    assert line["until"] is None
