"""Adds, lists and removes organisations, and finds who is told about a case."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from leftopen import catalogue
from leftopen.errors import BadRequest
from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.organisation import Organisation, named
from leftopen.model.scope import Effect, NotifyPolicy, ScopeRecord
from leftopen.present.timestamps import format_utc
from leftopen.scope import canonical
from leftopen.scope.classes import contains
from leftopen.service import audit_log
from leftopen.service.audit_log import audit_text
from leftopen.service.cases.channels import sender_of
from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter

LONGEST = 200
DEEPEST = 8
"""Organisations above each other."""


def add(
    workspace: Workspace,
    name: str,
    *,
    by: str,
    contacts: Sequence[str] = (),
    domains: Sequence[str] = (),
    parent: str = "",
    language: str = "en",
) -> Organisation:
    """Adds it, or changes the one of that name. Raises BadRequest, BadSetting for a contact that no channel
    serves, NotFound for an unknown parent."""
    shown = " ".join(name.split())
    if not 1 <= len(shown) <= LONGEST:
        raise BadRequest(f"the name of an organisation has 1 to {LONGEST} characters")
    if language not in ("en", "fr"):
        raise BadRequest(f"{language!r} is not valid; use en or fr")
    for url in contacts:
        sender_of(url)
    records = workspace.store.records
    before = records.organisations.named(shown)
    organisation = Organisation(
        id=before.id if before else secrets.token_hex(8),
        name=shown,
        added=before.added if before else workspace.clock(),
        contacts=tuple(dict.fromkeys(contacts)),
        domains=tuple(dict.fromkeys(domain.lower().rstrip(".") for domain in domains)),
        parent=records.organisations.get(parent).name if parent else "",
        language=language,
    )
    if parent and shown in [one.name for one in chain(workspace, organisation.parent)]:
        raise BadRequest(f"{shown} can't belong to {parent}, which belongs to it")
    RecordWriter(records).organisations.put(organisation)
    audit_log.record(
        workspace, by, "organisation", shown, ", ".join(map(audit_text, organisation.contacts))[:500]
    )
    return organisation


def remove(workspace: Workspace, name: str, *, by: str) -> Organisation:
    """Raises NotFound."""
    found = workspace.store.records.organisations.get(name)
    RecordWriter(workspace.store.records).organisations.remove(found.id)
    audit_log.record(workspace, by, "removed organisation", found.name)
    return found


def chain(workspace: Workspace, name: str) -> list[Organisation]:
    """That organisation and those that it belongs to, nearest first; empty for an unknown name."""
    found: list[Organisation] = []
    listed = workspace.store.records.organisations.list() if name else []
    while name and len(found) < DEEPEST:
        one = named(listed, name)
        if one is None or one in found:
            break
        found.append(one)
        name = one.parent
    return found


def record_of(workspace: Workspace, case: Case) -> ScopeRecord | None:
    """The narrowest authorisation that covers the case's address now."""
    address, now = canonical.network(case.address), workspace.clock()
    covering = []
    for record in workspace.store.records.scopes.list():
        holds = record.effect is Effect.ALLOW and (record.until is None or now < record.until)
        if holds and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            if contains(network, address.network_address):
                covering.append((network.prefixlen, record))
    return max(covering, key=lambda pair: pair[0])[1] if covering else None


def policy_of(record: ScopeRecord | None) -> NotifyPolicy:
    """What the authorisation of a case's address (`record_of`) says about notices that nobody typed."""
    return record.notify if record else NotifyPolicy.NO


def contacts_of(workspace: Workspace, case: Case, record: ScopeRecord | None) -> tuple[str, ...]:
    """Who is told about the case with this authorisation (`record_of`), in order: the contacts of every
    source, then the setting `notify`."""
    above = chain(workspace, record.org) if record else []
    points = (
        point.url
        for contact in sorted(catalogue.contacts().values(), key=lambda one: one.rank)
        for point in contact.find(case, record, above)
    )
    return tuple(dict.fromkeys([*points, *filter(None, [workspace.settings.notify])]))


def line(organisation: Organisation) -> dict[str, Json]:
    """`type: organisation`."""
    return {
        "type": "organisation",
        "name": organisation.name,
        "added": format_utc(organisation.added),
        "contacts": list(organisation.contacts),
        "domains": list(organisation.domains),
        "parent": organisation.parent or None,
        "language": organisation.language,
    }
