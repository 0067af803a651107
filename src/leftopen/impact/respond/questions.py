"""The questions that only a person can answer: whether each law applies, and what their deadlines depend
on. Each law is a file in `laws/`, with its source and the date of that source."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from leftopen.impact.respond.business_calendars import CALENDARS
from leftopen.impact.respond.letter_texts import is_in
from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.model.packaged import read_folder
from leftopen.translate import N_, Message

CONDITIONS: Mapping[str, Message] = {
    "high_risk": N_("Is a high risk to the affected people likely?"),
    "major_incident": N_("Is the incident classified as major?"),
    "five_hundred": N_("Are 500 people or more affected by the loss of health information?"),
    "intrusion": N_(
        "Are there signs of an intrusion (ransom note, foreign objects, deletions, "
        "writes)? Say what was examined."
    ),
    "eu_residents": N_("Is personal data of people in the European Union in this leak?"),
    "children": N_("Is data of children in this leak?"),
    "encrypted": N_("Was the data encrypted with a key that was not exposed?"),
}
"""Beside the laws, whose names are questions too."""


@cache
def laws() -> Mapping[str, Law]:
    """Every law by its name, in name order. Raises TypeError for a file with a key that no law has."""
    return {name: _law(**content) for name, content in read_folder("leftopen.impact.respond", "laws").items()}


def _law(
    *, title: str, question: str, source: str, checked: str, deadlines: list[dict[str, Any]],
    note: str = "", calendar: str = "", countries: Sequence[str] = (), **others: Any,
) -> Law:  # fmt: skip
    """Without a note of its own, it has that of its calendar."""
    days = CALENDARS[calendar] if calendar else None
    return Law(
        title=N_(title),
        question=N_(question),
        source=N_(source),
        checked=Checked(checked),
        deadlines=tuple(_deadline(**one) for one in deadlines),
        note=days.limit if days and not note else N_(note),
        calendar=days,
        countries=tuple(countries),
        **others,
    )


def _deadline(*, title: str, note: str, within: dict[str, int], **others: str) -> Deadline:
    return Deadline(title=N_(title), note=N_(note), within=Within(**within), **others)


def laws_asked(countries: Collection[str], answered: Collection[str]) -> dict[str, Law]:
    """Those that are asked first: of the organisation's countries, or all without one; and those that a
    person answered."""
    return {
        name: law
        for name, law in laws().items()
        if not (countries and law.countries)
        or name in answered
        or any(is_in(one, law.countries) for one in countries)
    }


def questions() -> dict[str, Message]:
    """Every question by its name: the laws first."""
    return {**{name: law.question for name, law in laws().items()}, **CONDITIONS}
