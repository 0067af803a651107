"""The texts of the made-up mails: one function per kind, each giving a subject and a text."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.demo.people import UNIT, Person
from leftopen.model.packaged import read_toml

_MAILS = read_toml("leftopen.demo", "texts")["mails"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """`ssns` and `piids` list what was written into the text, so that the truth can be counted."""

    subject: str
    text: str
    ssns: frozenset[str] = field(default=frozenset())
    piids: frozenset[str] = field(default=frozenset())


Writer = Callable[[random.Random, Person, Person, datetime], MailTemplate]


def fake_piid(rng: random.Random, year: int) -> str:
    """A contract number in the shape of FAR 4.1603: activity code, fiscal year, type letter, serial."""
    return f"{rng.choice(_MAILS['ship_to'])}{year % 100:02d}{rng.choice('CDFP')}{rng.randint(1, 9999):04d}"


def contract(rng: random.Random, writer: Person, reader: Person, when: datetime) -> MailTemplate:
    number = fake_piid(rng, when.year)
    goods = rng.choice(_MAILS["goods"])
    dashed = f"{number[:6]}-{number[6:8]}-{number[8]}-{number[9:]}"
    shown = dashed if when.year < 2016 else number
    text = (
        f"{reader.given},\n\nthe modification to contract {shown} for {goods} is ready for your signature. "
        f"The ceiling rises to ${rng.randint(12, 980)},{rng.randint(0, 999):03d}.00; delivery stays at "
        f"{rng.choice(_MAILS['places'])}. Please return the signed page before {_day(rng, when)}."
    )
    return MailTemplate(subject=f"Contract {shown}: {goods}", text=text, piids=frozenset({number}))


def personnel(rng: random.Random, writer: Person, reader: Person, when: datetime) -> MailTemplate:
    """Leave and travel; every third one gives the applicant's number, as people do."""
    kind = rng.choice(("Leave request", "Travel request", "Change of address"))
    first = f"{kind} for {writer.rank} {writer.family}.\nFrom {_day(rng, when)}, {rng.randint(2, 20)} days.\n"
    place = f"Address while away: {rng.randint(1, 99)} Hollow Lane, {rng.choice(_MAILS['places'])}.\n"
    if rng.random() < 0.34:
        text = f"{first}{place}SSN: {writer.ssn}\nPlease confirm to the Personnel Branch."
        return MailTemplate(subject=f"{kind}: {writer.family}", text=text, ssns=frozenset({writer.ssn}))
    return MailTemplate(subject=f"{kind}: {writer.family}", text=f"{first}{place}Please confirm.")


def marked(rng: random.Random, writer: Person, reader: Person, when: datetime) -> MailTemplate:
    """Before 2020 the old words, after it the CUI banner and its designation block."""
    body = (
        f"The movement table for {rng.choice(_MAILS['places'])} is final: {rng.randint(3, 30)} vehicles, "
        f"two serials, start {_day(rng, when)}. Do not forward outside the command."
    )
    if when.year < 2020:
        mark = "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
        return MailTemplate(subject="(U//FOUO) Movement table", text=f"{mark}\n\n{body}\n\n{mark}")
    block = f"Controlled by: {UNIT}\nCUI Category: OPSEC\nDistribution: FEDCON\nPOC: {writer.name}"
    text = f"CUI//SP-OPSEC//FEDCON\n\n(CUI) {body}\n\n{block}\n\nCUI//SP-OPSEC//FEDCON"
    return MailTemplate(subject="(CUI) Movement table", text=text)


def talk(rng: random.Random, writer: Person, reader: Person, when: datetime) -> MailTemplate:
    subject, text = rng.choice([*_MAILS["talk"].items()])
    return MailTemplate(subject=subject, text=f"All,\n\n{text}")


def clearance(writer: Person, reader: Person) -> MailTemplate:
    """The one mail that carries the filled questionnaire."""
    text = (
        f"{reader.given},\n\nhere is my completed SF-86 for the reinvestigation, as asked on the phone. "
        "Tell me if a page is missing.\n\n(The attached form is made up for a demonstration.)"
    )
    return MailTemplate(subject="SF-86 completed, for the reinvestigation", text=text)


def signature(writer: Person) -> str:
    """The block under every mail."""
    if writer.outside:
        return f"\n\n--\n{writer.name}\n{writer.branch}\n{writer.phone}\n{writer.address}\n"
    lines = (
        f"{writer.rank} {writer.name}",
        f"{writer.branch}, {UNIT}",
        f"Comm: {writer.phone}",
        writer.address,
    )
    return "\n\nV/r,\n\n" + "\n".join(lines) + "\n"


def _day(rng: random.Random, when: datetime) -> str:
    return f"{rng.randint(1, 28)} {rng.choice(('March', 'June', 'September', 'November'))} {when.year}"
