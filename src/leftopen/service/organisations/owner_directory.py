"""Who is told about which address, and when: the scope, the organisations and their calendars, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen import catalogue
from leftopen.formats import working_hours
from leftopen.model.case import Case
from leftopen.model.notice import ContactPoint
from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, OrganisationThen
from leftopen.model.scope import Effect, NotifyPolicy, ScopeRecord
from leftopen.present.humanize import format_time
from leftopen.scope import canonical
from leftopen.service.organisations import recipients
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.organisations import Organisations

DEEPEST = 8
"""Organisations above each other."""

Networks = Mapping[tuple[int, int], Mapping[int, ScopeRecord]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDirectory:
    """As it was when it was read: `networks` are the authorisations that hold, by version and length of the
    prefix, then by their first address."""

    networks: Networks
    organisations: Mapping[str, Organisation]
    on_call: Mapping[str, OnCall]
    otherwise: str

    def record_of(self, case: Case) -> ScopeRecord | None:
        """The narrowest authorisation that covers the case's address."""
        network = canonical.network(case.address)
        address, bits = int(network.network_address), network.max_prefixlen
        for version, length in sorted(self.networks, key=lambda key: -key[1]):
            if version == network.version:
                first = address >> (bits - length) << (bits - length)
                if (found := self.networks[version, length].get(first)) is not None:
                    return found
        return None

    def chain(self, name: str) -> list[Organisation]:
        """That organisation and those that it belongs to, nearest first; empty for an unknown name."""
        found: list[Organisation] = []
        while name and len(found) < DEEPEST:
            one = self.organisations.get(name.strip().casefold())
            if one is None or one in found:
                break
            found.append(one)
            name = one.parent
        return found

    def then(self, record: ScopeRecord | None, at: datetime) -> list[OrganisationThen]:
        """The organisations of that authorisation at a time, nearest first."""
        return self.of(record.org, at) if record else []

    def of(self, name: str, at: datetime) -> list[OrganisationThen]:
        """That organisation and those that it belongs to at a time, nearest first."""
        return [self._at(one, at) for one in self.chain(name)]

    def contacts(
        self, case: Case, record: ScopeRecord | None, then: Sequence[OrganisationThen]
    ) -> tuple[ContactPoint, ...]:
        """Who is told about the case, in order: the contacts of every source, then the setting `notify`.
        Each once."""
        found: dict[str, ContactPoint] = {}
        for contact in sorted(catalogue.contacts().values(), key=lambda one: one.rank):
            for point in contact.find(case, record, then):
                found.setdefault(point.url, point)
        if self.otherwise:
            point = ContactPoint(url=self.otherwise, source="the setting notify")
            found.setdefault(self.otherwise, point)
        return tuple(found.values())

    def next_shift(self, at: datetime) -> datetime | None:
        """When somebody else is on call next, anywhere."""
        starts = (calendar.next_change(at) for calendar in self.on_call.values())
        return min((start for start in starts if start is not None), default=None)

    def _at(self, organisation: Organisation, at: datetime) -> OrganisationThen:
        who, doubt = self._who(organisation, at)
        hours = working_hours.parse(organisation.hours)
        return OrganisationThen(
            organisation=organisation, on_call=who, opens=hours.opens(at) if hours else None, doubt=doubt
        )

    def _who(self, organisation: Organisation, at: datetime) -> tuple[tuple[str, ...], str]:
        """Who is on call, and what to say of the calendar. One that can't be read is no reason to tell
        nobody: then the contacts are told."""
        if not organisation.on_call:
            return (), ""
        calendar, name = self.on_call.get(organisation.id), organisation.name
        if calendar is None or calendar.read is None or not calendar.covers(at):
            return (), f"the on-call calendar of {name} could not be read"
        who = calendar.who(at)
        if calendar.failed:
            return who, f"the on-call calendar of {name} was last read at {format_time(calendar.read)}"
        return who, "" if who else f"no one is on call for {name}"


def load(workspace: Workspace) -> OwnerDirectory:
    """Reads it as it is now."""
    records, now = workspace.store.records, workspace.clock()
    networks: dict[tuple[int, int], dict[int, ScopeRecord]] = {}
    for record in recipients.scopes(workspace):
        holds = record.effect is Effect.ALLOW and (record.until is None or now < record.until)
        if holds and canonical.looks_numeric(record.target):
            network = canonical.network(record.target)
            same = networks.setdefault((network.version, network.prefixlen), {})
            same.setdefault(int(network.network_address), record)
    return OwnerDirectory(
        networks=networks,
        on_call=Organisations(records).on_call(),
        otherwise=workspace.settings.notify,
        organisations={one.name.casefold(): one for one in Organisations(records).list()},
    )


def policy_of(record: ScopeRecord | None) -> NotifyPolicy:
    """What the authorisation of a case's address (`record_of`) says about notices that nobody typed."""
    return record.notify if record else NotifyPolicy.NO
