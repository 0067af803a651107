"""Lists cases by what users ask for, in their order, and writes the list in a format of `exports/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.cases.due import due_date, due_fields
from leftopen.errors import BadAddress, BadRequest, BadSetting
from leftopen.model.case import Case, CaseState
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.writer import CaseRule
from leftopen.present.json_lines import case_line
from leftopen.present.suggest import closest
from leftopen.scope import canonical
from leftopen.scope.classes import Network, contains
from leftopen.service.cases.assignees import NOBODY
from leftopen.service.cases.case_groups import grouping
from leftopen.service.cases.decisions import by_severity
from leftopen.service.cases.owners import case_owners, parsed
from leftopen.service.cases.signing import integrity
from leftopen.service.exclusions.reports import reported
from leftopen.service.workspace import write_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scopes import Scopes
from leftopen.translate import languages

_AGE = re.compile(r"([0-9]{1,5})([mhdw])", re.ASCII)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_STATES = list(CaseState)
SORTS: Mapping[str, Callable[[Case], Any]] = {
    "severity": by_severity,
    "age": lambda case: (case.first_open, -case.severity.rank, case.id),
    "endpoint": lambda case: (parsed(case.address), case.port, case.realm, case.check, case.id),
    "check": lambda case: (case.check, -case.severity.rank, case.first_open, case.id),
    "state": lambda case: (_STATES.index(case.state), *by_severity(case)),
    "holds": lambda case: (-sum(case.holds.values()), *by_severity(case)),
    "product": lambda case: (case.product.casefold(), *by_severity(case)),
    "last": lambda case: (-case.last_open.timestamp(), *by_severity(case)),
    "assignee": lambda case: (not case.assignee, case.assignee.casefold(), *by_severity(case)),
}
ORDERS = (*SORTS, "owner", "due")
"""The names that `select_cases` sorts by. Each order ends with the id, so that pages never overlap."""
OVERDUE = "overdue"
Owner = Callable[[Case], str]
Due = Callable[[Case], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Empty: everything. Without `states`, only live cases, or with `everything` all. `owner` is an
    organisation of the scope, or `no owner`; `age` since it was first seen open; `words` all stand somewhere
    in the case; of `holds`, one kind of data is enough. `assignee` is the name of a user, or `no assignee`;
    `due_within`: due by then at the latest, 0: overdue, None: whenever. `new` and `closed`: found or closed
    within that time, None: whenever."""

    severities: frozenset[Severity] = frozenset()
    checks: frozenset[str] = frozenset()
    owner: str = ""
    states: frozenset[CaseState] = frozenset()
    age: timedelta = timedelta(0)
    everything: bool = False
    words: tuple[str, ...] = ()
    network: Network | None = None
    holds: frozenset[str] = frozenset()
    assignee: str = ""
    due_within: timedelta | None = None
    new: timedelta | None = None
    closed: timedelta | None = None

    def fits(self, case: Case, owner: str, now: datetime, due: datetime | None) -> bool:
        states = self.states or (frozenset(CaseState) if self.everything else LIVE)
        return (
            case.state in states
            and (not self.severities or case.severity in self.severities)
            and (not self.checks or case.check in self.checks)
            and (not self.owner or self.owner.casefold() == owner.casefold())
            and now - case.first_open >= self.age
            and (not self.assignee or self.assignee == (case.assignee or NOBODY))
            and (self.due_within is None or (due is not None and due <= now + self.due_within))
            and (self.new is None or now - case.detected < self.new)
            and (self.closed is None or (case.closed is not None and now - case.closed < self.closed))
            and (not self.holds or not self.holds.isdisjoint(map(str.casefold, case.holds)))
            and (self.network is None or contains(self.network, parsed(case.address).ip))
            and (not self.words or _has_all(case, owner, self.words))
        )


def _has_all(case: Case, owner: str, words: Sequence[str]) -> bool:
    text = "\n".join(
        (
            case.where,
            case.check,
            *_titles(case.check),
            case.product,
            case.identity,
            owner,
            case.id,
            case.assignee,
            *case.holds,
        )
    ).casefold()
    return all(word in text for word in words)


def parse_filter(
    *,
    severity: str = "",
    check: str = "",
    owner: str = "",
    state: str = "",
    older_than: str = "",
    everything: bool = False,
    text: str = "",
    address: str = "",
    holds: str = "",
    assignee: str = "",
    due: str = "",
    new: str = "",
    closed: str = "",
) -> CaseFilter:
    """From words; lists are separated by commas. Raises BadRequest that names the wrong word."""
    # To load all checks takes longer than to list some thousand cases.
    exposures = [*catalogue.checks(), *catalogue.shapes()] if check else []
    return CaseFilter(
        severities=frozenset(map(Severity, _words("severity", severity, list(Severity)))),
        checks=frozenset(_words("check", check, exposures)),
        owner=owner.strip(),
        states=frozenset(map(CaseState, _words("state", state.replace("-", "_"), list(CaseState)))),
        age=parse_age(older_than) if older_than else timedelta(0),
        everything=everything,
        words=tuple(text.casefold().split()),
        network=_network(address.strip()),
        holds=frozenset(word for part in holds.split(",") if (word := part.strip().casefold())),
        assignee=assignee.strip(),
        due_within=_due_within(due.strip().lower()),
        new=parse_age(new) if new else None,
        closed=parse_age(closed) if closed else None,
    )


