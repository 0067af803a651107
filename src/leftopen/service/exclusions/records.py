"""Adds, lists and removes exclusions; every change is in the audit log.

What is not scanned is a denial of the scope, with an end, so that one place decides what may be sent; such a
denial without an end is `leftopen scope deny`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen import catalogue
from leftopen.errors import BadRequest, NotFound
from leftopen.model.exclusion import Exclusion, ExclusionKind
from leftopen.model.facts import Json
from leftopen.model.identity import digest
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.present.suggest import closest
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.scope import canonical
from leftopen.scope import exclusions as active
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.exclusions import Exclusions, ExclusionWriter
from leftopen.store.records.entities.scopes import Scopes

MOST = 1000
LONGEST = 500
NOT_SCANNED = ExclusionKind.NOT_SCANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRequest:
    """`port` 0 and `check` '' for all."""

    kind: ExclusionKind
    targets: Sequence[str]
    until: datetime
    why: str
    port: int = 0
    check: str = ""


def add(workspace: Workspace, wish: ExclusionRequest, *, by: str = "") -> list[Exclusion]:
    """One for each target, or none. Raises BadRequest, BadAddress, BadScope (an end in the past)."""
    _check(workspace, wish)
    who, now = by or os_user(), workspace.clock()
    if wish.kind is NOT_SCANNED:
        denials = [
            record(
                one, authorised_by=who, until=wish.until, now=now, effect=Effect.DENY, note=wish.why,
                port=wish.port,
            )
            for one in wish.targets
        ]  # fmt: skip
        scopes.add(workspace, denials, by=who)
        return [of_denial(one) for one in denials]
    found = [_exclusion(wish, str(canonical.scoped_network(one)), now, who) for one in wish.targets]
    stored = ExclusionWriter(Changes(workspace.store.records)).add(found)
    for one in (one for one, new in stored if new):
        audit_log.record(workspace, who, f"exclusion {one.kind}", words(one), f"{one.id}: {one.why}")
    return [one for one, _ in stored]


def _check(workspace: Workspace, wish: ExclusionRequest) -> None:
    """Raises BadRequest."""
    if not 1 <= len(wish.targets) <= MOST:
        raise BadRequest(f"an exclusion needs 1 to {MOST:,} targets")
    if not wish.why.strip() or len(wish.why) > LONGEST:
        raise BadRequest(f"enter a reason of at most {LONGEST} characters")
    if not 0 <= wish.port <= 65_535:
        raise BadRequest(f"{wish.port} is not a valid port")
    if wish.until <= workspace.clock():
        raise BadRequest("the exclusion has already expired")
    known = [*catalogue.checks(), *catalogue.shapes()]
    if wish.check and wish.check not in known:
        near = closest(wish.check, known)
        raise BadRequest(f"unknown check {wish.check[:60]!r}{f'; did you mean {near}?' if near else ''}")
    if wish.check and wish.kind is NOT_SCANNED:
        raise BadRequest("one check can be excluded from reports, not from scans; use not-reported")


def _exclusion(wish: ExclusionRequest, target: str, now: datetime, by: str) -> Exclusion:
    return Exclusion(
        id=digest("exclusion", wish.kind, target, str(wish.port), wish.check, now.isoformat()),
        kind=wish.kind, target=target, added=now, until=wish.until, by=by, why=wish.why.strip(),
        port=wish.port, check=wish.check,
    )  # fmt: skip


def every(workspace: Workspace, *, ended: bool = False) -> list[Exclusion]:
    """All that hold now, denials of the scope too, oldest first; `ended`: also those that do not any more."""
    records, now = workspace.store.records, workspace.clock()
    denials = [of_denial(one) for one in Scopes(records).list() if one.effect is Effect.DENY]
    found = sorted([*denials, *Exclusions(records).list()], key=lambda one: (one.added, one.id))
    return [one for one in found if ended or one.holds(now)]


def current(workspace: Workspace) -> active.Exclusions:
    """Those from reports and messages that hold now."""
    return active.active_exclusions(Exclusions(workspace.store.records).list(), workspace.clock())


def remove(workspace: Workspace, prefix: str, *, by: str = "") -> Exclusion:
    """Ends it now. Raises NotFound."""
    found = [one for one in every(workspace, ended=True) if one.id.startswith(prefix)]
    if len(found) != 1 or not prefix:
        which = "there is no exclusion" if not found else "several exclusions begin with"
        raise NotFound(f"{which} {prefix[:64]!r}; to list them: leftopen exclusion list")
    one, who = found[0], by or os_user()
    if one.kind is NOT_SCANNED:
        scopes.remove(workspace, one.id, by=who)
    else:
        ExclusionWriter(Changes(workspace.store.records)).remove(one.id)
        audit_log.record(workspace, who, "exclusion remove", words(one), one.id)
    return one


def of_denial(denial: ScopeRecord) -> Exclusion:
    return Exclusion(
        id=denial.id, kind=NOT_SCANNED, target=denial.target, added=denial.added, until=denial.until,
        by=denial.authorised_by, why=denial.note, port=denial.port,
    )  # fmt: skip


def words(one: Exclusion) -> str:
    """`192.0.2.0/24, port 443, check redis_open`."""
    port, check = f", port {one.port}" if one.port else "", f", check {one.check}" if one.check else ""
    return f"{one.target}{port}{check}"


def line(one: Exclusion, hides: int | None = None) -> dict[str, Json]:
    """`type: exclusion`. `hides`: how many live cases it touches."""
    return {
        "type": "exclusion", "id": one.id, "kind": one.kind.value, "target": one.target,
        "port": one.port or None, "check": one.check or None, "added": format_utc(one.added),
        "until": format_utc_or_none(one.until), "by": one.by, "reason": one.why,
        **({} if hides is None else {"cases": hides}),
    }  # fmt: skip
