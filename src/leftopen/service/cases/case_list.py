"""Lists cases by what users ask for, in their order, and writes the list in a format of `exports/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, BadSetting
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseState
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.writer import CaseRule
from leftopen.present.json_lines import case_line
from leftopen.present.suggest import closest
from leftopen.service import write_file
from leftopen.service.cases.decisions import by_severity
from leftopen.service.cases.owners import case_owners
from leftopen.service.workspace import Workspace

_AGE = re.compile(r"([0-9]{1,5})([mhdw])", re.ASCII)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
SORTS: Mapping[str, Callable[[Case], Any]] = {
    "severity": by_severity,
    "age": lambda case: (case.first_open, -case.severity.rank, case.id),
    "endpoint": lambda case: (Address.parse(case.address), case.port, case.realm, case.check, case.id),
    "check": lambda case: (case.check, -case.severity.rank, case.first_open, case.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Empty: everything. Without `states`, only live cases, or with `everything` all. `owner` is an
    organisation of the scope, or `no owner`; `age` since it was first seen open."""

    severities: frozenset[Severity] = frozenset()
    checks: frozenset[str] = frozenset()
    owner: str = ""
    states: frozenset[CaseState] = frozenset()
    age: timedelta = timedelta(0)
    everything: bool = False

    def fits(self, case: Case, owner: str, now: datetime) -> bool:
        states = self.states or (frozenset(CaseState) if self.everything else LIVE)
        return (
            case.state in states
            and (not self.severities or case.severity in self.severities)
            and (not self.checks or case.check in self.checks)
            and (not self.owner or self.owner.casefold() == owner.casefold())
            and now - case.first_open >= self.age
        )


def parse_filter(
    *, severity: str, check: str, owner: str, state: str, older_than: str, everything: bool = False
) -> CaseFilter:
    """From words; lists are separated by commas. Raises BadRequest that names the wrong word."""
    exposures = [*catalogue.checks(), *catalogue.shapes()]
    return CaseFilter(
        severities=frozenset(map(Severity, _words("severity", severity, list(Severity)))),
        checks=frozenset(_words("check", check, exposures)),
        owner=owner.strip(),
        states=frozenset(map(CaseState, _words("state", state.replace("-", "_"), list(CaseState)))),
        age=parse_age(older_than) if older_than else timedelta(0),
        everything=everything,
    )


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


def filter_cases(workspace: Workspace, wanted: CaseFilter, sort: str = "severity") -> list[Case]:
    """The cases that fit, in the order of `SORTS`."""
    owner = case_owners(workspace.store.records.scopes.list())
    now = workspace.clock()
    found = workspace.store.records.cases.list(None)
    return sorted((case for case in found if wanted.fits(case, owner(case), now)), key=SORTS[sort])


def write_cases(workspace: Workspace, cases: Sequence[Case], name: str) -> bytes:
    """The list in the format of that name. Raises KeyError for an unknown one."""
    owner = case_owners(workspace.store.records.scopes.list())
    lines: list[dict[str, Json]] = [{**case_line(case), "owner": owner(case)} for case in cases]
    rules = [_rule(check) for check in sorted({case.check for case in cases})]
    return catalogue.cases_writers()[name].write(lines, rules)


def export_cases(workspace: Workspace, file: Path) -> int:
    """Writes all cases in the format of the file's extension: JSON lines or one of `exports/`. Gives their
    number. Raises BadSetting for an unknown extension or a file that cannot be written."""
    known = {".jsonl", *(f".{name}" for name in catalogue.cases_writers())}
    if file.suffix not in known:
        raise BadSetting(f"{file}: unknown format {file.suffix!r}; use {', '.join(sorted(known))}")
    cases = filter_cases(workspace, CaseFilter(everything=True))
    if file.suffix == ".jsonl":
        content = b"".join(msgspec.json.encode(case_line(case)) + b"\n" for case in cases)
    else:
        content = write_cases(workspace, cases, file.suffix.removeprefix("."))
    write_file.write(file, content)
    return len(cases)


def _rule(check: str) -> CaseRule:
    """A check of an older version may have gone."""
    try:
        exposure = catalogue.exposure(check)
    except KeyError:
        return CaseRule(id=check, title=check, remedy="this version of leftopen does not have this check")
    references = getattr(exposure, "references", ())
    remedy = catalogue.exposure_words(check, "en").remedy.text()
    return CaseRule(id=check, title=exposure.title, remedy=remedy, references=tuple(references))