def _due_within(text: str) -> timedelta | None:
    if text == OVERDUE:
        return timedelta(0)
    return parse_age(text) if text else None


def _network(text: str) -> Network | None:
    try:
        return canonical.network(text) if text else None
    except BadAddress as error:
        raise BadRequest(str(error)) from None


def parse_age(text: str) -> timedelta:
    """`90m`, `12h`, `7d`, `2w`. Raises BadRequest."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        raise BadRequest(f"{text!r} is not a valid age; use a number with m, h, d or w (example: 7d)")
    return int(found[1]) * _UNITS[found[2]]


def _words(name: str, text: str, known: Sequence[str]) -> list[str]:
    words = [word for part in text.split(",") if (word := part.strip().lower())]
    for word in words:
        if word not in known:
            near = closest(word, known)
            hint = f"; did you mean {near}?" if near else ""
            few = f"; use {', '.join(known)}" if not hint and len(known) < 20 else ""
            raise BadRequest(f"unknown {name} {word!r}{hint or few}")
    return words


def known_cases(workspace: Workspace, at: datetime | None = None) -> list[Case]:
    """All cases as they were then; None: as they are."""
    cases = Cases(workspace.store.records)
    return cases.list(None) if at is None else cases.as_of(at)


def filter_cases(
    workspace: Workspace,
    wanted: CaseFilter,
    sort: str = "severity",
    *,
    among: Sequence[Case] | None = None,
    at: datetime | None = None,
) -> list[Case]:
    """The cases that fit, in one of `ORDERS`; `among` these, None: all; ages and due dates are told at that
    time, None: now."""
    owner = case_owners(Scopes(workspace.store.records).list())
    cases = known_cases(workspace) if among is None else among
    return select_cases(cases, wanted, owner, at or workspace.clock(), sort, due=case_due(workspace))


def case_due(workspace: Workspace) -> Due:
    """When a case is due, by the settings."""
    return lambda case: due_date(case, workspace.settings)


def select_cases(
    cases: Iterable[Case],
    wanted: CaseFilter,
    owner: Owner,
    now: datetime,
    sort: str = "severity",
    *,
    due: Due,
    reverse: bool = False,
    named: Callable[[str], str] = str,
) -> list[Case]:
    """Those that fit, in one of `ORDERS` or its reverse. `named`: what the list shows for a check, by which
    the order `check` goes."""

    def by_check(case: Case) -> tuple[Any, ...]:
        return named(case.check).casefold(), -case.severity.rank, case.first_open, case.id

    def by_owner(case: Case) -> tuple[Any, ...]:
        return owner(case).casefold(), *by_severity(case)

    def by_due(case: Case) -> tuple[Any, ...]:
        at = due(case)
        return at is None, at or now, *by_severity(case)

    found = [case for case in cases if wanted.fits(case, owner(case), now, due(case))]
    key = {"check": by_check, "owner": by_owner, "due": by_due}.get(sort) or SORTS[sort]
    return sorted(found, key=key, reverse=reverse)


def write_cases(
    workspace: Workspace,
    cases: Sequence[Case],
    name: str,
    *,
    line: Callable[[Case], dict[str, Json]] = case_line,
    among: Sequence[Case] | None = None,
) -> bytes:
    """The list in the format of that name; `line` gives the line of a case; groups are made `among` these
    cases, None: all. Raises KeyError for an unknown format, NotAllowed for records that were changed from
    outside."""
    integrity.require_whole(workspace)
    owner = case_owners(Scopes(workspace.store.records).list())
    known = Cases(workspace.store.records).list(None) if among is None else among
    groups = grouping(workspace, known).ids
    settings, now = workspace.settings, workspace.clock()
    lines: list[dict[str, Json]] = [
        {**line(case), **due_fields(case, settings, now), "owner": owner(case), "group": groups[case.id]}
        for case in cases
    ]
    rules = [_rule(check) for check in sorted({case.check for case in cases})]
    return catalogue.cases_writers()[name].write(lines, rules)


def export_cases(workspace: Workspace, file: Path) -> int:
    """Writes all cases that no exclusion hides, in the format of the file's extension: JSON lines or one of
    `exports/`. Gives their number. Raises BadSetting for an unknown extension or a file that cannot be
    written, NotAllowed for records that were changed from outside."""
    known = {".jsonl", *(f".{name}" for name in catalogue.cases_writers())}
    if file.suffix not in known:
        raise BadSetting(f"{file}: unknown format {file.suffix!r}; use {', '.join(sorted(known))}")
    cases = reported(workspace, filter_cases(workspace, CaseFilter(everything=True))).cases
    if file.suffix == ".jsonl":
        integrity.require_whole(workspace)
        settings, now = workspace.settings, workspace.clock()
        lines = ({**case_line(case), **due_fields(case, settings, now)} for case in cases)
        content = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    else:
        content = write_cases(workspace, cases, file.suffix.removeprefix("."))
    write_file.write_named(file, content)
    return len(cases)


def _titles(check: str) -> list[str]:
    """In every language."""
    return [catalogue.exposure_words(check, language).title for language in languages()]


def _rule(check: str) -> CaseRule:
    exposure = catalogue.exposure(check)
    references = getattr(exposure, "references", ())
    remedy = catalogue.exposure_words(check, "en").remedy.text()
    return CaseRule(id=check, title=exposure.title, remedy=remedy, references=tuple(references))
