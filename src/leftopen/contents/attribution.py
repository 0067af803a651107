"""Attributes content to its owner: mail domains, and units named in signature blocks. It never takes an
address or a person's name.

A unit's name is the longest run of known words and ordinals before a word such as Command or Wing. Words that
are not in the list are left out, so that `Jane Roe, 3rd Example Wing` does not include the person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

LINES_LIMIT = 200_000
BLOCK_LINES = 8
MOST = 20

CLOSING = re.compile(
    r"^[> \t]{0,9}(?:-- ?|(?:very )?respectfully,?|v/?r,?|r/,?|(?:best |kind |warm )?regards,?|sincerely,?"
    r"|semper fi(?:delis)?,?)[ \t\r]{0,3}$",
    re.IGNORECASE,
)
KIND = re.compile(
    r"(?:Command|Wing|Group|Battalion|Squadron|Brigade|Division|Regiment|Company|Fleet|Agency|Directorate|Center"
    r"|Centre|Department|Office|Squad|Corps|Detachment|Flotilla|Headquarters|Task Force)"
)
ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)|[IVX]{1,5}")
WORDS = """
Joint Combined United States US U.S. Army Navy Naval Air Marine Marines Space Coast Guard National Reserve
Force Forces Special Operations Warfare Operational Logistics Logistic Training Support Sustainment
Material Materiel Medical Health Dental Signal Cyber Cyberspace Network Information Systems Communications
Intelligence Security Surveillance Reconnaissance Transportation Transport Mobility Airlift Refueling
Fighter Bomber Rescue Recovery Infantry Armor Armored Cavalry Artillery Airborne Assault Aviation Engineer
Engineering Military Police Civil Affairs Psychological Missile Defense Defence Strategic Tactical Central
European Africa Southern Northern Indo-Pacific Pacific Atlantic Global Strike Combat Expeditionary
Maintenance Supply Contracting Acquisition Procurement Finance Financial Personnel Human Resources
Education Research Development Test Evaluation Installation Mission Base Garrison Regional Field Area
Theater Fleet Surface Submarine Undersea Sea Systems Emergency Management Federal State County City Public
Works Water Energy Revenue Tax Customs Border and of the for &
"""
KNOWN = frozenset(WORDS.split())
EDGE = frozenset({"and", "of", "the", "for", "&"})
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&-]{0,30}|&")


def domains(origins: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent mail domains, by count and then by name."""
    return _most(origins)


def units(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent units, by count and then by name."""
    return _most(found)


def _most(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST])


def units_in(text: str) -> Counter[str]:
    """Units named in the signature blocks of one text; each block counts a unit once."""
    found: Counter[str] = Counter()
    for block in _blocks(text):
        found.update({unit for line in block for unit in _units(line)})
    return found


def _blocks(text: str) -> Iterator[list[str]]:
    """The few lines below a closing."""
    lines = text.splitlines()[:LINES_LIMIT]
    for at, line in enumerate(lines):
        if len(line) < 60 and CLOSING.match(line):
            yield [below[:200] for below in lines[at + 1 : at + 1 + BLOCK_LINES]]


def _units(line: str) -> Iterator[str]:
    """`27th Special Operations Wing`, `Joint Logistics Training Command`; `Wing` alone is no unit."""
    for piece in re.split(r"[,;|()\t]|\s-\s", line):
        words = WORD.findall(piece)
        for at in range(len(words) - 1, 0, -1):
            if KIND.fullmatch(words[at]):
                name = _before(words[:at])
                if name:
                    yield " ".join((*name, words[at]))
                break


def _before(words: list[str]) -> list[str]:
    """The known words at the end, without a leading `of the`."""
    at = len(words)
    while at and (words[at - 1] in KNOWN or ORDINAL.fullmatch(words[at - 1])):
        at -= 1
    kept = words[at:]
    while kept and kept[0] in EDGE:
        kept = kept[1:]
    return kept
