"""The groups of cases: who owns an address and which machine it is on, from the scope and from this
machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from leftopen.cases.groups import Group, gather, group_ids
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.scope import ScopeRecord
from leftopen.net.own_addresses import own_addresses
from leftopen.scope.classes import is_loopback
from leftopen.service.cases.owners import case_owners, narrowest, parsed
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scopes import Scopes

THIS_MACHINE = "this machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Made of all cases, so that a filter never splits a group."""

    ids: dict[str, str]

    def groups(self, cases: Iterable[Case]) -> list[Group]:
        """The groups of these cases, in their order."""
        return gather(cases, self.ids)

    def single(self, case: Case) -> Group:
        """The case alone, under the id of its group."""
        return Group(id=self.ids[case.id], cases=(case,), size=1)

    def count(self, cases: Iterable[Case]) -> int:
        return len({self.ids[case.id] for case in cases})


def grouping(
    workspace: Workspace, cases: Sequence[Case], scopes: Sequence[ScopeRecord] | None = None
) -> Grouping:
    """`scopes`: the authorisations, where they are read already."""
    records = Scopes(workspace.store.records).list() if scopes is None else scopes
    machine = case_machines(records, own_addresses())
    return Grouping(ids=group_ids(cases, case_owners(records), machine))


def case_machines(records: Sequence[ScopeRecord], own: Collection[Address]) -> Callable[[Case], str]:
    """The machine of a case's address: this one, or the target of the narrowest authorisation that says that
    all its addresses are one machine; '' where neither is known."""
    targets = narrowest((record, record.target if record.one_machine else "") for record in records)

    @cache
    def is_own(text: str) -> bool:
        address = parsed(text)
        return is_loopback(address) or address in own

    def machine(case: Case) -> str:
        return THIS_MACHINE if is_own(case.address) else targets(case) or ""

    return machine


def same_server(workspace: Workspace, case: Case) -> Group:
    """The whole group of a case, the case itself first."""
    alike = [one for one in Cases(workspace.store.records).with_check(case.check) if one.id != case.id]
    found = grouping(workspace, [case, *alike])
    mine = found.ids[case.id]
    others = [one for one in alike if found.ids[one.id] == mine]
    return Group(id=mine, cases=(case, *others), size=len(others) + 1)
