"""Groups cases: one exposure of one server, reached at several endpoints.

Only strong marks join: the service's own identity (certificate key, host key, the server's own id), or
addresses of one machine, and always the same owner. What only looks alike stays apart: the empty servers of
two owners look the same. See docs/project/decisions/0020-what-makes-a-group.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import Case, CaseState
from leftopen.model.severity import Severity

Of = Callable[[Case], str]
Mark = tuple[Hashable, ...]
_MOST_OPEN = (
    CaseState.OPEN, CaseState.NOTIFIED, CaseState.ACKNOWLEDGED, CaseState.SILENT, CaseState.ACCEPTED,
    CaseState.FALSE_POSITIVE, CaseState.SAID_CLOSED, CaseState.WITHDRAWN, CaseState.CLOSED,
    CaseState.TAKEN_OVER,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`id` is the id of its oldest case; `cases` are some or all of its cases, in the order of the list;
    `size` counts all."""

    id: str
    cases: tuple[Case, ...]
    size: int

    @property
    def first(self) -> Case:
        return self.cases[0]

    @property
    def severity(self) -> Severity:
        return max((case.severity for case in self.cases), key=lambda severity: severity.rank)

    @property
    def state(self) -> CaseState:
        """That of the endpoint that is most open: a closed endpoint does not close the group."""
        return min((case.state for case in self.cases), key=_MOST_OPEN.index)

    @property
    def first_open(self) -> datetime:
        return min(case.first_open for case in self.cases)

    @property
    def last_open(self) -> datetime:
        return max(case.last_open for case in self.cases)

    @property
    def assignees(self) -> list[str]:
        return sorted({case.assignee for case in self.cases if case.assignee})

    @property
    def holds(self) -> dict[str, int]:
        """The same data is seen at each endpoint: the largest count of each label, not their sum."""
        found: dict[str, int] = {}
        for case in self.cases:
            for label, count in case.holds.items():
                found[label] = max(count, found.get(label, 0))
        return found


def group_ids(cases: Iterable[Case], owner: Of, machine: Of) -> dict[str, str]:
    """For each case the id of its group. Only live cases join others; one that is closed or decided belongs
    to a group of them and joins none, so that the number of groups that are open depends on live cases only.
    """
    oldest_first = sorted(cases, key=lambda case: (case.first_open, case.id))
    tree, members = _Tree(), _by_mark((c for c in oldest_first if c.state in LIVE), owner, machine)
    for bucket in members.values():
        for case in bucket.values():
            tree.join(next(iter(bucket.values())).id, case.id)
    for case in oldest_first:
        if case.state not in LIVE:
            for mark in _marks(case, owner(case), machine(case)):
                bucket = members.setdefault(mark, {})
                if bucket and case.endpoint not in bucket and tree.top(case.id) == case.id:
                    tree.join(next(iter(bucket.values())).id, case.id)
                bucket.setdefault(case.endpoint, case)
    oldest: dict[str, str] = {}
    for case in oldest_first:
        oldest.setdefault(tree.top(case.id), case.id)
    return {case.id: oldest[tree.top(case.id)] for case in oldest_first}


class _Tree:
    """Which ids belong together (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, id: str) -> str:
        above = self._above
        while above.get(id, id) != id:
            above[id] = above.get(above[id], above[id])
            id = above[id]
        return id

    def join(self, one: str, other: str) -> None:
        self._above[self.top(other)] = self.top(one)


def gather(cases: Iterable[Case], ids: Mapping[str, str]) -> list[Group]:
    """The groups of these cases, in their order. `ids` may have more cases than are listed."""
    members: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        members[ids[case.id]].append(case)
    sizes = Counter(ids.values())
    return [Group(id=id, cases=tuple(found), size=sizes[id]) for id, found in members.items()]


def count_similar(groups: Sequence[Group]) -> dict[str, int]:
    """For each group the number of others that only look the same: the same check, product and data. A hint,
    and no proof."""
    looks = {group.id: _look(group.first) for group in groups}
    counted = Counter(looks.values())
    return {id: counted[look] - 1 for id, look in looks.items()}


def _by_mark(cases: Iterable[Case], owner: Of, machine: Of) -> dict[Mark, dict[str, Case]]:
    """The cases that each mark joins, by endpoint. A mark that two cases at one endpoint bear does not tell
    them apart (two sites behind one address), so it joins nothing."""
    found: dict[Mark, dict[str, Case]] = defaultdict(dict)
    shared = set()
    for case in cases:
        for mark in _marks(case, owner(case), machine(case)):
            if case.endpoint in found[mark]:
                shared.add(mark)
            found[mark][case.endpoint] = case
    return {mark: {} if mark in shared else bucket for mark, bucket in found.items()}


def _marks(case: Case, owner: str, machine: str) -> Iterator[Mark]:
    same = (case.realm, case.check, owner)
    if case.identity:
        yield "identity", *same, case.identity
    if machine:
        yield "machine", *same, machine, case.port, case.identity, case.product.casefold()


def _look(case: Case) -> Mark:
    return case.check, case.product.casefold(), tuple(sorted(case.holds.items()))
