"""Names of people: one spelling for `Roe, Jane Q.`, `JANE ROE` and `ROE Jane`, and how a name is masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 80
WORDS = 6
_TITLES = (
    "mr mrs ms miss mx dr prof sir m mme mlle herr frau gen ltgen majgen brigen col ltcol maj capt cpt "
    "lt ltjg lcdr cdr adm radm sgt ssgt sfc msgt tsgt smsgt cmsgt cpl lcpl pfc pvt spc amn sra csm sgm "
    "ltc ltg ssg msg gysgt cpo scpo mcpo cwo po ens cw2 cw3 cw4"
)
TITLES = frozenset(_TITLES.split())
_SUFFIXES = "jr sr ii iii iv phd md esq civ ctr usa usaf usn usmc uscg ret mil"
SUFFIXES = frozenset(_SUFFIXES.split())
_PARTICLES = "van von der den de del della di da dos du la le el al bin ibn ben st ter ten"
PARTICLES = frozenset(_PARTICLES.split())
_NO_PERSON = (
    "team office desk support service services admin administrator group list department dept division "
    "command unit company corp inc ltd llc gmbh university center centre system systems help info news "
    "newsletter alert alerts notification notifications daemon mail mailer postmaster webmaster "
    "security account accounts the and for your user branch section staff headquarters squadron "
    "battalion none unknown test total name"
)
NO_PERSON = frozenset(_NO_PERSON.split())
ASIDE = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]|(?<=\w )\"[^\"]{0,40}\"(?= )")
WORD = re.compile(r"[^\W\d_]+(?:['’`.-][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """In lower case without accents. `first` is a single letter if no more is known."""

    first: str
    last: str
    middle: str = ""

    @property
    def full(self) -> str:
        """The same whatever comes first."""
        return " ".join(sorted((self.first, self.last)))

    @property
    def masked(self) -> str:
        """`J*** R**`; `J. R**` when the first name is only a letter."""
        first = f"{self.first.upper()}." if len(self.first) == 1 else _stars(self.first)
        return f"{first} {_stars(self.last)}"


def read_name(text: str) -> PersonName | None:
    """None for what does not look like a person's name."""
    text = ASIDE.sub(" ", text[: LONGEST + 1]).strip(" \t'\"<>;:|*").replace("’", "'")
    if not 3 <= len(text) <= LONGEST or any(char.isdigit() or char in "@/\\=" for char in text):
        return None
    before, comma, after = text.partition(",")
    if comma and not _is_suffix(after):
        return _comma(_words(before), _words(after.replace(",", " ")))
    return _in_order(_words(before))


def read_parts(first: str, middle: str, last: str) -> PersonName | None:
    """From the fields of a form or table."""
    given, family = _words(first), _words(last)
    middles = _words(middle)[:1]
    if not given or not family or (NO_PERSON & {_plain(word) for word in given + family}):
        return None
    return _name(given[0], family, (given[1:] + middles)[:1])


def _words(text: str) -> list[str]:
    found = WORD.findall(text)
    return [word for word in found if _plain(word) not in TITLES or len(_plain(word)) == 1]


def _is_suffix(text: str) -> bool:
    words = text.replace(",", " ").split()
    return bool(words) and all(_plain(word) in SUFFIXES for word in words)


def _comma(family: list[str], given: list[str]) -> PersonName | None:
    """`Roe, Jane Q CIV USAF`."""
    family = [word for word in family if _plain(word) not in SUFFIXES]
    if not 1 <= len(family) <= 4 or not given or NO_PERSON & {_plain(word) for word in family + given[:1]}:
        return None
    middle = [word for word in given[1:2] if _plain(word) not in SUFFIXES]
    return _name(given[0], family, middle)


def _in_order(words: list[str]) -> PersonName | None:
    while words and _plain(words[-1]) in SUFFIXES:
        words = words[:-1]
    plain = [_plain(word) for word in words]
    if not 2 <= len(words) <= WORDS or NO_PERSON & set(plain):
        return None
    if plain[0] in PARTICLES and (words[0].islower() or plain[1] in PARTICLES):
        # Only the last name.
        return None
    if not all(word[:1].isupper() or word.lower() in PARTICLES for word in words):
        return None
    if len(words) > 2 and len(plain[-1]) == 1:
        # `ROE JANE Q`: whichever of the two comes first.
        return _name(words[0], words[1:-1][-1:], words[-1:])
    if _shouted(words[0]) and not any(_shouted(word) for word in words[1:]):
        return _name(words[1], words[:1], words[2:3])
    at = next((at for at in range(1, len(words) - 1) if plain[at] in PARTICLES), len(words) - 1)
    return _name(words[0], words[at:], words[1:at][:1])


def _shouted(word: str) -> bool:
    return len(word) > 2 and word.isupper()


def _name(first: str, family: list[str], middle: list[str]) -> PersonName | None:
    given, last = _plain(first), "".join(map(_plain, family))
    if not given or len(last) < 2:
        return None
    return PersonName(first=given, last=last, middle=_plain(middle[0])[:1] if middle else "")


def _plain(word: str) -> str:
    parted = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parted if char.isalpha() and not unicodedata.combining(char))


def _stars(word: str) -> str:
    return word[:1].upper() + "*" * (len(word) - 1)
