"""What a column's head or a field's name says: which kind of value, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import hyperscan

from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.formats import ssn
from leftopen.formats.calendar_date import iso_date
from leftopen.formats.digits import only
from leftopen.model.people import Role

LONGEST = 300


class Kind(StrEnum):
    NAME = "name"
    FIRST = "first name"
    MIDDLE = "middle name"
    LAST = "last name"
    SSN = "ssn"
    DOD_ID = "dod id"
    EMAIL = "e-mail"
    BIRTH = "birth date"
    PHONE = "phone"
    PASSPORT = "passport"
    OTHER = "other"
    """A number of a person that detectors find by themselves."""


NAMES = frozenset({Kind.NAME, Kind.FIRST, Kind.MIDDLE, Kind.LAST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`day_first`: it asks for dates with the day first."""

    kind: Kind
    role: Role = Role.SUBJECT
    day_first: bool = False


GATE = re.compile(
    r"ssn|\bssan\b|soc(?:ial)?\W{0,3}sec|edipi|dod\W?_?id|\bd\.?o\.?b\b|birth|naiss|geburt|e-?mail|courriel|phone"
    r"|\biban\b|passport|passeport|\bcard[ _-]?n(?:o|um|r)|s[eé]curit[eé]\W{0,3}sociale"
    r"|geb\W{0,2}datum|\b(?:social|born)\b\"?(?:[\t\r\n,;|]| = )",
    re.IGNORECASE,
)
"""A table or form of people has one of these."""
_ONE_OF = (
    "ssn", "ssan", "soc", "edipi", "dod", "dob", "d.o.b", "birth", "naiss", "geburt", "e-mail", "email",
    "courriel", "phone", "iban", "passport", "passeport", "card no", "card nr", "card nu",
    "card_n", "card-n", "cardn", "sécurité", "securite", "datum", "born",
)  # fmt: skip

_WHOSE = (
    r"(?:full |complete |employee |member |applicant |patient |soldier |sailor |person |student |staff "
    r"|legal |claimant |travell?er |service member |requester |insured |card ?holder |account ?holder "
    r"|holder )"
)
_WHO = (
    r"(?:employee|member|applicant|patient|soldier|sailor|claimant|travell?er|service member|requester"
    r"|insured|(?:card|account|passport|policy|licen[cs]e) ?holder|holder|titulaire|assur[eé]|demandeur"
    r"|kontoinhaber(?:in)?|antragsteller(?:in)?|mitarbeiter(?:in)?)"
)
ITEM = re.compile(r"^\d{1,2}[a-z]?(?: [a-df-z])? (?=\w{2})")
"""The number of a form's field: `1. NAME`, `4.a GRADE`."""
KINDS = (
    (Kind.SSN, re.compile(r"\bssn\b|\bssan\b|\bsocial security\b|\bsoc ?sec|\bss ?#|^social$")),
    (Kind.DOD_ID, re.compile(r"\bedipi\b|\bdod ?id\b|\bdod identification")),
    (Kind.BIRTH, re.compile(
        r"\bd ?o ?b\b|\bbirth ?(?:date|day|dt)\b|^born$|^birth$|\bb ?date\b|\bdt of birth\b"
        r"|\bdate naiss|^naissance$|\bgeb ?datum\b|\bdate (?:of|de) (?:birth|naissance)\b|\bgeburtsdatum\b")),
    (Kind.EMAIL, re.compile(r"\be ?mail\b|\bcourriel\b|\bmail address\b|\badresse mail\b")),
    (Kind.PHONE, re.compile(r"\b(?:tele)?phone\b|\btel\b|\bmobile\b|\bcell\b")),
    (Kind.PASSPORT, re.compile(r"(?<!british )(?<!uk )(?<!gb )\bpass(?:port|eport)\b")),
    (Kind.OTHER, re.compile(
        r"\biban\b|pass(?:port|eport)\b|\bcard n(?:o|umber|r)?\b|\bcarte\b|\bs[eé]curit[eé] sociale\b|\bnir\b"
        r"|\breisepass|\bausweis|\blicen[cs]e\b|\bpermis\b|\bf[uü]e?hrerschein"
        r"|\bnational (?:id|insurance|number)|\bnino\b|\bnhs\b|\btax ?(?:payer )?id|\bsteuer ?(?:id|nummer)"
        r"|\b(?:credit|debit|payment) card\b"
        r"|\bdni\b|\bnie\b|\bcodice fiscale\b|\bpesel\b|\bbsn\b|\bpersonnummer\b|\bahv\b|\bitin\b")),
    (Kind.NAME, re.compile(
        rf"(?:your )?{_WHOSE}{{0,2}}names?"
        rf"(?: (?:print )?last(?: name)? first(?: name)?(?: middle(?: name| initial)?| mi)?(?: suffix)?"
        rf"| of (?:the )?{_WHO})?"
        rf"|{_WHO}|nom complet|nom et pr[eé]noms?|nom pr[eé]noms?|(?:name|nachname) vorname"
        r"|vor ?(?:und )?nachname|(?:rank|grade) (?:and )?name|name (?:and )?(?:rank|grade)")),
    (Kind.FIRST, re.compile(r"\b(?:first|given|fore) ?names?\b|\bf ?name\b|\bpr[eé]noms?\b|\bvorname\b")),
    (Kind.LAST, re.compile(
        r"\b(?:last|family) ?name\b|\bsur ?name\b|\bl ?name\b|\bnom de famille\b|\bnachname\b|^nom$")),
    (Kind.MIDDLE, re.compile(r"\bmiddle(?: ?name| initial)?\b|^mi$")),
)  # fmt: skip
WHOLLY = frozenset({Kind.NAME})
NO_NAME = re.compile(r"\b(?:other|maiden|alias|user|file|former|previous)\b")
RELATIVE = re.compile(
    r"\b(?:spouse|wife|husband|mother|father|parent|child|children|son|daughter|brother|sister|sibling|relatives?"
    r"|dependents?|dependants?|cohabitant|next of kin|nok|emergency|conjoint|partner|guardian)\b"
    r"(?: \d{1,2}\b)?"
)
REFERENCE = re.compile(
    r"\b(?:references?|supervisor|manager|verifier|who knows? you|neighbou?r|sponsor|recruiter|witness|rater"
    r"|approver|approving|certifier|doctor|physician|landlord|commander|reviewer|point of contact|poc)\b"
    r"(?: \d{1,2}\b)?"
)
DAY_FIRST = re.compile(r"\bdd ?mm\b|naissance|geburt|\bdd mon\b")
DOD = re.compile(r"DoD(?=[^a-z]|$)")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
INDEX = re.compile(r"\[\d{1,4}\]")
APART = re.compile(r"[^\w#]+|_")
PASSPORT = re.compile(r"[A-Za-z]\d{8}|\d{9}")
"""Of the United States. Of others detectors know more of the form."""
MAIL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+'-]{0,63}@(?:[^\W_][\w-]{0,62}\.)+[A-Za-z]{2,24}")
PHONE = re.compile(r"[+(]?\d[\d() ./+-]{5,24}(?:\s?(?:x|ext)\.?\s?\d{1,6})?", re.IGNORECASE)


