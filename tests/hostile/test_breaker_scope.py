"""Ways to reach an address that nobody authorised."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.errors import BadScope
from leftopen.model.address import Address
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.scope import canonical
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning import targets
from leftopen.service.workspace.workspace import open_workspace
from leftopen.store.records.entities.scopes import Scopes

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ONE = Address.parse("198.18.0.7")
WIDE = record("198.18.0.0/15", authorised_by="A. Owner", until=None, now=NOW)


def named(target: str, effect: Effect) -> ScopeRecord:
    return record(target, authorised_by="A. Owner", until=None, now=NOW, effect=effect)


def test_a_denied_name_that_nobody_looked_up_keeps_everything_out() -> None:
    """Denied in the middle of a scan: its addresses may be any of those that are being swept."""
    denied = named("clinic.example.org", Effect.DENY)
    assert Scope(records=(WIDE,)).permit(ONE, NOW).allowed
    permit = Scope(records=(WIDE, denied)).permit(ONE, NOW)
    assert not permit.allowed
    assert "clinic.example.org" in permit.clause
    known = {"clinic.example.org": frozenset({Address.parse("198.18.0.8")})}
    assert Scope(records=(WIDE, denied), pinned=known).permit(ONE, NOW).allowed
    assert Scope(records=(denied,)).permit(Address.parse("127.0.0.1"), NOW).allowed


@pytest.mark.hostile("H10", "S2")
def test_a_denied_name_that_can_not_be_resolved_is_not_taken_for_nobody() -> None:
    """`.invalid` never resolves (RFC 6761); a name server that is away looks the same."""
    name = "clinic.invalid"
    denied = named(name, Effect.DENY)
    for records in ([denied], [named(name, Effect.ALLOW), denied], [denied, named(name, Effect.ALLOW)]):
        read = asyncio.run(targets.resolve_targets(("198.18.0.7",), records))
        assert name not in read.pinned
        assert not Scope(records=(WIDE, *records), pinned=read.pinned).permit(ONE, NOW).allowed
    only_allowed = asyncio.run(targets.resolve_targets(("198.18.0.7",), [named(name, Effect.ALLOW)]))
    assert only_allowed.pinned[name] == frozenset()


@pytest.mark.hostile("S2")
@pytest.mark.parametrize("target", ["0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/6", "2000::/3"])
def test_the_internet_is_not_authorised_in_pieces_either(target: str, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data", {}, environ={"LEFTOPEN_CONFIG": str(tmp_path)}) as workspace:
        with pytest.raises(BadScope, match="too large"):
            scopes.add(workspace, [WIDE, named(target, Effect.ALLOW)])
        assert Scopes(workspace.store.records).list() == []
        scopes.add(workspace, [named(target, Effect.DENY)])
        assert len(Scopes(workspace.store.records).list()) == 1


@pytest.mark.parametrize("target", ["214.0.0.0/7", "10.0.0.0/8", "2608::/13", "fd00::/16", "a.example.org"])
def test_the_widest_that_somebody_holds_can_be_named(target: str) -> None:
    assert canonical.nobodys(target) == ""
