"""One figure or statement of an answer: its bounds, how it was counted, and where to look it up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.cases.hash_chain import canonical
from leftopen.impact.respond.examined import Examined
from leftopen.model.facts import Json
from leftopen.present.one_line import one_line
from leftopen.translate import N_, Message, TimeMessage, Value

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
    said: Message
    known: Known = Known.KNOWN
    value: Json = None
    lower: Json = None
    upper: Json = None
    counted: Message
    link: str
    outward: Message | None = None
    """The same for a text that goes out, in the words of the organisation; None: as `said`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What each file of `answers/` binds as `answer`."""

    title: Message
    order: int
    facts: Callable[[Examined], Iterable[Fact]]


def message(text: str, **values: object) -> Message:
    """The text with the values filled in where it is shown: numbers as each language groups them, texts on
    one line."""
    return N_(text, **{name: _value(value) for name, value in values.items()})


def joined(text: str, parts: Sequence[Message]) -> Message:
    """The parts one after another: `text` puts `{first}` before `{rest}`."""
    first, *others = parts
    return N_(text, first=first, rest=joined(text, others)) if others else first


def _value(value: object) -> Value:
    if isinstance(value, datetime):
        return TimeMessage(at=value)
    if isinstance(value, Message) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return one_line(str(value), LONGEST)


def between(statement: Message, count: int, least: int, most: int) -> Message:
    """The statement with its bounds, as one sentence; without them where they are the count itself."""
    if least == most == count:
        return message("{said}.", said=statement)
    return message(
        "{said} (between {least} and {most}).",
        said=statement,
        least=least,
        most=most,
    )


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
    whole: dict[str, Json] = {id: [str(one.said), one.known.value, one.value] for id, one in facts.items()}
    return hashlib.sha256(canonical(whole)).hexdigest()
