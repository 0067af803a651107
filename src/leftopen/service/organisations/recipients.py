"""Who may set recipients, and which of them were set without that permission: those are not written to until
somebody confirms them.

A recipient set today is stored with who set it (`tell_by`, `contact_by`). One from before that has no such
name: whoever made the monitor or the authorisation decides, and their role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leftopen.errors import NotFound, NotPermitted
from leftopen.model.facts import Json
from leftopen.model.monitor import Monitor
from leftopen.model.permission import PERMISSIONS, Permission
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.present.printable import printable
from leftopen.scope import canonical
from leftopen.scope.network_index import Network
from leftopen.service.identity.visibility import Visibility
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_texts
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.scopes import Scopes, ScopeWriter

ADDED, REMOVED = "scope allow", "account remove"
"""Entries of the audit log: an authorisation was added, an account removed."""
NEEDED = (
    "your account lacks the permission notify, so it cannot set recipients: leave the recipient out, or "
    "ask an admin"
)
HIDDEN = "your account sees no authorisation of the organisation {org!r}: leave it out, or ask an admin"
MONITOR, AUTHORISATION = "monitor", "authorisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecipients:
    """`kind` is `monitor` or `authorisation`; `name` that of the monitor, or the target; `by` set them."""

    kind: str
    id: str
    name: str
    recipients: tuple[str, ...]
    by: str
    targets: tuple[str, ...]


def require_tell(may_tell: bool) -> None:
    """The one place that asks for it: whoever sets recipients sends outside. Raises NotPermitted."""
    if not may_tell:
        raise NotPermitted(NEEDED)


def settle_recipients(
    workspace: Workspace, records: Sequence[ScopeRecord], visibility: Visibility, *, may_tell: bool
) -> list[ScopeRecord]:
    """The records as this account may add them. Naming an organisation chooses who is told, and a narrower
    authorisation replaces the recipients of the one that covers it: so without `may_tell`, it has the
    recipients of that one. Raises NotPermitted for another organisation, and for one that is hidden."""
    if may_tell and not visibility.networks:
        return list(records)
    stored = Scopes(workspace.store.records).list()
    seen = {_name(one) for one in stored if visibility.sees_all_of(one.target)}
    covering = _Covering.of(workspace, stored)
    made = []
    for one in records:
        wider = covering.find(one)
        if _name(one) and _name(one) != (_name(wider) if wider else ""):
            require_tell(may_tell)
            if visibility.networks and _name(one) not in seen:
                raise NotPermitted(HIDDEN.format(org=printable(one.org, 60)))
        inherits = wider is not None and not may_tell and one.effect is Effect.ALLOW
        made.append(covering.inherited(one, wider) if inherits and wider else one)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covering:
    """The authorisations that hold, by their network, and who answers for the contact of each, by its id."""

    by_network: Mapping[Network, ScopeRecord]
    authors: Mapping[str, str]

    @classmethod
    def of(cls, workspace: Workspace, stored: Sequence[ScopeRecord]) -> _Covering:
        now, found = workspace.clock(), dict[Network, ScopeRecord]()
        for one in stored:
            holds = one.effect is Effect.ALLOW and (one.until is None or now < one.until)
            if holds and canonical.looks_numeric(one.target):
                found.setdefault(canonical.network(one.target), one)
        authors = _authors(workspace, stored)
        unpermitted = _unpermitted(workspace, set(authors.values()))
        answering = {one.id: one.contact_by or authors.get(one.id, one.authorised_by) for one in stored}
        return cls(
            by_network=found,
            authors={id: "" if authors.get(id) in unpermitted else by for id, by in answering.items()},
        )

    def find(self, record: ScopeRecord) -> ScopeRecord | None:
        """The narrowest that covers all of its target."""
        if not canonical.looks_numeric(record.target):
            return None
        network = canonical.network(record.target)
        wider = (network.supernet(new_prefix=length) for length in range(network.prefixlen, -1, -1))
        return next((self.by_network[one] for one in wider if one in self.by_network), None)

    def inherited(self, record: ScopeRecord, wider: ScopeRecord) -> ScopeRecord:
        """A contact that waits for a confirmation waits here too: nobody answers for it."""
        by = self.authors[wider.id] if wider.contact else ""
        return replace(record, org=wider.org, contact=wider.contact, contact_by=by, notify=wider.notify)


def _name(record: ScopeRecord) -> str:
    return record.org.strip().casefold()


def held_recipients(workspace: Workspace, visibility: Visibility) -> list[HeldRecipients]:
    """Everything whose recipients wait for a confirmation, as far as it is visible."""
    records = workspace.store.records
    scopes, monitors = Scopes(records).list(), Monitors(records).list()
    authors = _authors(workspace, scopes)
    found = [
        *(_of_monitor(one) for one in monitors if _undecided(one)),
        *(_of_scope(one, authors[one.id]) for one in scopes if one.id in authors),
    ]
    unpermitted = _unpermitted(workspace, {one.by for one in found})
    return [one for one in found if one.by in unpermitted and all(map(visibility.sees_all_of, one.targets))]


def is_held(workspace: Workspace, monitor: Monitor) -> bool:
    """Do its recipients wait for a confirmation?"""
    return _undecided(monitor) and bool(_unpermitted(workspace, {monitor.created_by}))


def scopes(workspace: Workspace) -> list[ScopeRecord]:
    """The records of the scope; without their contacts where these wait for a confirmation."""
    listed = Scopes(workspace.store.records).list()
    authors = _authors(workspace, listed)
    unpermitted = _unpermitted(workspace, set(authors.values()))
    waiting = {id for id, author in authors.items() if author in unpermitted}
    return [replace(one, contact="") if one.id in waiting else one for one in listed]


def confirm(workspace: Workspace, prefix: str, visibility: Visibility, *, by: str) -> HeldRecipients:
    """They are written to from now on; `by` answers for it. `prefix`: of the id, or the monitor's name.
    Raises NotFound, also for several."""
    found = [
        one
        for one in held_recipients(workspace, visibility)
        if one.name == prefix or one.id.startswith(prefix)
    ]
    if len(found) != 1:
        raise NotFound(f"{len(found)} held recipients are called {prefix!r}; to list them: leftopen doctor")
    one, changes = found[0], Changes(workspace.store.records)
    if not (MonitorWriter if one.kind == MONITOR else ScopeWriter)(changes).answer_for(one.id, by):
        raise NotFound(f"the recipients of {one.name} were confirmed or removed meanwhile")
    audit_log.record(workspace, by, "recipients confirmed", one.name, audit_texts(" ".join(one.recipients)))
    return one


def line(one: HeldRecipients) -> dict[str, Json]:
    """`type: held_recipients`."""
    return {
        "type": "held_recipients",
        "kind": one.kind,
        "id": one.id,
        "name": one.name,
        "recipients": list(one.recipients),
        "by": one.by,
    }


def _undecided(monitor: Monitor) -> bool:
    return bool(monitor.tell) and not monitor.tell_by


def _authors(workspace: Workspace, listed: Iterable[ScopeRecord]) -> dict[str, str]:
    """Who added each authorisation whose contact nobody answers for yet, by id, as the audit log says."""
    ids = [one.id for one in listed if one.contact and not one.contact_by]
    return Audit(workspace.store.records).actors(ADDED, ids) if ids else {}


def _unpermitted(workspace: Workspace, names: Collection[str]) -> frozenset[str]:
    """Those who have, or had, an account without the permission. Whoever never had one owns the folder."""
    if not names:
        return frozenset()
    records = workspace.store.records
    roles = {user.name: user.role for user in Users(records).list()}
    gone = Audit(records).subjects(REMOVED, names) - roles.keys()
    return frozenset(
        name
        for name in names
        if name in gone or (name in roles and Permission.NOTIFY not in PERMISSIONS[roles[name]])
    )


def _of_monitor(one: Monitor) -> HeldRecipients:
    return HeldRecipients(
        kind=MONITOR, id=one.id, name=one.name, recipients=one.tell, by=one.created_by, targets=one.targets
    )


def _of_scope(one: ScopeRecord, by: str) -> HeldRecipients:
    recipients = tuple(one.contact.replace(",", " ").split())
    return HeldRecipients(
        kind=AUTHORISATION, id=one.id, name=one.target, recipients=recipients, by=by, targets=(one.target,)
    )
