"""Drafts: sentences with the ids of their facts, as a text that a person edits.

    # A heading
    One sentence. [since.begin, since.end]

Every line but a heading ends with the ids in brackets. A sentence that a person adds names a fact, or ends in
`[said]`: it then stands under that person's name. `[internal]` is for colleagues and is never exported, and
`[letter.…]` says where a line of a letter stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, Known
from leftopen.present.one_line import one_line
from leftopen.present.written_dates import written
from leftopen.translate import N_, Message, languages

SAID = "said"
"""In place of a fact: a person said so."""
GENERAL = "general"
"""In place of a fact: advice or a request that says nothing about the data."""
INTERNAL = "internal"
"""In place of a fact: for colleagues only."""
LETTER = ("sender", "recipient", "date", "subject", "salutation", "closing", "signature")
PLACES = tuple(f"letter.{part}" for part in LETTER)
"""In place of a fact: where a line of a letter stands."""
OWN = frozenset(
    {SAID, GENERAL, INTERNAL, *PLACES, "organisation.name", "organisation.address", "organisation.dpo"}
)
"""Of a line that says nothing else, a person wrote it, or it is the organisation's contact."""
CONTACT = N_("[contact: to be filled in]")
CONSEQUENCES = N_("[To be written by a person: what may happen to the people.]")
SENDER = N_("[name and postal address of the controller: to be filled in]")
SIGNATURE = N_("[name and function of the signatory: to be filled in]")
MEASURES = N_("[other measures taken or planned: to be filled in]")
PLACEHOLDERS = tuple(
    one.text(language)
    for one in (CONTACT, CONSEQUENCES, SENDER, SIGNATURE, MEASURES)
    for language in languages()
)
"""Only a person knows these; a draft that still holds one is not approved."""
VERDICTS = "readers.items"
"""How the ids of the counts by verdict begin."""
LONGEST, MOST = 1_000, 300
_LINE = re.compile(r"(?P<text>.*?)\s*\[(?P<ids>[a-z0-9_., ]+)\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`facts`: the ids of what it says. A heading has none."""

    text: str
    facts: tuple[str, ...] = ()

    @property
    def heading(self) -> bool:
        return not self.facts

    @property
    def place(self) -> str:
        """Where it stands in a letter: one of `LETTER`, `item` of a list, '' for a paragraph."""
        found = next((id.removeprefix("letter.") for id in self.facts if id in PLACES), "")
        return found or ("item" if self.text.startswith("- ") else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A sentence of a template."""

    text: Message
    facts: tuple[str, ...] = ()


Build = Callable[[Examined, Mapping[str, Fact]], Iterable[Sourced]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTemplate:
    """What each file of `drafts/` binds as `draft`. `letter`: it has a sender in place of a title."""

    title: Message
    order: int
    build: Build
    letter: bool = False


def heading(text: str) -> Sourced:
    return Sourced(text=N_(text))


def item(text: Message) -> Message:
    """As a line of a list."""
    return Message(id="- {text}", values={"text": text})


def general(text: str) -> Sourced:
    return Sourced(text=N_(text), facts=(GENERAL,))


def fact_sentences(facts: Mapping[str, Fact], *beginnings: str) -> Iterator[Sourced]:
    """The facts whose ids begin so, in their order, each as its own sentence, in the words of the
    organisation."""
    for beginning in beginnings:
        for id, fact in facts.items():
            if id == beginning or id.startswith(f"{beginning}."):
                yield Sourced(text=fact.outward or fact.said, facts=(id,))


def outward(facts: Mapping[str, Fact], *beginnings: str) -> Iterator[Sourced]:
    """As `fact_sentences`, without what `met_verdicts` leaves out."""
    return fact_sentences(met_verdicts(facts), *beginnings)


def met_verdicts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Without the counts of verdicts that no item has; they are all kept where there is no item at all."""
    verdicts = {id: fact for id, fact in facts.items() if id.startswith(f"{VERDICTS}.")}
    empty = {id for id, fact in verdicts.items() if fact.value == 0}
    if len(empty) == len(verdicts):
        return dict(facts)
    return {id: fact for id, fact in facts.items() if id not in empty}


def contact(facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    """The data protection officer, or a place for the contact."""
    if is_known(facts, "organisation.dpo"):
        yield from fact_sentences(facts, "organisation.dpo")
    else:
        yield Sourced(text=CONTACT, facts=(GENERAL,))


def is_known(facts: Mapping[str, Fact], id: str) -> bool:
    return id in facts and facts[id].known is Known.KNOWN


def outgoing(found: Iterable[Sentence]) -> list[Sentence]:
    """What leaves the program: without what is internal, and without a heading that nothing follows."""
    kept: list[Sentence] = []
    for one in found:
        if INTERNAL in one.facts:
            continue
        if one.heading and kept and kept[-1].heading:
            kept.pop()
        kept.append(one)
    return kept[:-1] if kept and kept[-1].heading else kept


def missing_placeholder(found: Iterable[Sentence]) -> str:
    """The first placeholder that nobody filled in, '' for none."""
    return next((mark for one in found for mark in PLACEHOLDERS if mark in one.text), "")


def unknowns(facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    """Everything that is not known or was not examined, for a text that goes out."""
    for id, fact in facts.items():
        if fact.known is not Known.KNOWN:
            yield Sourced(text=fact.outward or fact.said, facts=(id,))


def sentences(
    template: DraftTemplate, examined: Examined, facts: Mapping[str, Fact], language: str
) -> tuple[Sentence, ...]:
    """The draft as the program writes it, with times as people write them."""
    one = examined.controller
    moments = written(language, one.country if one else "", examined.zone)
    made = template.build(examined, facts)
    return tuple(Sentence(text=one.text.text(language, moments), facts=one.facts) for one in made)


def as_text(found: Sequence[Sentence]) -> str:
    """For an editor."""
    return "".join(
        f"\n# {one.text}\n" if one.heading else f"{one.text} [{', '.join(one.facts)}]\n" for one in found
    ).lstrip("\n")


def parse(text: str, known: Iterable[str]) -> tuple[Sentence, ...]:
    """The inverse of `as_text`. ValueError names the line that has no fact, or an unknown one."""
    ids = {*known, *OWN}
    found = [
        _sentence(number, line.strip(), ids)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    if len(found) > MOST:
        raise ValueError(f"a draft has at most {MOST} lines")
    if not any(not one.heading for one in found):
        raise ValueError("the draft has no sentence")
    return tuple(found)


def _sentence(number: int, line: str, known: set[str]) -> Sentence:
    if len(line) > LONGEST:
        raise ValueError(f"line {number}: longer than {LONGEST} characters")
    if line.startswith("#"):
        return Sentence(text=_one_line(line.lstrip("#")))
    match = _LINE.fullmatch(line)
    if match is None or not match["text"].strip():
        raise ValueError(f"line {number}: name its fact at the end, such as [since.begin], or [{SAID}]")
    ids = tuple(filter(None, (id.strip() for id in match["ids"].split(","))))
    unknown = [id for id in ids if id not in known]
    if unknown or not ids:
        raise ValueError(f"line {number}: there is no fact {one_line(', '.join(unknown), 80)!r}")
    return Sentence(text=_one_line(match["text"]), facts=ids)


def _one_line(text: str) -> str:
    """With its no-break spaces."""
    return "".join(
        part if part in ("\u00a0", "\u202f") else one_line(part)
        for part in re.split("([\u00a0\u202f])", text)
    )
