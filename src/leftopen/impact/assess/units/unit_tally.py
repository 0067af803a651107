"""Adds up what one unit held, document by document, into its result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from leftopen.contents import Contents
from leftopen.contents.digests import keyed_digest
from leftopen.impact.assess.clean_documents import CleanDocuments
from leftopen.impact.assess.message_key import MAILS, NAMELESS, message_key
from leftopen.impact.assess.pending_parts import PendingPart
from leftopen.impact.assess.read_document import PICTURE, Reading
from leftopen.impact.assess.summary import file_of
from leftopen.impact.assess.units.unit_files import WholeFiles
from leftopen.impact.people.unite import ADDRESSES
from leftopen.model.assessment import (
    Failure,
    FoundDocument,
    FoundMessage,
    FoundValue,
    Loss,
    Outcome,
    Unit,
    UnitResult,
)
from leftopen.model.category import Category
from leftopen.model.people import Mention

FAILURES = 100
VALUES = 500_000
"""Distinct values kept of one document; one that holds more counts as a failure beside it."""
PIECE = 200_000
"""Values and people of which a piece of the result is made."""
UNITS = 20
ONLY_NAMED = "part"
"""The kind of an attachment in a triage."""
PGP = "a part that is encrypted by PGP"
DOMAINS = 10_000
"""Of which the masked form is kept while a unit is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one document holds: every distinct value, and which of them belong to one person. `sender` of a
    mail."""

    values: tuple[FoundValue, ...] = ()
    people: tuple[Mention, ...] = ()
    sender: Mention | None = None


@dataclass(slots=True, kw_only=True)
class UnitTally:
    """A result while it is made."""

    unit: Unit
    outcomes: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    found: list[FoundDocument] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unlisted: int = 0
    losses: Counter[tuple[int, Outcome, str]] = field(default_factory=Counter)
    text_bytes: int = 0
    pictures: int = 0
    mails: Counter[str] = field(default_factory=Counter)
    whole: WholeFiles = field(default_factory=WholeFiles)
    pieces: int = 0
    messages: list[FoundMessage] = field(default_factory=list)
    unnamed: Counter[str] = field(default_factory=Counter)
    clean: CleanDocuments = field(default_factory=CleanDocuments)
    _weight: int = 0
    _domains: dict[str, str] = field(default_factory=dict, repr=False)
    _form_pages: tuple[str, set[str]] = field(default=("", set()))
    """The document whose pages were read last, and the forms that they are of."""

    def add(self, one: PendingPart, reading: Reading, held: Held, year: int, contents: Contents) -> None:
        self.outcomes[reading.outcome.value] += 1
        self.documents[reading.kind] += 1
        self.pictures += reading.kind == PICTURE and reading.outcome is Outcome.UNREAD
        self.text_bytes += reading.length or len(reading.text)
        if one.depth == 0:
            self.years[str(year)] += 1
        self._name(one, reading, contents)
        if reading.outcome in (Outcome.FAILED, Outcome.ENCRYPTED):
            self._list(one.place, reading.outcome, reading.why)
        elif reading.outcome is Outcome.CARVED or (
            # A store may have a million of these, and they are said with their number.
            reading.outcome is Outcome.UNREAD and reading.kind not in (PICTURE, ONLY_NAMED)
        ):
            self._lose(one.place, reading.outcome, reading.why)
        if values := self._apart(one, held.values, contents):
            found = Held(values=values, people=held.people)
            self.found.append(self._found(one, reading, found, year, contents))
            self._weight += len(held.values) + len(held.people)
        # Every mail has addresses.
        if reading.whole and all(one.label in ADDRESSES for one in held.values):
            self.clean.add(contents.key, one, reading.kind, year)
        if len(held.values) > VALUES:
            why = f"{VALUES:,} different values are kept of one document; this one holds {len(held.values):,}"
            self.failed(f"{one.place}/?", Outcome.FAILED, why)

    def _apart(
        self, one: PendingPart, values: tuple[FoundValue, ...], contents: Contents
    ) -> tuple[FoundValue, ...]:
        """A filled form is told from others by its document, as all of a kind have the same title. Of several
        pages of one document it is one form: the first page has it."""
        forms = {v.label for v in values if contents.detectors[v.label].category is Category.FORM}
        if not forms:
            return values
        again: set[str] = set()
        if one.page_of:
            whole = one.place.rpartition("/")[0]
            known = self._form_pages[1] if self._form_pages[0] == whole else set[str]()
            again, self._form_pages = forms & known, (whole, known | forms)
        content = one.page_of or one.digest_of or one.part.data
        return tuple(
            replace(
                value,
                digest=bytes.fromhex(
                    keyed_digest(contents.key, b"%b\0%b" % (value.label.encode(), content))[:32]
                ),
            )
            if value.label in forms
            else value
            for value in values
            if value.label not in again
        )

    def _name(self, one: PendingPart, reading: Reading, contents: Contents) -> None:
        if reading.message_id:
            key = message_key(contents.key, reading.message_id, reading.body)
            self.messages.append(FoundMessage(place=one.place, key=key, in_mail=one.in_mail))
        elif reading.kind in MAILS | NAMELESS and not one.in_mail:
            self.unnamed[one.place.partition("/")[0].partition(":")[0]] += 1

    def _found(
        self, one: PendingPart, reading: Reading, held: Held, year: int, contents: Contents
    ) -> FoundDocument:
        return FoundDocument(
            place=one.place,
            kind=reading.kind,
            size=one.size,
            year=year,
            digest=bytes.fromhex(keyed_digest(contents.key, one.digest_of or one.part.data)[:32]),
            units=self._units(reading.units or one.units, contents),
            values=held.values[:VALUES],
            people=held.people,
        )

    def _units(self, domains: tuple[str, ...], contents: Contents) -> tuple[str, ...]:
        """Masked; each is looked at once, because most mails of a store have the same few."""
        for domain in domains:
            if domain not in self._domains:
                if len(self._domains) >= DOMAINS:
                    self._domains.clear()
                self._domains[domain] = contents.mask(domain)
        return tuple(dict.fromkeys(self._domains.get(one) or contents.mask(one) for one in domains))[:UNITS]

    def piece(self) -> UnitResult | None:
        """What was found since the last piece, and is then forgotten here; None while it is little."""
        if self._weight < PIECE:
            return None
        self.pieces += 1
        found, self.found, self._weight = tuple(self.found), [], 0
        return UnitResult(
            number=self.unit.number, outcomes={}, documents={}, years={}, found=found, piece=self.pieces
        )

    def failed(self, place: str, outcome: Outcome, why: str) -> None:
        """A document that was there and could not be given to any reader."""
        self.outcomes[outcome.value] += 1
        self.documents["other"] += 1
        self._list(place, outcome, why)

    def not_read(self, place: str, reading: Reading) -> None:
        """What the reader of that document counted in it and could not give."""
        number = 0
        for count, outcome, why in (
            (reading.lost - reading.cut, Outcome.FAILED, "a part could not be read"),
            (reading.cut, Outcome.FAILED, "beyond what is read of one"),
            (reading.sealed, Outcome.ENCRYPTED, PGP if reading.kind in MAILS else "a part with a password"),
            (reading.unread, Outcome.UNREAD, "a part that no reader here reads"),
        ):
            for _ in range(count):
                self.failed(f"{place}/?{number}", outcome, f"{reading.kind}: {why}")
                number += 1
        # Not listed, as other pictures are not: a store may have a million of them.
        self.pictures += reading.pages
        if reading.pages:
            self.outcomes[Outcome.UNREAD.value] += reading.pages
            self.documents[PICTURE] += reading.pages

    def _lose(self, place: str, outcome: Outcome, why: str) -> None:
        self.losses[file_of(place), outcome, why] += 1

    def _list(self, place: str, outcome: Outcome, why: str) -> None:
        self._lose(place, outcome, why)
        if len(self.failures) < FAILURES:
            self.failures.append(Failure(place=place, outcome=outcome, why=why))
        else:
            self.unlisted += 1

    def result(self) -> UnitResult:
        return UnitResult(
            number=self.unit.number,
            outcomes=dict(self.outcomes),
            documents=dict(self.documents),
            years=dict(self.years),
            found=tuple(self.found),
            failures=tuple(self.failures),
            unlisted=self.unlisted,
            losses=tuple(
                Loss(file=file, outcome=outcome, why=why, documents=documents)
                for (file, outcome, why), documents in self.losses.items()
            ),
            bytes=self.unit.bytes,
            text_bytes=self.text_bytes,
            pictures=self.pictures,
            mails=dict(self.mails),
            sha256=self.whole.sha256,
            counted=self.whole.mails,
            pieces=self.pieces,
            clean=self.clean.count,
            clean_sample=self.clean.sample(),
            messages=tuple(self.messages),
            unnamed=dict(self.unnamed),
        )
