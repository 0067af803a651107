"""Forms: the fields of a PDF form (`name = value`), and lines such as `Date of birth: …` in a text.

The fields of the subject belong together wherever they stand; those of relatives and references belong
together by the part of the form that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import NAMES, NO_NAME, Kind, gate_lines, heading, role_of, words
from leftopen.impact.people.names import OTHERS
from leftopen.model.people import MentionReason, Role

FIELD = re.compile(r"^(?P<name>[^\n\t]{1,400}?) = (?P<value>[^\n\t]{1,300})$", re.MULTILINE)
ITEM = r"(?:\(?\d{1,2}[a-z]?[.)](?:[a-z][.)])?[ \t]{0,3})"
"""The number of a field: `1. NAME`, `4.a. GRADE`, `(3) SSN`."""
_WORDS = r"[A-Za-zÀ-ÿ][^\n\t:=]{1,60}?"
ENTRY = re.compile(
    rf"^[ \t>*-]{{0,9}}{ITEM}?(?P<name>{_WORDS})[ \t]{{0,9}}:(?!//)[ \t]{{0,9}}(?P<value>\S[^\n]{{0,600}})$",
    re.MULTILINE,
)
ASKED = re.compile(
    rf"^[ \t>*-]{{0,9}}{ITEM}(?P<name>[A-Za-zÀ-ÿ][^\n\t:=()]{{1,60}}?\([^()\n]{{1,60}}\))[ \t]{{1,9}}"
    r"(?P<value>[^\s:][^\n]{0,200})$",
    re.MULTILINE,
)
"""`1. NAME (Last, First, Middle) ROE, JANE Q`."""
ABOVE = re.compile(
    rf"^[ \t>*-]{{0,9}}{ITEM}?(?P<name>{_WORDS})[ \t]{{0,9}}:?[ \t\r]{{0,9}}\n"
    r"(?=[ \t>]{0,9}(?P<value>\S[^\n]{0,200})$)",
    re.MULTILINE,
)
"""A label with its value in the line below."""
INLINE = re.compile(
    r"(?:[ \t]{0,9}[/;|,][ \t]{1,9}|[ \t]{1,9}[–—-][ \t]{1,9}|[ \t]{2,9}|\t"
    r"|[ \t](?=(?i:ssn|dob|d\.o\.b|dod id|edipi|iban|passport|phone|tel|e-?mail|date of birth|born)\b))"
    rf"{ITEM}?(?P<name>[A-Za-zÀ-ÿ](?:[^\s:=/;|,]|[ ](?! )){{1,50}}?)[ ]?:(?!//)[ \t]{{0,9}}(?=\S)"
)
"""Between two entries of one line: `Name: Jane Roe / IBAN: …`."""
PATH = re.compile(r"\.(?=\S)")
TIP = re.compile(r"^(?P<path>\S{1,300}) \((?P<tip>.{1,300})\)$")
SECTION = re.compile(r"section_?s?[ _]?(\d{1,2})(?!\d|-)", re.IGNORECASE)
CLEARANCE = re.compile(r"QUESTIONNAIRE\s{1,9}FOR\s{1,9}NATIONAL|\bSF[ -]?86\b", re.IGNORECASE)
SECTIONS = {
    **dict.fromkeys((12, 13, 16, 19), Role.REFERENCE),
    **dict.fromkeys((17, 18), Role.RELATIVE),
}
"""Sections of the SF-86 that are about other people (edition of 2016)."""
CONTACT = frozenset({Kind.PHONE, Kind.EMAIL})
REACHED = re.compile(r"\b(?:address|adresse|anschrift|street|city|zip)\b")
EMPTY = re.compile(r"\n\s{0,9}\n")
NEAR = 3
"""Lines between two entries of one block in a text."""
NEAR_ABOVE = 6
"""The same where labels stand above their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`group`: what the entry stands in, for those of other people."""

    label: str
    role: Role
    group: str
    value: str
    start: int
    end: int
    near: int = NEAR


def forms(text: str, *, cards: bool = False, numbered: bool = False) -> Iterator[Claim]:
    """`cards`: each paragraph is the form of another person. `numbered`: detectors found numbers of people,
    and labels above their values are looked for too."""
    if not numbered and next(gate_lines(text), None) is None:
        return
    if cards:
        for start, end in _paragraphs(text):
            fields = [_field(found, clearance=False) for found in FIELD.finditer(text, start, end)]
            yield from _assembled(fields, one=True)
    elif " = " in text:
        yield from _assembled(_fields(text, CLEARANCE.search(text) is not None), one=True)
    for block in _blocks(_entries(text, stacked=numbered), text):
        yield from _assembled(list(_told_apart(block)), one=False)


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
    path = PATH.split(name)
    at, role = _place(path[:-1], clearance)
    own = role_of(words(f"{path[-1]} {tip}"))
    role = own if role is Role.SUBJECT else role
    return Entry(
        label=_label(name, path[-1], tip),
        role=role,
        group=".".join(path[:at]),
        value=found["value"],
        start=found.start("value"),
        end=found.end("value"),
    )


def _label(name: str, last: str, tip: str) -> str:
    """What says most of a field: its name, or its description. Both where either asks for another name."""
    whole = f"{last} {tip}" if tip else last
    if NO_NAME.search(words(whole)):
        return whole
    return next((one for one in (last, tip, whole, name) if one and heading(one)), whole)


def _place(path: list[str], clearance: bool) -> tuple[int, Role]:
    """How much of the path names one person, and whom; (0, subject) for the subject."""
    for at in range(len(path), 0, -1):
        section = SECTION.search(path[at - 1]) if clearance else None
        role = SECTIONS.get(int(section.group(1)), Role.SUBJECT) if section else role_of(words(path[at - 1]))
        if role is not Role.SUBJECT:
            return at, role
    return 0, Role.SUBJECT


def _entries(text: str, *, stacked: bool) -> Iterator[Entry]:
    """In their order. `stacked`: those with the label above the value too."""
    found = [one for one in ENTRY.finditer(text) if not _hangs(one["value"])]
    if stacked:
        begun = {one.start("value") for one in found}
        more = (*ASKED.finditer(text), *ABOVE.finditer(text))
        found += [one for one in more if one.start("value") not in begun and _asks(one)]
        found.sort(key=lambda one: one.start("value"))
    for one in found:
        yield from _in_line(one)


def _hangs(value: str) -> bool:
    """Is that the end of a label that is followed by its value in the line below?"""
    return value.endswith(":")


def _asks(found: re.Match[str]) -> bool:
    """Is it the label of a person's value, and the value no label?"""
    if heading(found["name"].strip()) is None:
        return False
    return heading(found["value"].strip().rstrip(":")) is None and ":" not in found["value"][:40]