def has_headings(text: str) -> bool:
    """Could `GATE` find anything? Far quicker than the pattern: most texts have none."""
    return bool(_places(text, first=True))


def _places(text: str, *, first: bool = False) -> list[int]:
    """A place in each line that has one of the words; only the first of them where `first`."""
    # One byte for each character, so that places are those of the text.
    data, found, end_of_line = text.encode("ascii", "replace"), list[int](), -1

    def heard(number: int, start: int, end: int, flags: int, context: object) -> bool:
        nonlocal end_of_line
        if end > end_of_line:
            found.append(end - 1)
            line_feed = data.find(b"\n", end)
            end_of_line = line_feed if line_feed >= 0 else len(data)
        return first

    with suppress(hyperscan.ScanTerminated):
        _words().scan(data, heard)
    return found


@cache
def _words() -> PatternDatabase:
    """`_ONE_OF` in any case."""
    words = tuple(dict.fromkeys(re.escape(word.encode("ascii", "replace")) for word in _ONE_OF))
    number = len(words)
    flags = (hyperscan.HS_FLAG_CASELESS,) * number
    return compile_database(Patterns(expressions=words, numbers=tuple(range(number)), flags=flags))


def gate_lines(text: str) -> Iterator[tuple[int, int]]:
    """(Start, end) of each line in which `GATE` finds something. Words are looked for first: the pattern
    tries every place of a text."""
    done = -1
    for at in _places(text):
        start = text.rfind("\n", 0, at) + 1
        end = line_end(text, at)
        if start > done and ((gate := GATE.search(text, start, end + 8)) is not None and gate.start() < end):
            yield start, end
            done = end


def line_end(text: str, at: int) -> int:
    """Where the line that `at` stands in ends: its line feed, or the end of the text."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


@lru_cache(maxsize=4096)
def heading(text: str) -> Field | None:
    """None for one that says nothing of a person."""
    if len(text) > LONGEST:
        return None
    plain = words(text)
    kind = next((kind for kind, names in KINDS if _says(kind, names, plain)), None)
    if kind is None or (kind in (Kind.NAME, Kind.LAST, Kind.FIRST) and NO_NAME.search(plain)):
        return None
    return Field(kind=kind, role=role_of(plain), day_first=DAY_FIRST.search(plain) is not None)


def words(text: str) -> str:
    """`form1[0].DateOfBirth[0]` as `form1 date of birth`."""
    bare = CAMEL.sub(" ", DOD.sub("dod", INDEX.sub(" ", text).replace("'s ", " ")))
    return ITEM.sub("", " ".join(APART.sub(" ", bare).split()).lower())


def role_of(plain: str) -> Role:
    if RELATIVE.search(plain):
        return Role.RELATIVE
    return Role.REFERENCE if REFERENCE.search(plain) else Role.SUBJECT


def _says(kind: Kind, names: re.Pattern[str], plain: str) -> bool:
    if kind not in WHOLLY:
        return names.search(plain) is not None
    bare = RELATIVE.sub("", REFERENCE.sub("", plain)).removesuffix(" s").strip()
    return names.fullmatch(" ".join(bare.split())) is not None


def accepted(kind: Kind, text: str) -> str:
    """The value, if it has the form of its kind; ''."""
    text = text.strip()
    if kind is Kind.SSN:
        return _ssn(text)
    if kind is Kind.DOD_ID:
        return text if len(text) == 10 and text.isascii() and text.isdigit() else ""
    if kind is Kind.EMAIL:
        found = MAIL.search(text[:LONGEST])
        return found.group() if found else ""
    if kind is Kind.BIRTH:
        return text if iso_date(text) else ""
    if kind is Kind.PASSPORT:
        # As its detector has it: the heading is the label that it asks for.
        return text if PASSPORT.fullmatch(text) and len(set(text)) > 2 else ""
    return text if PHONE.fullmatch(text) and 7 <= len(only(text)) <= 20 else ""


def _ssn(text: str) -> str:
    """Spreadsheets drop the zeros that a number begins with."""
    if not re.fullmatch(r"\d{3}([ .-]?)\d{2}\1\d{4}|\d{7,8}", text, re.ASCII):
        return ""
    number = only(text).zfill(9)
    return number if ssn.valid(number) else ""
