"""One figure or statement of an answer: its bounds, how it was counted, and where to look it up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leftopen.cases.hash_chain import canonical
from leftopen.impact.respond.examined import Examined
from leftopen.model.bilingual import Bilingual
from leftopen.model.facts import Json
from leftopen.present.one_line import one_line

LONGEST = 600


class Known(StrEnum):
    """`known` with its bounds · `not_known` examined, but it can't be said · `not_examined` nobody looked."""

    KNOWN = "known"
    NOT_KNOWN = "not_known"
    NOT_EXAMINED = "not_examined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`said` is one sentence. `value` is the figure of it, None without one; it lies between `lower` and
    `upper` (None: no bound is known). `counted` says how; `link` is the command that shows it."""

    id: str
    said: Bilingual
    known: Known = Known.KNOWN
    value: Json = None
    lower: Json = None
    upper: Json = None
    counted: Bilingual
    link: str
    outward: Bilingual | None = None
    """The same for a text that goes out, in the words of the organisation; None: as `said`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What each file of `answers/` binds as `answer`."""

    title: Bilingual
    order: int
    facts: Callable[[Examined], Iterable[Fact]]


def both(en: str, fr: str, **values: object) -> Bilingual:
    """Both sentences with the values filled in: numbers as each language groups them, texts on one line."""
    return Bilingual(
        en=en.format(**{name: _shown(value, "en") for name, value in values.items()}),
        fr=fr.format(**{name: _shown(value, "fr") for name, value in values.items()}),
    )


def many(count: int, en: tuple[str, str], fr: tuple[str, str]) -> Bilingual:
    """A number with its noun, of which each language gives the singular and the plural; French counts 0 as
    one."""
    return Bilingual(
        en=f"{_shown(count, 'en')} {en[count != 1]}", fr=f"{_shown(count, 'fr')} {fr[count not in (0, 1)]}"
    )


def _shown(value: object, language: str) -> str:
    if isinstance(value, Bilingual):
        return value.text(language)
    if isinstance(value, int) and not isinstance(value, bool):
        grouped = f"{value:,}"
        return grouped.replace(",", "\u202f") if language == "fr" else grouped
    return one_line(str(value), LONGEST)


def between(said: Bilingual, count: int, least: int, most: int) -> Bilingual:
    """The statement with its bounds, as one sentence; without them where they are the count itself."""
    if least == most == count:
        return both("{said}.", "{said}.", said=said)
    return both(
        "{said} (between {least} and {most}).", "{said} (entre {least} et {most}).",
        said=said, least=least, most=most,
    )  # fmt: skip


def fact_json(fact: Fact, language: str) -> dict[str, Json]:
    return {
        "id": fact.id,
        "said": fact.said.text(language),
        "known": fact.known.value,
        "value": fact.value,
        "lower": fact.lower,
        "upper": fact.upper,
        "counted": fact.counted.text(language),
        "link": fact.link,
    }


def digest(facts: Mapping[str, Fact]) -> str:
    """SHA-256 in hex over what the facts say: a draft that was made from others is out of date."""
    whole: dict[str, Json] = {id: [one.said.en, one.known.value, one.value] for id, one in facts.items()}
    return hashlib.sha256(canonical(whole)).hexdigest()
