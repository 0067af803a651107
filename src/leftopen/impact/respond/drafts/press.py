"""For the press: a few lines that say what is known, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import DraftTemplate, Sourced, general, heading, outward, telling
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.bilingual import Bilingual


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("Statement", "Déclaration")
    yield from telling(facts, "since.begin", "response.closed", "whose.people")
    yield from outward(facts, "readers.window", "readers.items")
    yield general(
        "We tell the people whose data it is what was in it and what they can do.",
        "Nous disons aux personnes concernées ce qui y figurait et ce qu’elles peuvent faire.",
    )
    yield heading("Do not say", "À ne pas dire")
    yield general(
        "Do not say that nobody read it, or that nothing was classified, unless a fact above says so.",
        "Ne dites pas que personne ne l’a lu, ni que rien n’était classifié, sauf si un fait ci-dessus le "
        "dit.",
    )


draft = DraftTemplate(title=Bilingual(en="Press lines", fr="Éléments pour la presse"), order=4, build=build)
