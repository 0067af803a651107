"""Names of people in running text: runs of capitalised words without the words of forms and letters.

Too many are better than too few: where two names stand, nobody is told whose a number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.formats.person_name import PARTICLES, TITLES, PersonName, read_name

PART = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*"
PARTICLE = rf"(?:{'|'.join(sorted(PARTICLES))})"
_ONE = rf"(?:[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Capt|Sgt|Lt|Col|Maj|Gen)\.|{PART})"
RUN = re.compile(rf"{_ONE}(?:[ \t]{{1,3}}(?:{PARTICLE}[ \t]{{1,3}}){{0,2}}{_ONE}){{1,7}}")
COMMA = re.compile(
    rf"(?:^[> \t*•-]{{0,9}}|(?<=[:(])[ \t]{{0,3}}|\b(?:of|for|to|by|that|I,|de|von)[ ])"
    rf"(?P<name>(?:{PARTICLE} ){{0,2}}{PART}(?: {PART}){{0,2}}, ?{PART}"
    rf"(?:[ ](?:[A-Z]\.?(?![\w'’])|{PART})){{0,2}})",
    re.MULTILINE,
)
"""`ROE, JANE Q`: only at the beginning of a line or behind a word that names are behind, as two names or a
name and a place look the same."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OTHERS = """
the this that these those a an my your his her their our we i it is on in at by for from of to and or
with as if re ref subject fw fwd sir madam dear hello hi good morning please thank thanks regards best
kind sincerely respectfully yours faithfully attached enclosed request requested leave certificate
certify certified form section page part item box block social security number numbers no nr ssn ssan
iban bic account passport passeport reisepass personalausweis ausweis dod id edipi dob date birth born né
née geboren geb place driver driver's drivers driving license licence permis führerschein national
insurance nino tax card visa mastercard credit debit name full last first middle initial phone tel
telephone mobile cell fax email e-mail mail address street road avenue lane united states america us usa
uk german germany british american french france army navy air force marine marines corps space coast
guard reserve department defense defence january february march april may june july august september
october november december monday tuesday wednesday thursday friday saturday sunday personnel records
record human resources bank payment transfer invoice travel order orders payroll benefits claim case file
reference official use only confidential privacy act notice statement letter discharge release active
duty character service honorable honourable grade rank rate pay signature signed sign member employee
applicant patient soldier sailor holder whom concern medal award training course completion has have
holds was were will not new old fort port camp city state county country example north south east west
mount lake saint bureau ministry agency institute school college hospital clinic insurance association
foundation union party law court police fire station building floor room suite box apt ship sent to cc
bcc le la les de des du et est monsieur madame mademoiselle numéro nom prénom prénoms sécurité sociale
compte banque der die das und ist herr frau sehr geehrte geehrter nummer konto bankverbindung steuer mein
meine ihr ihre wir
"""
OTHERS = frozenset(_OTHERS.split()) - PARTICLES
FIRMS = ("bank", "kasse", "versicherung", "gesellschaft")
TAIL = re.compile(r"['’]s?$")
STREET = re.compile(
    r"\b\d{1,5}[a-z]?,?[ ](?:[^\W\d_]{1,20}[ ]){0,3}(?:street|road|avenue|lane|boulevard|drive|rue|allée)\b"
    r"|(?:straße|strasse|str\.|weg|platz|allee|gasse)[ ]\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
"""With its number. A name behind it on the line may be the town's."""
ADDRESS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlace:
    """Where a name stands in a text."""

    name: PersonName
    start: int
    end: int


def names_in(text: str, start: int, end: int) -> list[NamePlace]:
    """Those between the two places, in their order."""
    found: list[NamePlace] = []
    at = start
    for comma in COMMA.finditer(text, start, end):
        if (turned := _turned(comma)) is not None:
            found += [one for run in RUN.finditer(text, at, turned.start) for one in _pieces(run)]
            found.append(turned)
            at = turned.end
    found += [one for run in RUN.finditer(text, at, end) for one in _pieces(run)]
    return found


def is_place(text: str, name: NamePlace) -> bool:
    """Does a street with its number stand before it on its line, so that it may be a town's?"""
    line = text.rfind("\n", max(0, name.start - ADDRESS), name.start) + 1
    return STREET.search(text, max(line, name.start - ADDRESS), name.start) is not None


def _turned(found: re.Match[str]) -> NamePlace | None:
    """`Roe, Jane`, as far as its words are names."""
    end = found.end("name")
    for word in WORD.finditer(found.string, found.start("name"), end):
        if _is_other(word.group()):
            end = word.start()
            break
    name = read_name(TAIL.sub("", found.string[found.start("name") : end].rstrip()))
    if name is None or "," not in found.string[found.start("name") : end].rstrip(" ,"):
        return None
    return NamePlace(name=name, start=found.start("name"), end=end)


def _is_other(word: str) -> bool:
    """A word that is no name. A letter alone is an initial."""
    bare = TAIL.sub("", word).lower()
    return len(bare) > 1 and (bare in OTHERS or bare in TITLES or bare.endswith(FIRMS))


def _pieces(run: re.Match[str]) -> Iterator[NamePlace]:
    """The run, cut at words that are no names."""
    begun: list[re.Match[str]] = []
    for word in WORD.finditer(run.string, run.start(), run.end()):
        if _is_other(word.group()):
            yield from _piece(begun)
            begun = []
        else:
            begun.append(word)
            if TAIL.search(word.group()):
                yield from _piece(begun)
                begun = []
    yield from _piece(begun)


def _piece(words: list[re.Match[str]]) -> Iterator[NamePlace]:
    if len(words) < 2:
        return
    shown = " ".join(" ".join(TAIL.sub("", one.group()) for one in words).split())
    name = read_name(shown)
    if name is not None:
        yield NamePlace(name=name, start=words[0].start(), end=words[-1].end())
