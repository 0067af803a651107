"""What the stores hold about a case, gathered for the answers. Whatever was not examined is None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from leftopen.cases.window import Window
from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.people.served import PeopleServed
from leftopen.impact.respond.response import Response
from leftopen.model.access_logs import ReadersResult, StandingAccess
from leftopen.model.assessment import Depth
from leftopen.model.case import Case
from leftopen.model.category import Category
from leftopen.model.finding import Finding
from leftopen.model.organisation import Organisation
from leftopen.translate import N_, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKind:
    """One kind of data of an assessment. `people`: how many people have it; `unlinked`: values that are
    tied to nobody, of which `alone` count as a person each. `at_least`: `distinct` is a lower bound."""

    name: str
    label: Message
    category: Category
    of_person: bool
    documents: int
    occurrences: int
    distinct: int
    at_least: bool
    people: PeopleBounds
    unlinked: int
    alone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMarking:
    """A marking and its level (0 to 4), and of how many documents it is the highest of its kind. A protective
    marking, such as CUI or Diffusion Restreinte, is not `classified`."""

    name: str
    label: Message
    level: int
    classified: bool
    text: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """The assessment that is read. `others`: those of the same case that are not, as `id (depth)`.
    `outcomes`: documents by what became of them; they add up to `documents`. `rejected`: hits that reviewers
    rejected, and that no other figure counts. `ocr`: pictures were read too; `pictures`: those in documents
    that were not; `uncaged`: without a cage, None if not known."""

    id: str
    depth: Depth
    complete: bool
    units: int
    units_done: int
    documents: int
    outcomes: dict[str, int]
    text_bytes: int
    skipped: int
    lost_mails: int
    kinds: tuple[FoundKind, ...]
    people: PeopleBounds
    others: tuple[str, ...]
    markings: tuple[FoundMarking, ...] = ()
    classified: int = 0
    protective: int = 0
    """Documents with a classified level, and those with protective markings only."""
    pictures: int = 0
    rejected: int = 0
    ocr: bool = False
    uncaged: bool | None = None

    @property
    def read(self) -> int:
        return self.outcomes.get("read", 0)

    @property
    def searched(self) -> int:
        """Documents of which at least a part of the text was searched."""
        return self.read + self.outcomes.get("carved", 0) + self.outcomes.get("failed", 0)

    @property
    def left_out(self) -> int:
        """Documents not read whole, files not taken, and mailboxes whose two counts differ."""
        return self.not_read + self.skipped + self.lost_mails

    @property
    def partly(self) -> Message:
        """To put behind a count: an assessment that was stopped, or that left attachments out, says so."""
        if not self.complete:
            return N_("; the assessment is not complete")
        if self.depth is Depth.TRIAGE:
            return N_("; attachments were not read")
        return N_("")

    @property
    def not_read(self) -> int:
        """Documents of which less than the whole text was searched."""
        return self.documents - self.read


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`now` is when it was gathered; `title` says what the check found."""

    now: datetime
    case: Case
    title: Message
    window: Window
    finding: Finding | None
    assessed: Assessed | None
    reading: ReadersResult | None
    served: PeopleServed | None = None
    """The people of the assessment by what the reading says; None where one of the two is missing."""
    standing: tuple[StandingAccess, ...] = ()
    """What the reading names as going on after the closure, with masked names."""
    response: Response
    controller: Organisation | None = None
    """The organisation that the authorisation of the address names, with what those above it know of it."""
    zone: tzinfo = UTC
    """Where letters take their times."""

    @property
    def short(self) -> str:
        return self.case.id[:8]