def _in_line(found: re.Match[str]) -> Iterator[Entry]:
    """The entry, and others behind it in the same line."""
    label, start, end = found["name"], found.start("value"), found.end("value")
    near = NEAR_ABOVE if found.re is ABOVE else NEAR
    for more in INLINE.finditer(found.string, start, end):
        if heading(more["name"]) is not None:
            first = _label_start(more)
            yield _entry(
                label, found.string, start, more.start() if first == more.start("name") else first, near
            )
            label, start = found.string[first : more.end("name")], more.end()
    yield _entry(label, found.string, start, end, near)


def _label_start(found: re.Match[str]) -> int:
    """`Roe, Jane SSN: …`: where the comma is the name's, its words are no label."""
    start, words_of = found.start("name"), found["name"].split(" ")
    while "," in found.string[found.start() : start] and len(words_of) > 1:
        whole, rest = heading(" ".join(words_of)), heading(" ".join(words_of[1:]))
        if whole != rest or words_of[0].lower() in OTHERS:
            break
        start += len(words_of.pop(0)) + 1
    return start


def _entry(label: str, text: str, start: int, end: int, near: int) -> Entry:
    role = role_of(words(label))
    return Entry(label=label, role=role, group=role, value=text[start:end], start=start, end=end, near=near)


def _blocks(entries: Iterable[Entry], text: str) -> Iterator[list[Entry]]:
    """Entries that stand close together."""
    block: list[Entry] = []
    for entry in entries:
        if block and text.count("\n", block[-1].end, entry.start) > entry.near:
            yield block
            block = []
        block.append(entry)
    if block:
        yield block


def _told_apart(block: Iterable[Entry]) -> Iterator[Entry]:
    """Who follows somebody else's name is in doubt until the next name: a telephone or address behind a
    relative is the relative's, any other of these is nobody's."""
    other: Entry | None = None
    for entry in block:
        what = heading(entry.label)
        if entry.role is not Role.SUBJECT:
            other = entry if what is None or what.kind in NAMES else other
        elif what is not None and what.kind in NAMES:
            other = None
        elif other is not None and _reaches(entry):
            if other.role is Role.RELATIVE:
                named = heading(other.label) is not None
                if not named:
                    yield replace(other, label="name")
                yield replace(entry, role=other.role, group=other.group)
            continue
        elif other is not None and what is not None and other.role is Role.RELATIVE:
            continue
        yield entry


def _reaches(entry: Entry) -> bool:
    """Does the label ask where one is reached?"""
    what = heading(entry.label)
    return REACHED.search(words(entry.label)) is not None if what is None else what.kind in CONTACT


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
        if what is None:
            claim.others.append((entry.label, entry.value))
        claim.spans.append((entry.start, entry.end))
    yield from (claim for claim in begun.values() if _whole(claim))


def _whole(claim: Claim) -> bool:
    """A form says two things of a person at least: a name, and what it or detectors find beside it."""
    return bool(claim.named) or len(claim.values) > 1
