"""The questions that only a person can answer: whether each law applies, and what their deadlines depend
on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leftopen import catalogue
from leftopen.model.law import Law
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
    """Every law by its name, in name order."""
    return catalogue.load("impact/respond/laws", "law", Law)


def questions() -> dict[str, Message]:
    """Every question by its name: the laws first."""
    return {**{name: law.question for name, law in laws().items()}, **CONDITIONS}
