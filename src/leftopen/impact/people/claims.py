"""What one row, form or mail says of one person, as text. It never leaves the worker."""

from __future__ import annotations

from dataclasses import dataclass, field

from leftopen.formats.person_name import PersonName, read_name, read_parts
from leftopen.impact.people.headings import NAMES, Field, Kind, accepted
from leftopen.model.people import MentionReason, Role

LABELS = {
    Kind.SSN: "us_ssn",
    Kind.DOD_ID: "dod_id",
    Kind.EMAIL: "email_address",
    Kind.BIRTH: "birth_date",
    Kind.PHONE: "phone",
    Kind.PASSPORT: "us_passport",
}


@dataclass(slots=True, kw_only=True)
class Claim:
    """`values`: (label, text) that a heading named. `spans`: ranges of the document's text; what a detector
    finds there is of this person too. `others`: (heading, text) of the subject's other cells and entries."""

    reason: MentionReason
    role: Role
    values: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    day_first: bool = False
    named: dict[Kind, str] = field(default_factory=dict)
    given: PersonName | None = None
    others: list[tuple[str, str]] = field(default_factory=list)

    def put(self, what: Field, text: str) -> bool:
        """Takes a cell. False when it says another value of a kind that one person has once."""
        if what.kind in LABELS:
            value = accepted(what.kind, text)
            if not value:
                return True
            label = LABELS[what.kind]
            if what.kind in ONCE and any(known == label and old != value for known, old in self.values):
                return False
            self.day_first |= what.day_first
            if (label, value) not in self.values:
                self.values.append((label, value))
            return True
        if what.kind is Kind.OTHER:
            return True
        if what.kind in NAMES and not text.strip():
            return True
        return self.named.setdefault(what.kind, text).casefold() == text.casefold()

    def name(self) -> PersonName | None:
        """From its parts, else from the whole."""
        if self.given:
            return self.given
        parts = (self.named.get(kind, "") for kind in (Kind.FIRST, Kind.MIDDLE, Kind.LAST))
        return read_parts(*parts) or read_name(self.named.get(Kind.NAME, ""))


ONCE = frozenset({Kind.SSN, Kind.DOD_ID, Kind.BIRTH})
