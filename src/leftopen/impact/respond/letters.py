"""One letter for each person: the approved text without what does not concern this one, and to whom it goes.

Whom the program can't address for sure is left to a person, with the reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leftopen.impact.people.affected import Person
from leftopen.impact.people.contacts import Contact
from leftopen.impact.respond.drafting import GENERAL, Sentence
from leftopen.translate import N_

KIND = "amount.kind."
"""How the ids of facts about one kind of data begin."""
ADULT = 18
LEAD = N_("Depending on the person, the data may include:")
OWN_LEAD = N_("This data about you is concerned:")
ENCLOSED = N_("Enclosures: {files}")
SHARED_MAIL = "one email_address of several people"


class NotAddressed(StrEnum):
    """Why there is no letter to a person; docs/leak/responding.md says what each means."""

    DEAD = "dead"
    MINOR = "minor"
    DOUBTFUL = "doubtful"
    NO_DATA = "no data"
    NO_NAME = "no name"
    NO_ADDRESS = "no address"
    SEVERAL_ADDRESSES = "several addresses"
    SAME_NAME = "several people of one name"
    CHANGED = "changed store"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """To whom a letter goes: `lines` of the postal address, or `mail` alone."""

    person: Person
    name: str = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    mail: str = field(repr=False)

    @property
    def places(self) -> Iterator[tuple[str, str]]:
        """The name at each address, in one spelling."""
        name = _spelling(" ".join(sorted(self.name.split())))
        for address in filter(None, (" ".join(self.lines), self.mail)):
            yield name, _spelling(address)


def addressee(
    person: Person, found: Sequence[tuple[int, Contact]], today: date, *, failed: NotAddressed | None
) -> Addressee | NotAddressed:
    """`found`: each document's year (0 unknown), and what it says. `failed`: why a document of this person
    could not be read, None for none."""
    contacts = [contact for _, contact in found]
    if any(one.dead for one in contacts):
        return NotAddressed.DEAD
    if any(_is_minor(born, today) for one in contacts for born in one.born):
        return NotAddressed.MINOR
    if set(person.doubts) - {f"one {kind} of several people" for kind in person.labels}:
        return NotAddressed.DOUBTFUL
    name = max((one.name for one in contacts), key=lambda name: (bool(name), not name.isupper(), len(name)),
               default="")  # fmt: skip
    postal, mails = _newest(found, "lines"), _newest(found, "mails")
    mail = (
        min((one for of_one in mails for one in of_one), default="")
        if SHARED_MAIL not in person.doubts
        else ""
    )
    if not name or not (postal or mail):
        return failed or (NotAddressed.NO_ADDRESS if name or not contacts else NotAddressed.NO_NAME)
    if len({_spelling(" ".join(lines)) for lines in postal}) > 1:
        return NotAddressed.SEVERAL_ADDRESSES
    return Addressee(person=person, name=name, lines=postal[0] if postal else (), mail=mail)


def without_namesakes(found: Iterable[Addressee]) -> tuple[list[Addressee], list[Addressee]]:
    """Those who alone have their name at their address; then the others, who could open each other's."""
    people = list(found)
    met: dict[tuple[str, str], set[str]] = {}
    for one in people:
        for place in one.places:
            met.setdefault(place, set()).add(one.person.id)
    alone = [one for one in people if all(len(met[place]) == 1 for place in one.places)]
    kept = {one.person.id for one in alone}
    return alone, [one for one in people if one.person.id not in kept]


def lists_data(sentences: Iterable[Sentence], labels: Collection[str]) -> bool:
    """Does the letter list a kind of data that this person has?"""
    return any(one.place == "item" and _kinds(one) & set(labels) for one in sentences)


def letter(
    sentences: Sequence[Sentence], one: Addressee, files: Sequence[str], language: str
) -> list[Sentence]:
    """Of the approved text: with the recipient, and without the lines of kinds of data that only others
    have. `files`: what is enclosed."""
    to = (one.name, *(one.lines or (one.mail,)))
    recipient = [Sentence(text=line, facts=("letter.recipient",)) for line in to]
    kept = [
        _own(each, language) for each in sentences if not _kinds(each) or _kinds(each) & one.person.labels
    ]
    kept = [each for each in kept if each.place != "recipient"]
    at = max((at for at, each in enumerate(kept, 1) if each.place == "sender"), default=0)
    enclosed = N_(ENCLOSED.id, files=", ".join(files)).text(language)
    end = [Sentence(text=enclosed, facts=(GENERAL,))] if files else []
    return [*kept[:at], *recipient, *kept[at:], *end]


def _own(one: Sentence, language: str) -> Sentence:
    if one.text == LEAD.text(language):
        return Sentence(text=OWN_LEAD.text(language), facts=one.facts)
    return one


def _kinds(one: Sentence) -> set[str]:
    return {id.removeprefix(KIND) for id in one.facts if id.startswith(KIND)}


def _newest(found: Sequence[tuple[int, Contact]], what: str) -> list[tuple[str, ...]]:
    """Of the newest documents that have one: a year that is unknown is the oldest."""
    there = [(year, value) for year, contact in found if (value := getattr(contact, what))]
    last = max((year for year, _ in there), default=0)
    return [value for year, value in there if year == last]


def _is_minor(born: date, today: date) -> bool:
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < ADULT


def _spelling(text: str) -> str:
    """The same for other cases, accents and signs."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if char.isalnum())
