"""The contract of a file in `impact/respond/laws/`: what a law asks for after a leak, and by when. None of
this is legal advice, and no clock starts before a person said that the law applies."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, time, tzinfo
from enum import StrEnum

from leftopen.translate import Message

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The time that the law gives: one of these, or nothing for "without undue delay". `business_days` count
    by the calendar of the law."""

    hours: int = 0
    days: int = 0
    months: int = 0
    business_days: int = 0

    @property
    def fixed(self) -> bool:
        return bool(self.hours or self.days or self.months or self.business_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCalendar:
    """Monday to Friday without the `holidays` of a year. `zone`: where the day of a moment is taken;
    `closes`: when the last day of a deadline ends. `limit`: what is not counted, which the note of a law
    says."""

    zone: tzinfo
    closes: time
    holidays: Callable[[int], Collection[date]]
    limit: Message

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays(day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """`begins` names a moment of `impact.respond.milestones`, or another deadline of the same law, such as
    `met:notification`: the clock starts when that one was met. `only_if`: a question that must be answered
    with yes too, '' for none. `same_as`: the deadline of another law that one act meets too, such as
    `gdpr.authority`: where both apply there is one clock."""

    name: str
    title: Message
    begins: str
    within: Within
    note: Message
    only_if: str = ""
    same_as: str = ""


class Checked(StrEnum):
    """What the deadlines of a law were compared with, in a library of public pages."""

    TEXT = "text"
    """The text of the law itself."""
    REPORTS = "reports"
    """Only what others write about it, several of whom agree."""
    NOT = "not"
    """Nothing that could be found says it, or says whether it is still in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """`question` is what a person must answer before any clock of it starts. `source` names the text and
    `dated` is the date of that text; `url` is where it can be read.
    `countries`: where it is asked first, by code or area; () for everywhere. `moves`: a deadline that ends on
    a weekend or a public holiday may end on the next working day, for some.
    `checked` holds for every deadline of it; `checked_on` is the day. `calendar`: of its business days;
    ValueError where it counts some and names none."""

    title: Message
    question: Message
    source: Message
    dated: date
    url: str
    deadlines: tuple[Deadline, ...]
    note: Message
    checked: Checked
    checked_on: date
    calendar: BusinessCalendar | None = None
    countries: tuple[str, ...] = ()
    moves: bool = False

    def __post_init__(self) -> None:
        if self.calendar is None and any(one.within.business_days for one in self.deadlines):
            raise ValueError(f"{self.title} counts business days and names no calendar")
