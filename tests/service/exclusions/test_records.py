"""Exclusions are added, listed and removed; each change is in the audit log, and what is wrong is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadRequest, LeftopenError, NotFound
from leftopen.model.address import Address
from leftopen.model.exclusion import ExclusionKind
from leftopen.model.scope import Effect
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.exclusions import records, reports, scopes
from leftopen.service.exclusions.records import ExclusionRequest
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scopes import Scopes
from tests.cases.made_up import a_case
from tests.service.false_close.ground import Clock
from tests.service.office import office

K = ExclusionKind


def wish(kind: K = K.NOT_TOLD, *targets: str, **rest: object) -> ExclusionRequest:
    made = ExclusionRequest(
        kind=kind, targets=targets or ("192.0.2.7",), until=utc_now() + timedelta(days=2), why="a test server"
    )
    return replace(made, **rest)  # type: ignore[arg-type]


def audited(workspace: Workspace, action: str) -> int:
    return Audit(workspace.store.records).of_kind(action, 100, 0)[1]


def test_from_add_to_its_end(tmp_path: Path) -> None:
    clock = Clock()
    with office(tmp_path, clock) as workspace:
        [answer] = records.add(workspace, wish(port=443), by="maria")
        assert (answer.target, answer.by, answer.why) == ("192.0.2.7/32", "maria", "a test server")
        assert records.add(workspace, wish(K.NOT_REPORTED, "192.0.2.0/24", "2001:db8::/32"), by="maria")
        assert len(records.every(workspace)) == 3
        case = replace(a_case(), port=443)
        assert reports.mute(workspace, case).endswith("a test server")
        shown = reports.reported(workspace, [case, replace(case, address="198.51.100.7", service="other")])
        assert [one.address for one in shown.cases] == ["198.51.100.7"]
        assert shown.said == "1 exclusion hides 1 service (leftopen exclusion list)"
        assert reports.touched(workspace, [case])[answer.id] == 1
        clock.later = timedelta(days=3)
        assert records.every(workspace) == []
        assert len(records.every(workspace, ended=True)) == 3
        assert (reports.mute(workspace, case), reports.reported(workspace, [case]).said) == ("", "")
        records.remove(workspace, answer.id[:10], by="maria")
        assert (audited(workspace, "exclusion not-told"), audited(workspace, "exclusion remove")) == (1, 1)


def test_what_is_not_scanned_is_a_denial_with_an_end(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        now = workspace.clock()
        scopes.add(workspace, [record("192.0.2.0/24", authorised_by="A.", until=None, now=now)], by="a test")
        scopes.add(
            workspace,
            [record("192.0.2.9", authorised_by="", until=None, now=now, effect=Effect.DENY)],
            by="a test",
        )
        [one] = records.add(workspace, wish(K.NOT_SCANNED), by="maria")
        scope = Scope(records=Scopes(workspace.store.records).list())
        seen = Address.parse("192.0.2.7")
        assert not scope.permit(seen, now).allowed
        assert scope.permit(seen, now + timedelta(days=3)).allowed
        listed = records.every(workspace)
        assert [(each.target, each.until is None) for each in listed] == [
            ("192.0.2.9/32", True),
            ("192.0.2.7/32", False),
        ], "a denial of the scope is listed too"
        records.remove(workspace, one.id, by="maria")
        assert Scope(records=Scopes(workspace.store.records).list()).permit(seen, now).allowed
        with pytest.raises(NotFound, match="leftopen exclusion list"):
            records.remove(workspace, one.id, by="maria")


def test_a_wrong_one_is_refused_whole(tmp_path: Path) -> None:
    wrong = [
        (wish(why=" "), "reason"),
        (wish(check="redis_opne"), "did you mean redis_open"),
        (wish(K.NOT_SCANNED, check="redis_open"), "use not-reported"),
        (wish(until=utc_now()), "expired"),
        (wish(port=70_000), "70000"),
        (wish(K.NOT_REPORTED, "192.0.2.7", "nowhere"), "nowhere"),
        (wish(K.NOT_REPORTED, "0.0.0.0/0"), "whole address space"),
    ]
    with office(tmp_path) as workspace:
        for one, answer in wrong:
            with pytest.raises(LeftopenError, match=answer):
                records.add(workspace, one, by="maria")
        assert records.every(workspace, ended=True) == []
        with pytest.raises(BadRequest):
            records.add(workspace, replace(wish(), targets=()), by="maria")


def test_the_same_one_twice_is_stored_and_audited_once(tmp_path: Path) -> None:
    """The second form gets the id of the one that is stored."""
    clock = Clock()
    with office(tmp_path, clock) as workspace:
        asked = wish(port=443)
        [first] = records.add(workspace, asked, by="maria")
        clock.later = timedelta(minutes=1)
        [again] = records.add(workspace, asked, by="maria")
        assert again.id == first.id
        assert [one.id for one in records.every(workspace)] == [first.id]
        assert audited(workspace, "exclusion not-told") == 1


def test_a_denial_of_one_port_names_it(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        records.add(workspace, wish(K.NOT_SCANNED, "192.0.2.0/24", port=443), by="maria")
        [denial] = Scopes(workspace.store.records).list()
        assert scopes.line(denial)["port"] == 443
