"""For a regulator: the fields that forms ask for, as article 33 of the GDPR lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import (
    CONSEQUENCES,
    GENERAL,
    DraftTemplate,
    Sourced,
    contact,
    heading,
    outward,
    telling,
    unknowns,
)
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.bilingual import Bilingual


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("Nature of the breach", "Nature de la violation")
    yield from telling(facts, "case.what", "since", "hacked")
    yield heading("Moment of knowledge", "Moment de la connaissance")
    yield from telling(facts, "response.aware")
    yield heading("Categories and number of people concerned", "Catégories et nombre de personnes concernées")
    yield from telling(facts, "whose")
    yield heading("Categories and number of records", "Catégories et nombre d’enregistrements")
    yield from telling(facts, "amount")
    yield heading("Access by others", "Accès par des tiers")
    yield from outward(facts, "readers")
    yield heading("Contact", "Contact")
    yield from contact(facts)
    yield heading("Likely consequences", "Conséquences probables")
    yield Sourced(text=CONSEQUENCES, facts=(GENERAL,))
    yield heading("Measures taken or proposed", "Mesures prises ou proposées")
    yield from telling(facts, "response.closed", "standing", "response.custody", "response.logs")
    yield heading("Not known yet", "Pas encore connu")
    yield from unknowns(facts)


draft = DraftTemplate(
    title=Bilingual(en="Fields of a regulator’s form", fr="Champs du formulaire d’une autorité"),
    order=2,
    build=build,
)
