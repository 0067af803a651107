"""How the people of one document are reached: names and addresses as they are written there. This is raw
personal data: it is read for a letter, kept in memory, and never stored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

from leftopen.contents import Contents
from leftopen.contents.digests import canonical
from leftopen.formats.person_name import NO_PERSON, read_name
from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import NAMES, Kind, line_end, words
from leftopen.impact.people.mentions import NOBODY, MentionFinder
from leftopen.impact.people.names import names_in
from leftopen.model.packaged import read_toml
from leftopen.model.people import MaskedName, Mention

T = TypeVar("T", bound=Hashable)
LONGEST = 300
"""Characters of a name or of one line of an address."""
LINES = 6
MAIL = "email_address"
FIELDS = ("died", "street", "extra", "postcode", "city", "state", "country")
AROUND = 400
"""Characters around a value in which the name that it was given to is written."""
HEAD = 2_000
"""Characters at the beginning of a mail in which its sender is."""
BETWEEN = re.compile(r"\s*[,;\n>]\s*")
BEHIND = re.compile(r"(?:[ '’-][^\W\d_]+){0,4}(?=[ \t]{0,9}(?:[\n\r,;|\t\"<]|\Z))")
"""The rest of a town's name, which a detector does not need."""
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What one document says of one person. `lines` of a whole postal address, () for none; `born`: every
    birth date that stands beside the name; `dead`: it says that the person died."""

    name: str = field(default="", repr=False)
    lines: tuple[str, ...] = field(default=(), repr=False)
    mails: tuple[str, ...] = field(default=(), repr=False)
    born: tuple[date, ...] = field(default=(), repr=False)
    dead: bool = False


def contacts(contents: Contents, text: str, kind: str) -> list[tuple[Mention, Contact]]:
    """Of each mention in the text of a document; `kind`: the name of the reader that gave it."""
    _, plain, hits = contents.finder.find_in_each(text)
    found: list[tuple[Mention, Contact]] = []

    def met(mention: Mention, claim: Claim, pairs: Sequence[tuple[str, str]]) -> None:
        found.append((mention, _contact(plain, claim, pairs)))

    MentionFinder(key=contents.key, detectors=contents.detectors, met=met).find(plain, kind, hits)
    return found


def by_owner(
    found: Iterable[tuple[Mention, Contact]], stored: Iterable[tuple[Mention, T]]
) -> list[tuple[T, Contact]]:
    """Whose each is: of the one who has a value of it in the same document under no other name. What may be
    of several people is nobody's."""
    holders: defaultdict[tuple[str, bytes], list[tuple[MaskedName | None, T]]] = defaultdict(list)
    for mention, owner in stored:
        for at in _values(mention):
            holders[at].append((mention.name, owner))
    owned = []
    for mention, contact in found:
        fits = {
            owner
            for at in _values(mention)
            for name, owner in holders.get(at, ())
            if _may_be_one(name, mention.name)
        }
        if len(fits) == 1:
            owned.append((fits.pop(), contact))
    return owned


def _values(mention: Mention) -> Iterable[tuple[str, bytes]]:
    return ((one.label, one.digest) for one in mention.values if one.digest)


def _may_be_one(one: MaskedName | None, other: MaskedName | None) -> bool:
    if one is None or other is None:
        return True
    middles = {one.middle, other.middle} - {""}
    return one.full == other.full and len(middles) < 2


def _contact(text: str, claim: Claim, pairs: Sequence[tuple[str, str]]) -> Contact:
    cells = _cells(claim.others)
    name = _written(text, claim)
    died, patterns = cells.get("died", ""), _patterns()
    postal = [value for label, value in pairs if label == "postal_address"]
    return Contact(
        name=name,
        lines=_of_cells(cells) or (_of_value(text, postal[0]) if len(set(postal)) == 1 else ()),
        mails=tuple(value.lower() for label, value in pairs if label == MAIL and not NOBODY.match(value)),
        born=tuple(_dates(value for label, value in pairs if label == "birth_date")),
        dead=bool(patterns["late"].match(f"{name} ") or (died and not patterns["alive"].fullmatch(died))),
    )


def _dates(values: Iterable[str]) -> Iterable[date]:
    """In both orders of day and month: of a birth date only the year matters much."""
    for value in values:
        for day_first in (False, True):
            same = canonical("birth_date", value, day_first=day_first)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", same, re.ASCII):
                yield date.fromisoformat(same)


def _cells(others: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """By the field of the file; the first of each that is not empty."""
    found: dict[str, str] = {}
    for head, value in others:
        plain, cell = words(head[:LONGEST]), _tidy(value)
        name = next((name for name in FIELDS if _patterns()[name].fullmatch(plain)), "")
        if name and cell:
            found.setdefault(name, cell)
    return found


def _of_cells(cells: Mapping[str, str]) -> tuple[str, ...]:
    """() unless there are a street or box and a place."""
    street, city, code = (cells.get(name, "") for name in ("street", "city", "postcode"))
    if not street or not (city or code):
        # All of it in one cell.
        return _parted(street) if re.search(r"\d{4}|\d[A-Z]{2}\b", street) and " " in street else ()
    state = cells.get("state", "")
    place = f"{city}, {state} {code}" if state else f"{code} {city}"
    return tuple(filter(None, (street, cells.get("extra", ""), _tidy(place), cells.get("country", ""))))


def _of_value(text: str, value: str) -> tuple[str, ...]:
    """What a detector found, with the rest of the town's name."""
    at = text.find(value)
    rest = BEHIND.match(text, at + len(value)) if at >= 0 else None
    return _parted(value + (rest.group() if rest else ""))


def _parted(address: str) -> tuple[str, ...]:
    """Its lines; a house number stays with its street, a postal code with its state or town."""
    lines: list[str] = []
    for part in map(_tidy, BETWEEN.split(address)):
        if lines and (re.fullmatch(r"\d{1,4}", lines[-1]) or re.match(r"[A-Z]{2} \d{5}", part)):
            lines[-1] += f", {part}"
        elif part:
            lines.append(part)
    return tuple(lines) if 1 < len(lines) <= LINES else ()


def _written(text: str, claim: Claim) -> str:
    """The name as it is written, the first name first; '' for none."""
    if claim.given is None:
        parts = [claim.named.get(kind, "") for kind in (Kind.FIRST, Kind.MIDDLE, Kind.LAST)]
        name = claim.named.get(Kind.NAME, "") or " ".join(filter(None, parts))
        return _named(name) if claim.named.keys() & NAMES else ""
    places = [(0, min(HEAD, len(text)))] if not claim.spans else []
    for start, end in claim.spans or [(0, 0)]:
        places.append((max(0, start - AROUND), min(len(text), line_end(text, end) + AROUND)))
    for start, end in places:
        for one in names_in(text, start, end):
            if one.name.full == claim.given.full:
                return _named(text[one.start : one.end])
    return ""


def _named(text: str) -> str:
    """Tidy, and turned where the last name stands first; '' for what is no person's name."""
    name = _tidy(text).strip("\"'<>;:*|, ")
    before, comma, after = name.partition(",")
    if comma and read_name(name) is not None and read_name(f"{after} {before}") is not None:
        name = f"{after.strip()} {before.strip()}"
    letters = sum(map(str.isalpha, name))
    if letters < 2 or any(char.isdigit() or char in "@/\\=" for char in name):
        return ""
    return "" if NO_PERSON.intersection(name.casefold().split()) else name


def _tidy(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", text).split())[:LONGEST]


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """See the head of the file."""
    found: dict[str, str] = read_toml("leftopen.impact.people", "contact_fields")
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in found.items()}
