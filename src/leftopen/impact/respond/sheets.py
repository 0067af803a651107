"""Writes a sheet to copy from: each field with what is known, and a place for what only a person knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from leftopen.impact.respond.draft_templates import DraftTemplate, Field
from leftopen.impact.respond.draft_values import DraftValues
from leftopen.impact.respond.drafting import BLANK, GENERAL
from leftopen.impact.respond.due_time import due
from leftopen.impact.respond.facts import message
from leftopen.impact.respond.milestones import AWARE
from leftopen.impact.respond.questions import laws
from leftopen.model.law import Deadline, Law
from leftopen.translate import N_, Message

READERS = 50


def text(sheet: DraftTemplate, of: DraftValues) -> str:
    """As a person edits it: each line ends with the ids of its facts and of its field."""
    found = [f"{of.text(sheet.head)} [{GENERAL}]"]
    wanted = _when(sheet, of)
    for section in sheet.sections:
        lines = [line for field in section.fields if field.when in wanted for line in _lines(field, of)]
        found += [f"# {of.translated(section.title)}", *lines] if lines else []
    return "\n".join(found)


def _when(sheet: DraftTemplate, of: DraftValues) -> set[str]:
    """Which fields are asked for now: is it the first notification, and is it late?"""
    response = of.examined.response
    told = [response.met[name].at for name in sheet.deadlines if name in response.met]
    aware = response.milestones.get(AWARE)
    ends = [due(aware.at, *one) for one in _deadlines(sheet) if aware and one[0].begins == AWARE]
    last = max((end for end in ends if end), default=None)
    at: datetime = min(told, default=of.examined.now)
    return {"", "later" if told else "first", *(["late"] if last and at > last else [])}


def _deadlines(sheet: DraftTemplate) -> Iterator[tuple[Deadline, Law]]:
    for name in sheet.deadlines:
        law = laws()[name.partition(".")[0]]
        yield from ((one, law) for one in law.deadlines if one.name == name.partition(".")[2])


def _lines(field: Field, of: DraftValues) -> list[str]:
    """One line, or several where several facts answer it."""
    if field.text:
        return [_said(field, N_(field.text), of)]
    if field.rows == "readers" and (readers := _readers(of)):
        return [f"- {address} [{', '.join((*_rests_on(field, of), field.id))}]" for address in readers]
    if field.rows and field.rows != "readers" and (rows := of.rows(field.rows, field.id)):
        return rows.splitlines()
    if field.value and of.known(field.value):
        fact = of.facts[field.value]
        value = (fact.outward or fact.said) if fact.value is None else N_(str(fact.value))
        return [_said(field, value, of, field.value)]
    found = of.found(*field.say)
    if found and (not field.label or of.known(found[0])):
        return [of.line(id, *_rests_on(field, of), field.id) for id in found]
    about = [field.value] if field.value in of.facts else found
    return [_said(field, BLANK, of, *about)]


def _said(field: Field, answer: Message, of: DraftValues, *ids: str) -> str:
    label = of.translated(field.label)
    said = of.text(message("{label}: {value}", label=label, value=answer))
    return f"{said} [{', '.join((*ids, *_rests_on(field, of), field.id))}]"


def _rests_on(field: Field, of: DraftValues) -> list[str]:
    return [id for id in field.facts if id in of.facts]


def _readers(of: DraftValues) -> list[str]:
    """The first addresses that items were served to."""
    reading = of.examined.reading
    found = {one for answer in reading.answers for one in answer.addresses} if reading else set()
    return sorted(found)[:READERS]
