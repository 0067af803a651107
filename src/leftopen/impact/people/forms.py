"""Forms: the fields of a PDF form (`name = value`), and lines such as `Date of birth: …` in a text.

The fields of the subject belong together wherever they stand; those of relatives and references belong
together by the part of the form that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import NAMES, gate_lines, heading, role_of, words
from leftopen.model.people import MentionReason, Role

FIELD = re.compile(r"^(?P<name>[^\n\t]{1,400}?) = (?P<value>[^\n\t]{1,300})$", re.MULTILINE)
ENTRY = re.compile(
    r"^[ \t>*-]{0,9}(?P<name>[A-Za-zÀ-ÿ][^\n\t:=]{1,60}?)[ \t]{0,9}:[ \t]{1,9}(?P<value>\S[^\n]{0,200})$",
    re.MULTILINE,
)
TIP = re.compile(r"^(?P<path>\S{1,300}) \((?P<tip>.{1,300})\)$")
SECTION = re.compile(r"section_?s?[ _]?(\d{1,2})(?!\d|-)", re.IGNORECASE)
CLEARANCE = re.compile(r"QUESTIONNAIRE\s{1,9}FOR\s{1,9}NATIONAL|\bSF[ -]?86\b", re.IGNORECASE)
SECTIONS = {
    **dict.fromkeys((12, 13, 16, 19), Role.REFERENCE),
    **dict.fromkeys((17, 18), Role.RELATIVE),
}
"""Sections of the SF-86 that are about other people (edition of 2016)."""
EMPTY = re.compile(r"\n\s{0,9}\n")
NEAR = 3
"""Lines between two entries of one block in a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`group`: what the entry stands in, for those of other people."""

    label: str
    role: Role
    group: str
    value: str
    start: int
    end: int


def forms(text: str, *, cards: bool = False) -> Iterator[Claim]:
    """`cards`: each paragraph is the form of another person."""
    if next(gate_lines(text), None) is None:
        return
    if cards:
        for start, end in _paragraphs(text):
            fields = [_field(found, clearance=False) for found in FIELD.finditer(text, start, end)]
            yield from _assembled(fields, one=True)
    elif " = " in text:
        yield from _assembled(_fields(text, CLEARANCE.search(text) is not None), one=True)
    for block in _blocks(text):
        yield from _assembled(block, one=False)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in EMPTY.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _fields(text: str, clearance: bool) -> list[Entry]:
    return [_field(found, clearance) for found in FIELD.finditer(text)]


def _field(found: re.Match[str], clearance: bool) -> Entry:
    name, tip = found["name"].strip(), ""
    if split := TIP.match(name):
        name, tip = split["path"], split["tip"]
    path = name.split(".")
    at, role = _place(path[:-1], clearance)
    own = role_of(words(f"{path[-1]} {tip}"))
    role = own if role is Role.SUBJECT else role
    return Entry(
        label=f"{path[-1]} {tip}" if tip else path[-1],
        role=role,
        group=".".join(path[:at]),
        value=found["value"],
        start=found.start("value"),
        end=found.end("value"),
    )


def _place(path: list[str], clearance: bool) -> tuple[int, Role]:
    """How much of the path names one person, and whom; (0, subject) for the subject."""
    for at in range(len(path), 0, -1):
        section = SECTION.search(path[at - 1]) if clearance else None
        role = SECTIONS.get(int(section.group(1)), Role.SUBJECT) if section else role_of(words(path[at - 1]))
        if role is not Role.SUBJECT:
            return at, role
    return 0, Role.SUBJECT


def _blocks(text: str) -> Iterator[list[Entry]]:
    """Entries that stand close together."""
    block: list[Entry] = []
    for found in ENTRY.finditer(text):
        if block and text.count("\n", block[-1].end, found.start()) > NEAR:
            yield block
            block = []
        role = role_of(words(found["name"]))
        block.append(
            Entry(
                label=found["name"],
                role=role,
                group=role,
                value=found["value"],
                start=found.start("value"),
                end=found.end("value"),
            )
        )
    if block:
        yield block


def _assembled(entries: list[Entry], *, one: bool) -> Iterator[Claim]:
    """One claim for each person. A second value of a kind that one person has once begins another; in the
    form of `one` subject a second name does not, because forms ask for names of much."""
    begun: dict[tuple[Role, str], Claim] = {}
    for entry in entries:
        key = entry.role, entry.group if entry.role is not Role.SUBJECT else ""
        claim = begun.setdefault(key, Claim(reason=MentionReason.FORM, role=entry.role))
        what = heading(entry.label)
        if what is not None and not claim.put(what, entry.value):
            if one and what.kind in NAMES and entry.role is Role.SUBJECT:
                continue
            if _whole(claim):
                yield claim
            claim = begun[key] = Claim(reason=MentionReason.FORM, role=entry.role)
            claim.put(what, entry.value)
        claim.spans.append((entry.start, entry.end))
    yield from (claim for claim in begun.values() if _whole(claim))


def _whole(claim: Claim) -> bool:
    """A form says two things of a person at least."""
    return len(claim.values) + bool(claim.named) > 1
