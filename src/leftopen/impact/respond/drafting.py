"""Drafts: sentences with the ids of their facts, as a text that a person edits.

    # A heading
    One sentence. [since.begin, since.end]

Every line but a heading ends with the ids in brackets. A sentence that a person adds names a fact, or ends in
`[said]`: it then stands under that person's name. `[internal]` is for colleagues and is never exported, and
`[letter.…]` says where a line of a letter stands, `[field.…]` which field of a form it answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from leftopen.present.one_line import one_line
from leftopen.translate import N_, languages

SAID = "said"
"""In place of a fact: a person said so."""
GENERAL = "general"
"""In place of a fact: advice or a request that says nothing about the data."""
INTERNAL = "internal"
"""In place of a fact: for colleagues only."""
LETTER = ("sender", "recipient", "date", "subject", "salutation", "closing", "signature")
PLACES = tuple(f"letter.{part}" for part in LETTER)
"""In place of a fact: where a line of a letter stands."""
CONTROLLER = tuple(f"organisation.{part}" for part in ("name", "address", "dpo", "authority"))
FIELD = "field."
"""How the id of a field begins."""
OWN = frozenset({SAID, GENERAL, INTERNAL, *PLACES, *CONTROLLER})
"""A line that says nothing but these and a field: a person wrote it, or it is the organisation's contact."""
BLANK = N_("[to be filled in]")
"""Only a person knows it; a draft that still holds one, also with a label before it, is not approved."""
FOLLOWS = N_("not yet known, will follow")
"""In place of what is not known: it is an answer, and due later (article 33, paragraph 4 of the GDPR)."""
LONGEST, MOST = 1_000, 1_000
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
    def own(self) -> bool:
        """Did a person write it, or is it the organisation's contact?"""
        return all(id in OWN or id.startswith(FIELD) for id in self.facts)

    @property
    def place(self) -> str:
        """Where it stands in a letter: one of `LETTER`, `item` of a list, '' for a paragraph."""
        found = next((id.removeprefix("letter.") for id in self.facts if id in PLACES), "")
        return found or ("item" if self.text.startswith("- ") else "")


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


@cache
def _blank() -> re.Pattern[str]:
    """In every language."""
    words = "|".join(re.escape(BLANK.text(language).strip("[]")) for language in languages())
    return re.compile(rf"\[(?:[^\[\]]*(?:: |\s: ))?(?:{words})\]")


def missing_placeholder(found: Iterable[Sentence]) -> str:
    """The first placeholder that nobody filled in, '' for none."""
    marks = (_blank().search(one.text) for one in found)
    return next((mark[0] for mark in marks if mark), "")


def empty_field(found: Iterable[Sentence], fields: Mapping[str, str]) -> str:
    """The label of the first of these fields, by the ids of their lines, that no line answers, or ''."""
    answered = {id for one in found if not one.text.rstrip().endswith(":") for id in one.facts}
    return next((label for id, label in fields.items() if id not in answered), "")


def source(one: Sentence, sources: Mapping[str, str]) -> str:
    """Where a line of a sheet comes from, and what asks for it; '' where nothing says so."""
    ids = [*one.facts]
    if all(id.startswith(FIELD) for id in ids) and not _blank().search(one.text):
        ids = [SAID, *ids]
    return "; ".join(dict.fromkeys(sources[id] for id in ids if id in sources))


def due_later(found: Iterable[Sentence]) -> list[str]:
    """The lines that are to follow."""
    marks = [one_line(FOLLOWS.text(language)).casefold() for language in languages()]
    return [one.text for one in found if any(mark in one_line(one.text).casefold() for mark in marks)]


def fill(text: str, words: str) -> str:
    """With these words in place of every placeholder."""
    return _blank().sub(words, text)


def as_text(found: Sequence[Sentence]) -> str:
    """For an editor."""
    return "".join(
        f"\n# {one.text}\n" if one.heading else f"{one.text} [{', '.join(one.facts)}]\n" for one in found
    ).lstrip("\n")


def parse(text: str, known: Iterable[str], *, limited: bool = True) -> tuple[Sentence, ...]:
    """The inverse of `as_text`. ValueError names the line that has no fact, or an unknown one; `limited`: or
    that is too long."""
    ids = {*known, *OWN}
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if limited and len(lines) > MOST:
        raise ValueError(f"a draft has at most {MOST} lines")
    if long := next((at for at, line in lines if limited and len(line) > LONGEST), 0):
        raise ValueError(f"line {long}: longer than {LONGEST} characters")
    found = [_sentence(at, line, ids) for at, line in lines]
    if not any(not one.heading for one in found):
        raise ValueError("the draft has no sentence")
    return tuple(found)


def _sentence(number: int, line: str, known: set[str]) -> Sentence:
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
