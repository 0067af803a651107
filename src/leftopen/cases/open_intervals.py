"""When a case was open, from its checks: surely between two that found it open, with none in between that did
not; possibly between one that found it open and one that did not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import pairwise

from leftopen.cases.closure_rules import is_other
from leftopen.model.case import Case
from leftopen.model.closure import CheckObservation
from leftopen.model.verdict import Phase, Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInterval:
    """`sure`: open for all of it, as far as checks can tell; else possibly."""

    begin: datetime
    end: datetime
    sure: bool


class _Found(Enum):
    """`DOUBT`: no response, which proves neither."""

    OPEN = auto()
    NOT_OPEN = auto()
    DOUBT = auto()


Mark = tuple[datetime, _Found]


def stretches(case: Case, looks: Sequence[CheckObservation], end: datetime) -> list[OpenInterval]:
    """Oldest first, from the last check that did not find it open before the case began, until `end`."""
    marks = _marks(case, looks)
    if case.open_after is not None and case.open_after < marks[0][0]:
        marks.insert(0, (case.open_after, _Found.NOT_OPEN))
    found, last = list(_between(marks)), case.closed or end
    newest, seen = marks[-1]
    if newest < last and (case.closed is None or seen is _Found.OPEN):
        found.append(OpenInterval(begin=newest, end=last, sure=False))
    return list(_joined(found))


def surely_open(case: Case, looks: Sequence[CheckObservation]) -> timedelta:
    """How long it was open at least."""
    sure = (one.end - one.begin for one in _between(_marks(case, looks)) if one.sure)
    return sum(sure, timedelta())


def _marks(case: Case, looks: Sequence[CheckObservation]) -> list[Mark]:
    """Never empty, oldest first. A case that continues another one was open before its own checks."""
    own = [(look.at, found) for look in looks if (found := _found(case, look)) is not None]
    ends = [(case.first_open, _Found.OPEN), (case.last_open, _Found.OPEN)]
    return sorted(dict.fromkeys([*ends, *own]), key=lambda mark: mark[0])


def _found(case: Case, look: CheckObservation) -> _Found | None:
    """None for a check that could not look."""
    if look.state is State.CLOSED or is_other(case, look):
        return _Found.NOT_OPEN
    if look.state is State.OPEN:
        return _Found.OPEN
    if look.reason is Reason.REFUSED:
        return _Found.NOT_OPEN
    return _Found.DOUBT if look.reason is Reason.TIMEOUT and look.phase is Phase.CONNECT else None


def _between(marks: Sequence[Mark]) -> Iterator[OpenInterval]:
    for (begin, before), (end, after) in pairwise(marks):
        if before is _Found.NOT_OPEN and after is _Found.NOT_OPEN:
            continue
        sure = before is _Found.OPEN and after is _Found.OPEN
        yield OpenInterval(begin=begin, end=end, sure=sure)


def _joined(found: Sequence[OpenInterval]) -> Iterator[OpenInterval]:
    """Neighbours of one kind as one."""
    last: OpenInterval | None = None
    for one in found:
        if last is not None and last.end == one.begin and last.sure == one.sure:
            last = OpenInterval(begin=last.begin, end=one.end, sure=one.sure)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
