"""Which values in one document belong to one person, and why. No record here holds a name or a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MentionReason(StrEnum):
    """Where the values stood together."""

    ROW = "table row"
    BARE_ROW = "row of a table without headings"
    FORM = "form"
    SENDER = "sender of a mail"
    SIGNATURE = "signature"
    CERTIFICATE = "certificate name"
    STATEMENT = "sentence or line"


class Role(StrEnum):
    """Whose values they are in that document."""

    SUBJECT = "subject"
    RELATIVE = "relative"
    REFERENCE = "reference"
    """Somebody else whom a form or row names: a reference, a supervisor, a witness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValue:
    """`digest`: keyed, of the value in one spelling, so that `3 Feb 1980` is `1980-02-03`; b'' for a kind of
    document, such as a questionnaire."""

    label: str
    digest: bytes
    masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedName:
    """`full`: keyed digest of first and last name in one spelling and any order; `family` of the last name.
    `masked` shows initials and lengths (`J*** R**`), `middle` is the first letter of a middle name or ''."""

    full: bytes
    family: bytes
    masked: str
    middle: str = ""

    @property
    def initial_only(self) -> bool:
        """Is the first name only a letter?"""
        return self.masked[1:2] == "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One person in one document."""

    reason: MentionReason
    role: Role
    name: MaskedName | None
    values: tuple[PersonValue, ...]
