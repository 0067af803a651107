"""The questions that only a person can answer: whether each law applies, and what their deadlines depend
on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leftopen import catalogue
from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Law

CONDITIONS: Mapping[str, Bilingual] = {
    "high_risk": Bilingual(
        en="Is a high risk to the affected people likely?",
        fr="Un risque élevé pour les personnes touchées est-il probable ?",
    ),
    "major_incident": Bilingual(
        en="Is the incident classified as major?",
        fr="L’incident est-il classé majeur ?",
    ),
    "five_hundred": Bilingual(
        en="Are 500 people or more affected by the loss of health information?",
        fr="Au moins 500 personnes sont-elles touchées par la perte de données de santé ?",
    ),
    "intrusion": Bilingual(
        en="Are there signs of an intrusion (ransom note, foreign objects, deletions, writes)? Say what was "
        "examined.",
        fr="Y a-t-il des signes d’intrusion (demande de rançon, objets étrangers, suppressions, écritures) "
        "? Dites "
        "ce qui a été examiné.",
    ),
    "eu_residents": Bilingual(
        en="Is personal data of people in the European Union in this leak?",
        fr="Des données personnelles de personnes dans l’Union européenne sont-elles touchées ?",
    ),
    "children": Bilingual(
        en="Is data of children in this leak?",
        fr="Des données d’enfants sont-elles touchées ?",
    ),
    "encrypted": Bilingual(
        en="Was the data encrypted with a key that was not exposed?",
        fr="Les données étaient-elles chiffrées avec une clé qui n’a pas été exposée ?",
    ),
}
"""Beside the laws, whose names are questions too."""


@cache
def laws() -> Mapping[str, Law]:
    """Every law by its name, in name order."""
    return catalogue.load("impact/respond/laws", "law", Law)


def questions() -> dict[str, Bilingual]:
    """Every question by its name: the laws first."""
    return {**{name: law.question for name, law in laws().items()}, **CONDITIONS}
